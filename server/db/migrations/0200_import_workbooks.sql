-- An Excel workbook is uploaded as it is and read as CSV: file_id are the pieces of the sheet that was chosen, this those of the workbook.
alter table imports add column if not exists workbook_id uuid;
