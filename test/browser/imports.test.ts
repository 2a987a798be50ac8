import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { workbookOf } from '../../server/modules/imports/excel/testing.ts';
import { visitProduct } from './visit.ts';

/* An Excel workbook: a wrong one, the right one, undone, and imported again as last time. */

const visit = visitProduct();
const { see, press, isAccessible } = visit;
let page: Page;
beforeAll(() => {
  page = visit.page;
});

const choir = workbookOf([
  {
    name: 'Members',
    rows: [
      ['The choir, 2026'],
      ['Name', 'Mobile', 'Agreed'],
      ['Ann Example', '202-555-0101 x12', 'yes'],
      ['Bob Sample', 12025550102, 'no'],
      ['Cy Muster', 'none', 'yes'],
    ],
    merged: ['A1:C1'],
  },
  {
    name: 'Guests',
    rows: [
      ['Guest', 'Phone'],
      ['Eve', '202-555-0110'],
    ],
  },
]);

async function drop(name: string, buffer: Buffer): Promise<void> {
  await page.goto('/w/hillside-church/contacts/import');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

test('a file that cannot be read says what to do, and the right one is read', async () => {
  await drop('choir.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
  await see('This file cannot be imported');
  await see(/choose Save As, pick “Excel Workbook/);
  await isAccessible();
  await drop('choir.xlsx', choir);
  await see('What is in each column?');
  await page.getByRole('combobox', { name: 'Sheet of the workbook' }).click();
  await page.getByRole('option', { name: 'Guests' }).click();
  await see('1 row, 2 columns');
  await page.getByRole('combobox', { name: 'Sheet of the workbook' }).click();
  await page.getByRole('option', { name: 'Members' }).click();
  await see('3 rows, 3 columns');
  await isAccessible();
});

test('it is imported, and undone with what it did in numbers', async () => {
  await press('Continue');
  await see('Did they agree to get texts?');
  await press('Continue to the preview');
  await see('+12025550101 (ext. 12)');
  await isAccessible();
  await press('Import 2 people');
  await see('2 people were added, 0 updated.');
  await press('Undo this import');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('people who were added are deleted').waitFor();
  await isAccessible();
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await see('2 people were deleted again.');
  await isAccessible();
  await page.getByRole('link', { name: 'Deleted contacts' }).click();
  await see('Bob Sample');
});

test('the next file of the kind opens as the last was read', async () => {
  await drop('choir again.xlsx', choir);
  await see('Set as last time');
  await isAccessible();
  await press('Guess anew');
  await page.getByText('Set as last time').waitFor({ state: 'detached' });
  expect(visit.problems).toEqual([]);
});
