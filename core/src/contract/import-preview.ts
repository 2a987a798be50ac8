import { z } from 'zod';

/** A problem of a row; `column` is null when it concerns the row as a whole. */
export const RowProblem = z.object({
  column: z.number().int().nullable(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
});
export type RowProblem = z.infer<typeof RowProblem>;

/** A row of the file as it would be stored. */
export const PreviewRow = z.object({
  line: z.number().int(),
  /** `unchanged`: the person is here already, just as the row says. */
  outcome: z.enum(['create', 'update', 'fill_gaps', 'unchanged', 'skip', 'duplicate', 'reject']),
  cells: z.array(z.string()),
  /** Values as stored, by the place of their column. */
  stored: z.record(z.string(), z.string()),
  name: z.string(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  consent: z.enum(['yes', 'no', 'unknown']),
  problems: z.array(RowProblem),
});
export type PreviewRow = z.infer<typeof PreviewRow>;

export const ImportPreview = z
  .object({
    rows: z.array(PreviewRow),
    /** Over the first rows of the file, more than are shown. */
    totals: z.object({
      rows: z.number().int(),
      create: z.number().int(),
      existing: z.number().int(),
      /** Of the existing: those in whom nothing changes. */
      unchanged: z.number().int(),
      duplicate: z.number().int(),
      reject: z.number().int(),
      warned: z.number().int(),
      consent_yes: z.number().int(),
      consent_no: z.number().int(),
      kept_opted_out: z.number().int(),
      /** People whose number belongs to somebody who was deleted for privacy: it stays opted out, whatever the file says. */
      asked_to_be_deleted: z.number().int(),
      without_phone: z.number().int(),
    }),
    /** Values of the consent column in these rows, most frequent first, with what each is taken for. */
    consent_values: z.array(z.object({ value: z.string(), rows: z.number().int(), meaning: z.enum(['yes', 'no', 'nothing']) })),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof ImportPreview>;
