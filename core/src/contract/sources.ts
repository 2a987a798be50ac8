import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';
import { ImportMapping } from './import-mapping.ts';
import { ImportColumn } from './imports.ts';
import { SourceSync, SyncChange, syncChangeKinds } from './source-syncs.ts';

/**
 * How a source is read.
 * - `apps_script`: a Google Apps Script web app that answers JSON.
 * - `published_csv`: a Google Sheet published or shared as CSV.
 * - `sheets_api`: the Google Sheets API with the key of a service account.
 * - `csv_url`: any other address that answers CSV.
 */
export const sourceKinds = ['apps_script', 'published_csv', 'sheets_api', 'csv_url'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** When a source is synced by itself. `daily` is by the clock of the workspace. */
export const SourceSchedule = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('manual') }),
      z.strictObject({
        kind: z.literal('every'),
        minutes: z
          .number()
          .int('must be a whole number of minutes')
          .min(5, 'must be at least 5 minutes')
          .max(10_080, 'must be at most 10,080 minutes (a week)'),
      }),
      z.strictObject({
        kind: z.literal('daily'),
        at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 06:30'),
      }),
    ],
    { error: 'must be one of manual, every, daily' },
  )
  .meta({ id: 'SourceSchedule' });
export type SourceSchedule = z.infer<typeof SourceSchedule>;

/** A Google Sheet or CSV file that feeds a list. */
export const Source = z
  .object({
    id: Id,
    list_id: Id,
    name: z.string(),
    kind: z.enum(sourceKinds),
    /** Enough of the address to recognise it. Whoever has the whole of it may be able to read the sheet, so it is never answered. */
    address_hint: z.string(),
    tab: z.string().nullable(),
    /** The service account that the sheet must be shared with. */
    account_email: z.string().nullable(),
    /** `new`: being read for the first time; `read`: its columns wait to be chosen; `mapped`: its first sync waits for a yes; `active`: kept in step. */
    state: z.enum(['new', 'read', 'mapped', 'active']),
    columns: z.array(ImportColumn),
    sample_rows: z.array(z.array(z.string())),
    notices: z.array(z.string()),
    mapping: ImportMapping.nullable(),
    schedule: SourceSchedule,
    next_sync_at: Instant.nullable(),
    on_removed: z.enum(['leave', 'take_off']),
    stop_below_percent: z.number().int(),
    fresh_minutes: z.number().int().nullable(),
    rows: z.number().int().nullable(),
    last_synced_at: Instant.nullable(),
    created_by: z.string(),
    created_at: Instant,
    /** The latest reading, whatever became of it. */
    sync: SourceSync.nullable(),
  })
  .meta({ id: 'Source' });
export type Source = z.infer<typeof Source>;

const Name = z.string().trim().min(1, 'is needed').max(100, 'must have at most 100 characters');
const Address = z.string().trim().min(1, 'is needed').max(2000, 'must have at most 2,000 characters');
const Tab = z.string().trim().max(100, 'must have at most 100 characters');
/** The JSON file that Google makes for a service account, as text. */
const ServiceAccount = z.string().trim().max(10_000, 'is longer than any key file');

/** How a source is treated; may be changed at any time. */
const settings = {
  schedule: SourceSchedule.optional(),
  /** Somebody whose row is not there any more: `leave` on the list, or `take_off` it. They stay a contact. */
  on_removed: z.enum(['leave', 'take_off'], { error: 'must be leave or take_off' }).optional(),
  /** A sheet with no more than this share of its rows stops the sync and asks; 0 asks only when it is empty. */
  stop_below_percent: z.number().int().min(0, 'must be 0 to 90').max(90, 'must be 0 to 90').optional(),
  /** Before a broadcast to the list it is synced when the last sync is older; 0 for always, null for never. */
  fresh_minutes: z
    .number()
    .int()
    .min(0, 'must be at least 0')
    .max(10_080, 'must be at most 10,080 (a week)')
    .nullable()
    .optional(),
};

export const NewSource = z
  .strictObject({
    list_id: Id,
    kind: z.enum(sourceKinds, { error: `must be one of ${sourceKinds.join(', ')}` }),
    name: Name.optional(),
    /** The web app's or file's address; for `sheets_api` the spreadsheet's address or id. */
    address: Address,
    /** For `sheets_api`: the tab; left out for the first. */
    tab: Tab.optional(),
    /** For `sheets_api`: the service account's key. */
    service_account: ServiceAccount.optional(),
    ...settings,
  })
  .meta({ id: 'NewSource' });
