import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';
import { ImportMapping, ImportTarget } from './import-mapping.ts';
import { ImportPreview } from './import-preview.ts';

export const importStates = [
  'new',
  'ready',
  'queued',
  'running',
  'paused',
  'completed',
  'cancelled',
  'failed',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof importStates)[number];

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export const importDelimiters = [',', ';', '\t', '|'] as const;

const FileShape = z.object({
  encoding: z.enum(importEncodings),
  delimiter: z.enum(importDelimiters),
  has_header: z.boolean(),
  /** The sheet of an Excel workbook that is read, whose encoding and delimiter mean nothing; null for a CSV file. */
  sheet: z.string().max(100).nullable().default(null),
});

/** A column as found in the file, with what it looks like. */
export const ImportColumn = z.object({
  column: z.number().int(),
  name: z.string(),
  samples: z.array(z.string()),
  /** How many of the first rows have a value here, 0 to 1. */
  filled: z.number(),
  guess: z.object({
    target: ImportTarget,
    confidence: z.enum(['high', 'medium', 'low']),
    /** What the guess rests on. */
    from: z.enum(['header', 'content', 'nothing']),
  }),
  /** How many dates of the whole column can only have the day first, or the month, and how many could be either; left out where there are none. */
  dates: z.object({ day_first: z.number().int(), month_first: z.number().int(), either: z.number().int() }).optional(),
});
export type ImportColumn = z.infer<typeof ImportColumn>;

export const ImportCounts = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.number().int(),
  /** Rows about a person of an earlier row of the same file; what they add was taken. */
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** Of those imported: rows with a value that could not be read and was left out, or that someone should look at. */
  warned: z.number().int(),
  /** People for whom the file says yes, who stay opted out because they said no here. */
  kept_opted_out: z.number().int(),
  /** People whose consent was recorded or withdrawn. */
  consents: z.number().int(),
  /** People who agreed by this file, those included who had agreed before; as in the preview. */
  agreed: z.number().int(),
  /** People who said no by this file. */
  said_no: z.number().int(),
});

/** An import in the list. Rows read = created + updated + unchanged + skipped + duplicates + rejected. */
export const ImportSummary = z
  .object({
    id: Id,
    file_name: z.string(),
    size: z.number(),
    state: z.enum(importStates),
    /** What went wrong, in words. */
    problem: z.string().nullable(),
    rows_total: z.number().int(),
    rows_read: z.number().int(),
    counts: ImportCounts,
    created_by: z.string(),
    created_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'ImportSummary' });
export type ImportSummary = z.infer<typeof ImportSummary>;

/** What undoing an import does, or did: people by what becomes of them. */
export const ImportUndoCounts = z.object({
  /**
   * Added by the import: deleted, as any deletion to be brought back for a while. With them those whom an import added that was undone before, and who
   * only stayed for what this one changed.
   */
  removed: z.number().int(),
  /** Here before: get their earlier values back, where they were not changed since. */
  restored: z.number().int(),
  /** Consents that the import gave or withdrew: taken back, with a line in the ledger. */
  consents: z.number().int(),
  /** Left as they are, because something was sent to them or came from them since. */
  messaged: z.number().int(),
  /** Added and kept, because somebody, or a later import that stands, changed them since; what is unchanged of their consent is taken back. */
  changed: z.number().int(),
  /** Added, and not looked at: somebody deleted them since, or merged them into another. */
  later: z.number().int(),
});
export type ImportUndoCounts = z.infer<typeof ImportUndoCounts>;

export const ImportUndo = z.object({
  /** Why it cannot be undone, in words; null when it can. */
  refusal: z.string().nullable(),
  until: Instant.nullable(),
  /** People to look at, and those looked at so far, of an undo that runs or ran. */
  total: z.number().int(),
  done: z.number().int(),
  counts: ImportUndoCounts,
  by: z.string().nullable(),
  at: Instant.nullable(),
});

export const Import = ImportSummary.extend({
  shape: FileShape.nullable(),
  /** The sheets of an Excel workbook that can be chosen, in its order; none for a CSV file. */
  sheets: z.array(z.string()),
  columns: z.array(ImportColumn),
  /** The first rows of the file as they stand there. */
  sample_rows: z.array(z.array(z.string())),
  /** What is worth knowing about the file before going on. */
  notices: z.array(z.string()),
  /** The largest file that this installation takes. */
  max_bytes: z.number(),
  mapping: ImportMapping.nullable(),
  /** How the last file with the same header was read, for these columns: what to begin with. Null when there was none. */
  recalled: z.object({ mapping: ImportMapping, file_name: z.string(), by: z.string(), at: Instant }).nullable(),
  undo: ImportUndo,
}).meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;

