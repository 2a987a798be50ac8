import { z } from 'zod';
import { broadcastStates } from '../messaging/broadcast-states.ts';
import { Audience } from './audience.ts';
import { Body, Broadcast, BroadcastRow, CanarySize, NewBroadcast, Version } from './broadcast.ts';
import { BroadcastEstimate } from './broadcast-estimate.ts';
import { BroadcastProgress, BroadcastReply, Recipient, RecipientFilter } from './broadcast-progress.ts';
import { BroadcastPreview, MergeTagAnswer } from './broadcast-text.ts';
import { Id, Instant, PageQuery, pageOf, queryList, TimeZone } from './common.ts';
import { defineApi } from './endpoint.ts';

const Params = z.object({ broadcast_id: Id });

/** The sum a member accepts, in millionths of a US dollar: needed above the workspace's own threshold. */
const AcceptCost = z.number().int('must be a whole number of millionths').min(0, 'must not be below 0').optional();

/** True to send it although a list is there for something else, or its lists are kept apart: see `pools.crossings` of the estimate. */
const AcrossPurposes = z.boolean().optional();

export const broadcastsApi = defineApi({
  listBroadcasts: {
    method: 'GET',
    path: '/broadcasts',
    access: 'broadcasts:read',
    summary: 'Broadcasts, newest first.',
    query: PageQuery.extend({
      state: queryList(z.enum(broadcastStates)),
      /** `direct` are sends over the API to numbers it named; `all` are both. */
      kind: z.enum(['broadcast', 'direct', 'all']).default('broadcast'),
      search: z.string().trim().max(100).optional(),
    }),
    response: pageOf(BroadcastRow),
  },
  createBroadcast: {
    method: 'POST',
    path: '/broadcasts',
    access: 'broadcasts:write',
    summary: 'Starts a draft.',
    body: NewBroadcast,
    response: Broadcast,
    status: 201,
  },
  listMergeTags: {
    method: 'GET',
    path: '/broadcasts/merge-tags',
    access: 'broadcasts:read',
    summary: 'The merge tags that a text may use, custom fields included, and the details of the lists that it goes to.',
    query: z.object({ list_id: queryList(Id) }),
    response: z.object({ items: z.array(MergeTagAnswer) }),
  },
  previewBroadcast: {
    method: 'POST',
    path: '/broadcasts/preview',
    access: 'broadcasts:write',
    summary: 'Checks a text and shows it as a few real recipients would get it. Nothing is kept.',
    body: z.strictObject({
      body: Body,
      audience: Audience.default({ include: [], exclude: [] }),
      smart_encoding: z.boolean().default(true),
      limit: z.number().int().min(1).max(20).default(5),
    }),
    response: BroadcastPreview,
  },
  getBroadcast: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}',
    access: 'broadcasts:read',
    summary: 'One broadcast.',
    params: Params,
    response: Broadcast,
  },
  updateBroadcast: {
    method: 'PATCH',
    path: '/broadcasts/{broadcast_id}',
    access: 'broadcasts:write',
    summary:
      'Changes a draft, or a scheduled one until its time, which it keeps: that needs the permission to send, and is checked as scheduling is. Refused when somebody else changed it since `version`.',
    params: Params,
    body: NewBroadcast.extend({ version: Version, accept_cost_micros: AcceptCost, across_purposes: AcrossPurposes }),
    response: Broadcast,
  },
  deleteBroadcast: {
    method: 'DELETE',
    path: '/broadcasts/{broadcast_id}',
    access: 'broadcasts:write',
    summary: 'Deletes a draft. What was sent is never deleted.',
    params: Params,
    response: 'none',
  },
  duplicateBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/duplicate',
    access: 'broadcasts:write',
    summary: 'Starts a draft with the same text and audience.',
    params: Params,
    response: Broadcast,
    status: 201,
  },
  countFollowUps: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/follow-ups',
    access: 'broadcasts:read',
    summary:
      'How many people a follow-up would go to now, each once: those reached, whether at once or by sending again, those still missed, and those missed because of the account or the sender (`repaired`).',
    params: Params,
    response: z.object({ missed: z.number().int(), repaired: z.number().int(), reached: z.number().int() }),
  },
  followUpBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/follow-up',
    access: 'broadcasts:write',
    summary:
      'Starts a draft to exactly those whom it missed (the same text again), those whom it missed because of the account or the sender, once somebody has repaired that (`repaired`), or exactly those whom it reached (a correction), those in the hands of a worker included. A correction is refused while the rest still goes out: pause or cancel it first.',
    params: Params,
    body: z.strictObject({
      to: z.enum(['missed', 'repaired', 'reached']),
      /** Correct it although the rest still goes out: without this, that is refused. */
      while_it_goes: z.boolean().optional(),
    }),
    response: Broadcast,
    status: 201,
  },
  estimateBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/estimate',
    access: 'broadcasts:write',
    summary: 'Says in numbers who gets it, who does not and why, what it costs and when it is done.',
    params: Params,
    query: z.object({
      /** As if it were sent then; left out: now. */
      at: Instant.optional(),
    }),
    response: BroadcastEstimate,
  },
  testBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/test',
    access: 'broadcasts:send',
    summary:
      'Sends the text to one number to look at. Refused: numbers that are suppressed, of somebody who said no or may have meant stop, of a contact who did not agree outside their hours, and more than 5 an hour or 30 a day to one number.',
    params: Params,
    body: z.strictObject({
      to: z.string().trim().min(1, 'is needed').max(50),
      /** Fill the merge tags in as this contact; left out: as the first recipient. */
      as_contact_id: Id.optional(),
    }),
    response: z.object({ message_id: Id, to: z.string(), text: z.string() }),
    status: 202,
  },
  sendBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/send',
    access: 'broadcasts:send',
    summary:
      'Sends it now, once. Of two callers at the same moment one is told that the other was first. A scheduled one goes before its time only with `now`.',
    params: Params,
    body: z.strictObject({
      version: Version,
      /** As shown by the estimate: refused when another number of people would get it now. */
      expected_recipients: z.number().int().min(0).optional(),
      accept_cost_micros: AcceptCost,
      across_purposes: AcrossPurposes,
      /** Send it now although it is scheduled: without this, a scheduled broadcast is refused. */
      now: z.boolean().optional(),
      /** As in the draft, which it changes. */
      canary_size: CanarySize.nullable().optional(),
    }),
    response: Broadcast,
    status: 202,
  },
  scheduleBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/schedule',
    access: 'broadcasts:send',
    summary: 'Sends it at a wall time of a zone. A time in the past or inside a daylight-saving gap is refused.',
    params: Params,
    body: z.strictObject({
      version: Version,
      accept_cost_micros: AcceptCost,
      across_purposes: AcrossPurposes,
      local: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a wall time such as 2026-05-01T09:00'),
      zone: TimeZone,
      canary_size: CanarySize.nullable().optional(),
    }),
    response: Broadcast.extend({
      /** What to know about the chosen time, such as an hour that happens twice. */
      note: z.string().nullable(),
    }),
  },
  unscheduleBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/unschedule',
    access: 'broadcasts:send',
    summary:
      'Makes a broadcast that is scheduled, or waits because its time passed while nothing ran, a draft again. It goes out only when somebody sends or schedules it; the wall time is kept as a proposal.',
    params: Params,
    response: Broadcast,
  },
  pauseBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/pause',
    access: 'broadcasts:send',
    summary: 'Stops it for now. Nothing of it is handed over any more once this has answered.',
    params: Params,
    response: Broadcast,
  },
  resumeBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/resume',
    access: 'broadcasts:send',
    summary: 'Goes on with a paused broadcast, or sends one that waits because its time passed while nothing ran.',
    params: Params,
    response: Broadcast,
  },
  releaseBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/release',
    access: 'broadcasts:send',
    summary:
      'Goes on with everybody after the first few, who were sent to alone. Refused while it is paused: resume it first. While its sender is paused, or sending stopped, everybody would get it as soon as that ends: then it wants `while_it_stands`.',
    params: Params,
    body: z.strictObject({ while_it_stands: z.boolean().default(false) }).prefault({}),
    response: Broadcast,
  },
  settleSourceHold: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/source-hold',
    access: 'broadcasts:send',
    summary:
      'Answers for a broadcast that waits until its lists are synced: sync them again, or send with the lists as they are.',
    params: Params,
    body: z.strictObject({ answer: z.enum(['sync_again', 'send_anyway'], { error: 'must be sync_again or send_anyway' }) }),
    response: Broadcast,
  },
  cancelBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/cancel',
    access: 'broadcasts:send',
    summary: 'Stops it for good. What was not yet handed over is never sent.',
    params: Params,
    response: Broadcast,
  },
  getBroadcastProgress: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/progress',
    access: 'broadcasts:read',
    summary: 'Counts by state and reason, the present rate and the time left.',
    params: Params,
    response: BroadcastProgress,
  },
  listReplies: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/replies',
    access: 'inbox:read',
    summary: 'What people wrote back, newest first.',
    params: Params,
    query: PageQuery,
    response: pageOf(BroadcastReply),
  },
  listRecipients: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/recipients',
    access: 'broadcasts:read',
    summary: 'Every planned recipient with the state of their message and the reason in plain words.',
    params: Params,
    query: PageQuery.extend(RecipientFilter.shape),
    response: pageOf(Recipient),
  },
  explainRecipient: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/why/{contact_id}',
    access: 'broadcasts:read',
    summary: 'Why a person got it, or did not: the message to ask the trail of, or why there is none.',
    params: z.object({ broadcast_id: Id, contact_id: Id }),
    response: z.object({ message_id: Id.nullable(), answer: z.string() }),
  },
  exportRecipients: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/recipients/export',
    access: 'contacts:export',
    summary: 'The same as CSV.',
    params: Params,
    query: RecipientFilter,
    response: 'file',
  },
});
