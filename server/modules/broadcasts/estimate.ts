import type { Audience } from '@tidings/core/contract/audience';
import type { BroadcastEstimate, BroadcastProblem, SkipCount } from '@tidings/core/contract/broadcasts';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import { countSegments } from '@tidings/core/messaging/segments';
import type { Tx } from '../../db/database.ts';
import { describeAudience } from '../audiences/service.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { checkDeadline, checkText, emptyAudience, knownTags, nobodyReached, peopleOf, senderOf } from './check.ts';
import { type CostForecast, forecastBroadcast, presentCost } from './cost-forecast.ts';
import { countByReason, type Judged, pickRecipients, type ReasonCount } from './facts-store.ts';
import { finishOfLanes, lanesOf, plainSecondsOfLanes } from './finish-lanes.ts';
import { hoursOf } from './hours.ts';
import { judgedOf } from './purpose.ts';
import { type Content, contentOf, renderFor } from './rendering.ts';
import { type BroadcastRecord, workspaceFacts } from './store.ts';

/** Up to this many recipients every text is filled in and the segments are exact; of more, this many are looked at. */
const sampleSize = 2_000;

/** The confirm page in numbers, with the very decision that planning makes. */
export async function estimateBroadcast(
  tx: Tx,
  broadcast: BroadcastRecord,
  now: Date,
  at: Date = now,
): Promise<BroadcastEstimate> {
  const { workspace_id: workspaceId } = broadcast;
  const workspace = await workspaceFacts(tx, workspaceId);
  const text = checkText(broadcast.body, broadcast.smart_encoding, await knownTags(tx, workspaceId));
  const problems: BroadcastProblem[] = [...text.problems, ...checkDeadline(broadcast, now)];
  const audience = broadcast.audience as Audience;
  const judged = await judgedOf(tx, broadcast);
  const found = await peopleOf(tx, workspaceId, audience);
  if ('problem' in found) problems.push(found.problem);
  const people = 'people' in found ? found.people : null;
  const counts = people ? await countByReason(tx, workspaceId, people, judged) : [];
  const recipients = counts.reduce((sum, one) => sum + one.n, 0);
  const willGet = counts.find((one) => one.reason === '')?.n ?? 0;
  if (people) {
    if (recipients === 0) problems.push(emptyAudience);
    else if (willGet === 0) problems.push(nobodyReached(recipients));
  }
  const chosen = await senderOf(tx, workspaceId, broadcast);
  if ('problem' in chosen) problems.push(chosen.problem);
  const { sender = null, pool = undefined } = 'sender' in chosen ? chosen : {};
  const content = contentOf(broadcast.body, broadcast.smart_encoding, workspace.name);
  const sizes =
    people && willGet > 0 && text.problems.length === 0
      ? await measure(tx, { workspaceId, people, ...judged, content, willGet, hasTags: text.tags.length > 0 })
      : nothing;
  const sandbox = workspace.mode === 'sandbox';
  const cost = await forecastBroadcast(tx, { workspaceId, people, ...judged, willGet, segments: sizes.total, sandbox });
  const lanes = await lanesOf(tx, workspaceId, { sender, pool, people, ...judged, willGet });
  const hours = await hoursOf(tx, broadcast, { people, willGet, sandbox, seconds: plainSecondsOfLanes(lanes, sizes.total), at });
  return {
    recipients,
    will_get: willGet,
    skipped: counts.filter((one) => one.reason !== '').map(withWords),
    unfilled: sizes.unfilled,
    audience_words: people ? await describeAudience(tx, workspaceId, audience) : '',
    segments: { total: sizes.total, exact: sizes.exact, per_message_max: sizes.max, ucs2_share: sizes.ucs2Share },
    cost: presentCost(cost),
    finish: finishOfLanes(lanes, { at, willGet, segments: sizes.total, waiting: hours.waiting }),
    hours,
    sender: sender && !pool ? presentSender(sender) : null,
    pool: pool ? { id: pool.id, name: pool.name, numbers: pool.senders.length } : null,
    purpose: judged.purpose,
    mode: workspace.mode,
    mode_words: modeWords(workspace.mode),
    problems,
    version: broadcast.version,
  };
}

