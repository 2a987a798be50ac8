import { z } from 'zod';
import { Id, Instant } from './common.ts';

export const syncTriggers = ['read', 'first', 'button', 'schedule', 'broadcast'] as const;
export type SyncTrigger = (typeof syncTriggers)[number];

export const syncStates = ['queued', 'running', 'review', 'completed', 'failed', 'discarded'] as const;
export type SyncState = (typeof syncStates)[number];

/** What a sync changed: the counts of a sync bear the same names. */
export const syncChangeKinds = [
  'added',
  'changed',
  'kept_here',
  'gone',
  'opted_in',
  'opted_out',
  'kept_opted_out',
  'rejected',
] as const;
export type SyncChangeKind = (typeof syncChangeKinds)[number];

/** What a sync changed, or would change while it is in review. One person may be counted in several. */
export const SyncCounts = z
  .object({
    /** Rows of the sheet with anything in them. */
    rows: z.number().int().nullable(),
    /** People new on the list. */
    added: z.number().int(),
    /** People changed, or their details on the list. */
    changed: z.number().int(),
    /** People in whom something was changed here that the sheet changed, too: it was kept. */
    kept_here: z.number().int(),
    /** Details on the list that differ, of people who were on it. */
    details: z.number().int(),
    /** Rows as they were at the sync before, or that changed nothing. */
    unchanged: z.number().int(),
    /** People whose rows are not there any more. */
    gone: z.number().int(),
    opted_in: z.number().int(),
    opted_out: z.number().int(),
    /** The sheet says yes, the person said no here; or they asked to be deleted here. */
    kept_opted_out: z.number().int(),
    /** Rows that could not be read. */
    rejected: z.number().int(),
  })
  .meta({ id: 'SyncCounts' });

/** One reading of a source. */
export const SourceSync = z
  .object({
    id: Id,
    trigger: z.enum(syncTriggers),
    state: z.enum(syncStates),
    /** What it is doing; null unless it runs. */
    stage: z.enum(['fetching', 'comparing', 'applying']).nullable(),
    /** Why a person is asked first: it is the first sync, the sheet is empty or much smaller than before, hardly anybody agrees any more, or a column is suddenly empty. */
    review: z.enum(['first', 'empty', 'shrunk', 'withdrawn', 'emptied']).nullable(),
    /** The same in words. */
    review_words: z.string().nullable(),
    approved_by: z.string().nullable(),
    /** What went wrong, with what to do about it; null when nothing did. */
    problem: z.object({ code: z.string(), words: z.string() }).nullable(),
    /** When it is tried again by itself after a problem that passes. */
    retry_at: Instant.nullable(),
    counts: SyncCounts,
    requested_by: z.string(),
    created_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'SourceSync' });
export type SourceSync = z.infer<typeof SourceSync>;

/** One change of a sync. */
export const SyncChange = z
  .object({
    id: z.string(),
    kind: z.enum(syncChangeKinds),
    contact_id: Id.nullable(),
    name: z.string(),
    /** The row of the sheet, counted from 1 with the header. */
    line: z.number().int().nullable(),
    /** Values before and after; of `kept_here` what the sheet says, and what stays here. */
    changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    words: z.string().nullable(),
  })
  .meta({ id: 'SyncChange' });
export type SyncChange = z.infer<typeof SyncChange>;