export type NewSource = z.infer<typeof NewSource>;

export const SourceChange = z
  .strictObject({
    name: Name.optional(),
    address: Address.optional(),
    tab: Tab.optional(),
    service_account: ServiceAccount.optional(),
    ...settings,
  })
  .meta({ id: 'SourceChange' });
export type SourceChange = z.infer<typeof SourceChange>;

const Params = z.object({ source_id: Id });
const SyncParams = Params.extend({ sync_id: Id });

export const sourcesApi = defineApi({
  listSources: {
    method: 'GET',
    path: '/sources',
    access: 'contacts:import',
    summary: 'Sources of lists, newest first; of one list when asked for.',
    query: PageQuery.extend({ list_id: Id.optional() }),
    response: pageOf(Source),
  },
  createSource: {
    method: 'POST',
    path: '/sources',
    access: 'contacts:import',
    summary: 'Connects a list with a sheet or file, and begins to read its columns. Nobody is changed yet.',
    body: NewSource,
    response: Source,
    status: 201,
  },
  getSource: {
    method: 'GET',
    path: '/sources/{source_id}',
    access: 'contacts:import',
    summary: 'A source with its columns, mapping, settings and latest sync.',
    params: Params,
    response: Source,
  },
  updateSource: {
    method: 'PATCH',
    path: '/sources/{source_id}',
    access: 'contacts:import',
    summary: 'Changes where a source is, when it is synced, and what it may do.',
    params: Params,
    body: SourceChange,
    response: Source,
  },
  removeSource: {
    method: 'DELETE',
    path: '/sources/{source_id}',
    access: 'contacts:import',
    summary: 'Disconnects a source. The people of the list stay.',
    params: Params,
    response: 'none',
  },
  readSource: {
    method: 'POST',
    path: '/sources/{source_id}/read',
    access: 'contacts:import',
    summary: 'Reads the columns anew, to choose what they become. Nobody is changed.',
    params: Params,
    response: SourceSync,
    status: 202,
  },
  setSourceMapping: {
    method: 'PUT',
    path: '/sources/{source_id}/mapping',
    access: 'contacts:import',
    summary: 'Chooses what each column becomes, and how these people agreed. All rows are read anew at the next sync.',
    params: Params,
    body: ImportMapping,
    response: Source,
  },
  syncSource: {
    method: 'POST',
    path: '/sources/{source_id}/sync',
    access: 'contacts:import',
    summary: 'Syncs now, in the background. The first sync stops before it changes anything and shows what it would do.',
    params: Params,
    body: z.strictObject({
      /** Also rows that have not changed since the last sync: puts people back as the sheet says who were changed here. */
      whole: z.boolean().default(false),
    }),
    response: SourceSync,
    status: 202,
  },
  listSourceSyncs: {
    method: 'GET',
    path: '/sources/{source_id}/syncs',
    access: 'contacts:import',
    summary: 'The log of a source: its syncs, newest first. Those that changed nothing are forgotten after 30 days.',
    params: Params,
    query: PageQuery,
    response: pageOf(SourceSync),
  },
  getSourceSync: {
    method: 'GET',
    path: '/sources/{source_id}/syncs/{sync_id}',
    access: 'contacts:import',
    summary: 'One sync.',
    params: SyncParams,
    response: SourceSync,
  },
  listSyncChanges: {
    method: 'GET',
    path: '/sources/{source_id}/syncs/{sync_id}/changes',
    access: 'contacts:import',
    summary:
      'What a sync changed, or would change while it is in review, person by person. At most 10,000 of each kind are kept, for 90 days.',
    params: SyncParams,
    query: PageQuery.extend({ kind: z.enum(syncChangeKinds).optional() }),
    response: pageOf(SyncChange),
  },
  approveSourceSync: {
    method: 'POST',
    path: '/sources/{source_id}/syncs/{sync_id}/approve',
    access: 'contacts:import',
    summary: 'Lets a sync in review do what it showed.',
    params: SyncParams,
    response: SourceSync,
    status: 202,
  },
  rejectSourceSync: {
    method: 'POST',
    path: '/sources/{source_id}/syncs/{sync_id}/reject',
    access: 'contacts:import',
    summary: 'Drops a sync in review; nothing is changed.',
    params: SyncParams,
    response: SourceSync,
  },
});
