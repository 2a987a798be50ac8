import { z } from 'zod';
import { suppressionKinds } from '../compliance/suppression.ts';
import { Id, Instant, PageQuery, pageOf, QueryFlag, queryList } from './common.ts';
import { ChannelName } from './connections.ts';
import { defineApi } from './endpoint.ts';

export const SuppressionKindName = z.enum(suppressionKinds);

/** Kinds that a member may set; the others come from what people and carriers say. */
export const memberKinds = ['manual', 'opt_out', 'invalid', 'dead', 'landline', 'legal_block', 'complaint'] as const;

/** An address that is not sent to, and why. */
export const Suppression = z
  .object({
    id: Id,
    channel: ChannelName,
    address: z.string(),
    kind: SuppressionKindName,
    reason: z.string().nullable(),
    /** keyword, meaning (of other words), delivery_failure, lookup, member, import, api, privacy (deleted, came back), form */
    source: z.string(),
    /** Played on the sandbox phones: it ends when the workspace goes live. */
    sandbox: z.boolean(),
    created_by: z.string().nullable(),
    created_at: Instant,
    removed_at: Instant.nullable(),
    removed_by: z.string().nullable(),
    removed_reason: z.string().nullable(),
    /** The first contact at the address. */
    contact: z.object({ id: Id, name: z.string().nullable() }).nullable(),
    /** The person's own STOP: only their START lifts it. */
    by_start_only: z.boolean(),
    /** The failed messages that led to it; empty when something else did. */
    failures: z.array(z.object({ message_id: Id, error_code: z.number().int(), words: z.string(), at: Instant })),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

const Reason = z.string().trim().max(500, 'may have at most 500 characters');

export const NewSuppression = z.strictObject({
  address: z.string().trim().min(1, 'is needed').max(320),
  channel: ChannelName.default('sms'),
  kind: z.enum(memberKinds).default('manual'),
  reason: Reason.optional(),
});

/** What became of one line of an import. */
export const SuppressionLine = z.object({
  line: z.number().int(),
  given: z.string(),
  address: z.string().nullable(),
  outcome: z.enum(['added', 'already_suppressed', 'repeated', 'refused']),
  words: z.string().nullable(),
});
export type SuppressionLine = z.infer<typeof SuppressionLine>;

export const SuppressionImport = z
  .object({
    added: z.number().int(),
    already_suppressed: z.number().int(),
    repeated: z.number().int(),
    refused: z.number().int(),
    lines: z.array(SuppressionLine),
  })
  .meta({ id: 'SuppressionImport' });
export type SuppressionImport = z.infer<typeof SuppressionImport>;

const Filter = z.object({
  channel: ChannelName.optional(),
  kind: queryList(SuppressionKindName),
  search: z.string().max(100).optional(),
  /** true: those that were removed. */
  removed: QueryFlag.optional(),
});
const Params = z.object({ suppression_id: Id });

/** What people get for STOP, START and HELP. `{{brand}}` stands for the name of the organisation. */
export const KeywordTexts = z
  .object({ brand: z.string(), stop_reply: z.string(), start_reply: z.string(), help_reply: z.string() })
  .meta({ id: 'KeywordTexts' });
export type KeywordTexts = z.infer<typeof KeywordTexts>;

const KeywordTextsAnswer = z.object({
  texts: KeywordTexts,
  /** What they are unless changed. */
  defaults: KeywordTexts,
  /** As people get them. */
  previews: z.object({ stop_reply: z.string(), start_reply: z.string(), help_reply: z.string() }),
});
export type KeywordTextsAnswer = z.infer<typeof KeywordTextsAnswer>;

export const suppressionsApi = defineApi({
  listSuppressions: {
    method: 'GET',
    path: '/suppressions',
    access: 'suppressions:read',
    summary: 'Addresses that are not sent to, newest first.',
    query: PageQuery.extend(Filter.shape),
    response: pageOf(Suppression),
  },
  countSuppressions: {
    method: 'GET',
    path: '/suppressions/counts',
    access: 'suppressions:read',
    summary: 'How many addresses are suppressed, by kind.',
    response: z.object({ total: z.number().int(), by_kind: z.partialRecord(SuppressionKindName, z.number().int()) }),
  },
  exportSuppressions: {
    method: 'GET',
    path: '/suppressions/export',
    access: 'contacts:export',
    summary: 'The suppression list as CSV.',
    query: Filter,
    response: 'file',
  },
  getSuppressionHistory: {
    method: 'GET',
    path: '/suppressions/{suppression_id}/history',
    access: 'suppressions:read',
    summary: 'All that was ever recorded about the address of a suppression, newest first.',
    params: Params,
    response: z.object({ items: z.array(Suppression) }),
  },
  addSuppression: {
    method: 'POST',
    path: '/suppressions',
    access: 'suppressions:write',
    summary: 'Suppresses one address. 409 already_exists when it is suppressed.',
    body: NewSuppression,
    response: Suppression,
    status: 201,
  },
  importSuppressions: {
    method: 'POST',
    path: '/suppressions/import',
    access: 'suppressions:write',
    summary: 'Suppresses many addresses, one per line or in the first column of a CSV; answers for each line.',
    body: z.strictObject({
      text: z.string().min(1, 'is empty').max(2_000_000, 'may have at most 2 million characters'),
      channel: ChannelName.default('sms'),
      kind: z.enum(memberKinds).default('manual'),
      reason: Reason.optional(),
    }),
    response: SuppressionImport,
    bodyLimit: 8_388_608,
  },
  removeSuppression: {
    method: 'POST',
    path: '/suppressions/{suppression_id}/remove',
    access: 'suppressions:remove',
    summary: 'Allows an address again, with a reason. An opt-out is lifted only when the person asked for it.',
    params: Params,
    body: z.strictObject({
      reason: z.string().trim().min(3, 'is needed: why may this address be written to again?').max(500),
      /** The explicit statement that the person asked for it; needed for an opt-out, and recorded as their consent. */
      person_asked: z.boolean().default(false),
    }),
    response: Suppression,
  },
  getKeywordTexts: {
    method: 'GET',
    path: '/keyword-texts',
    access: 'workspace:read',
    summary: 'What people get for STOP, START and HELP.',
    response: KeywordTextsAnswer,
  },
  updateKeywordTexts: {
    method: 'PUT',
    path: '/keyword-texts',
    access: 'workspace:manage',
    summary: 'Changes what people get for STOP, START and HELP.',
    body: z.strictObject({
      brand: z.string().trim().min(1, 'is needed: people must know who writes').max(60),
      stop_reply: z.string().trim().min(1, 'is needed').max(1_600),
      start_reply: z.string().trim().min(1, 'is needed').max(1_600),
      help_reply: z.string().trim().min(1, 'is needed').max(1_600),
    }),
    response: KeywordTextsAnswer,
  },
});