const Params = z.object({ import_id: Id });

export const importsApi = defineApi({
  listImports: {
    method: 'GET',
    path: '/imports',
    access: 'contacts:import',
    summary: 'Imports, newest first.',
    query: PageQuery,
    response: pageOf(ImportSummary),
  },
  createImport: {
    method: 'POST',
    path: '/imports',
    access: 'contacts:import',
    summary: 'Begins an import; its file follows with PUT /imports/{import_id}/file.',
    body: z.strictObject({ file_name: z.string().trim().min(1, 'is needed').max(255, 'must have at most 255 characters') }),
    response: Import,
    status: 201,
  },
  getImport: {
    method: 'GET',
    path: '/imports/{import_id}',
    access: 'contacts:import',
    summary: 'An import: the shape of its file, guessed mapping, progress and counts.',
    params: Params,
    response: Import,
  },
  uploadImportFile: {
    method: 'PUT',
    path: '/imports/{import_id}/file',
    access: 'contacts:import',
    summary:
      'Uploads the CSV file or Excel workbook (.xlsx) as the raw body; its content tells which. A later upload replaces it until the import is started.',
    params: Params,
    body: 'stream',
    response: Import,
  },
  setImportShape: {
    method: 'PUT',
    path: '/imports/{import_id}/shape',
    access: 'contacts:import',
    summary:
      'Corrects how the file is read: encoding, delimiter, header, the sheet of a workbook. Columns are found and guessed anew.',
    params: Params,
    body: FileShape.strict(),
    response: Import,
  },
  setImportMapping: {
    method: 'PUT',
    path: '/imports/{import_id}/mapping',
    access: 'contacts:import',
    summary: 'Chooses what each column becomes, how existing people are treated and how these people agreed.',
    params: Params,
    body: ImportMapping,
    response: Import,
  },
  previewImport: {
    method: 'GET',
    path: '/imports/{import_id}/preview',
    access: 'contacts:import',
    summary: 'The first rows as they would be stored, with problems marked, and totals over a larger sample.',
    params: Params,
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) }),
    response: ImportPreview,
  },
  startImport: {
    method: 'POST',
    path: '/imports/{import_id}/start',
    access: 'contacts:import',
    summary: 'Runs the import in the background. A second start is refused.',
    params: Params,
    response: Import,
    status: 202,
  },
  cancelImport: {
    method: 'POST',
    path: '/imports/{import_id}/cancel',
    access: 'contacts:import',
    summary: 'Stops an import. People imported so far stay.',
    params: Params,
    response: Import,
  },
  pauseImport: {
    method: 'POST',
    path: '/imports/{import_id}/pause',
    access: 'contacts:import',
    summary: 'Pauses an import within a second. People imported so far stay.',
    params: Params,
    response: Import,
  },
  resumeImport: {
    method: 'POST',
    path: '/imports/{import_id}/resume',
    access: 'contacts:import',
    summary: 'Goes on with a paused import where it stopped.',
    params: Params,
    response: Import,
    status: 202,
  },
  previewImportUndo: {
    method: 'GET',
    path: '/imports/{import_id}/undo',
    access: 'contacts:import',
    summary: 'What undoing the import would do now, in numbers; nothing is changed.',
    params: Params,
    response: ImportUndoCounts,
  },
  undoImport: {
    method: 'POST',
    path: '/imports/{import_id}/undo',
    access: 'contacts:import',
    summary:
      'Undoes an import in the background: people whom it added are deleted, the others get their earlier values back. Whoever got or sent a message since is left as they are.',
    params: Params,
    response: Import,
    status: 202,
  },
  downloadImportProblems: {
    method: 'GET',
    path: '/imports/{import_id}/rejected.csv',
    access: 'contacts:import',
    summary:
      'The rows that were not imported with the reasons, to be corrected and imported again; with `warnings=true` also those imported in part.',
    params: Params,
    query: z.object({ warnings: z.enum(['true', 'false']).default('false') }),
    response: 'file',
  },
});