/** What a draft would cost now, with the segments of its texts. */
export async function forecastOf(tx: Tx, broadcast: BroadcastRecord, people: People, willGet: number): Promise<CostForecast> {
  const { workspace_id: workspaceId } = broadcast;
  const judged = await judgedOf(tx, broadcast);
  const workspace = await workspaceFacts(tx, workspaceId);
  const content = contentOf(broadcast.body, broadcast.smart_encoding, workspace.name);
  const hasTags = checkText(broadcast.body, broadcast.smart_encoding, await knownTags(tx, workspaceId)).tags.length > 0;
  const sizes = await measure(tx, { workspaceId, people, ...judged, content, willGet, hasTags });
  const sandbox = workspace.mode === 'sandbox';
  return forecastBroadcast(tx, { workspaceId, people, ...judged, willGet, segments: sizes.total, sandbox });
}

/** How many of the audience there are and would get it, without the rest of the estimate. */
export async function countRecipients(
  tx: Tx,
  broadcast: BroadcastRecord,
  people: People,
): Promise<{ recipients: number; willGet: number }> {
  const counts = await countByReason(tx, broadcast.workspace_id, people, await judgedOf(tx, broadcast));
  const recipients = counts.reduce((sum, one) => sum + one.n, 0);
  return { recipients, willGet: counts.find((one) => one.reason === '')?.n ?? 0 };
}

export function presentSender(sender: Pick<SenderRow, 'id' | 'name' | 'address' | 'sandbox'>) {
  return { id: sender.id, name: sender.name, address: sender.address, sandbox: sender.sandbox };
}

/** A count with the reason's words. */
export function withWords({ reason, n }: ReasonCount): SkipCount {
  const known = isReasonCode(reason) ? reasons[reason] : undefined;
  return { reason, label: known?.label ?? reason, words: known?.words ?? '', n };
}

function modeWords(mode: 'sandbox' | 'live'): string {
  return mode === 'live'
    ? 'This workspace is live: these are real texts to real phones, and they cost money.'
    : 'This workspace is in sandbox mode: the texts go to sandbox phones, and nobody real gets anything.';
}

interface Sizes {
  readonly total: number;
  readonly exact: boolean;
  readonly max: number;
  readonly ucs2Share: number;
  readonly unfilled: SkipCount[];
}

const nothing: Sizes = { total: 0, exact: true, max: 0, ucs2Share: 0, unfilled: [] };

interface Measured extends Judged {
  readonly workspaceId: string;
  readonly people: People;
  readonly content: Content;
  readonly willGet: number;
  readonly hasTags: boolean;
}

/** Counts segments: of one text when all get the same, of every text when they are few, of a fair sample when they are many. */
async function measure(tx: Tx, { workspaceId, people, content, willGet, hasTags, ...judged }: Measured): Promise<Sizes> {
  const limit = hasTags ? sampleSize : 1;
  const contacts = await pickRecipients(tx, workspaceId, people, { ...judged, pick: { by: 'sample' }, limit });
  const failures = new Map<string, number>();
  let [segments, max, ucs2] = [0, 0, 0];
  for (const contact of contacts) {
    const result = renderFor(content, contact);
    if (!result.ok) {
      failures.set(result.reason, (failures.get(result.reason) ?? 0) + 1);
      continue;
    }
    const count = countSegments(result.text);
    segments += count.segments;
    max = Math.max(max, count.segments);
    if (count.encoding === 'UCS-2') ucs2 += 1;
  }
  const scale = contacts.length === 0 ? 0 : willGet / contacts.length;
  return {
    total: Math.round(segments * scale),
    exact: !hasTags || contacts.length >= willGet,
    max,
    ucs2Share: contacts.length === 0 ? 0 : ucs2 / contacts.length,
    unfilled: [...failures].map(([reason, n]) => withWords({ reason, n: Math.round(n * scale) })),
  };
}
