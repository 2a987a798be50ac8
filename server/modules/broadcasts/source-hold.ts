import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { findFollowed } from '../audiences/pools-store.ts';
import { findAudienceRules } from '../audiences/saved-store.ts';
import { type AudienceContacts, audienceContacts } from '../audiences/store.ts';
import { recordActivity } from '../audit/service.ts';
import { findAwaited, sendWithoutSync, syncAwaited, waitsForSources } from '../sources/freshen.ts';
import type { AwaitedSource } from '../sources/freshen-store.ts';
import { accessLocked } from './access.ts';
import { presentBroadcast } from './present.ts';
import { type BroadcastRecord, findBroadcast } from './store.ts';

/** The lists that an audience names, in whatever place: its parts, filters and rules, those included that it leaves out. */
export function listsIn(audience: unknown): string[] {
  const ids = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { kind, id, list_id: listId } = value as Record<string, unknown>;
    if ((kind === 'list' || kind === 'entry') && typeof id === 'string') ids.add(id);
    if (typeof listId === 'string') ids.add(listId);
    for (const one of Object.values(value)) walk(one);
  };
  walk(audience);
  return [...ids];
}

/** Follow-ups of follow-ups: nobody makes more. */
const mostFollowed = 10;

/** The same, those included of the saved audiences that it names, and of the broadcasts that it follows. */
async function listsOf(tx: Tx, workspaceId: string, audience: Partial<Audience>, depth: number): Promise<string[]> {
  const parts = [...(audience.include ?? []), ...(audience.exclude ?? [])];
  const rules: unknown[] = [];
  const followed: string[] = [];
  for (const part of parts) {
    if (part.kind === 'audience') rules.push((await findAudienceRules(tx, workspaceId, part))?.rules);
    if (!('broadcast_id' in part) || depth === 0) continue;
    const earlier = await findFollowed(tx, workspaceId, part.broadcast_id);
    if (earlier) followed.push(...(await listsOf(tx, workspaceId, earlier.audience, depth - 1)));
  }
  return [...new Set([...listsIn([audience, rules]), ...followed])];
}

async function waitingOf(tx: Tx, { workspace_id: workspaceId, id, audience }: BroadcastRecord) {
  // Numbers that a program names have no parts.
  const parts = audience as Partial<Audience>;
  const listIds = await listsOf(tx, workspaceId, parts, mostFollowed);
  const people = parts.include ? await peopleOf(tx, workspaceId, { include: parts.include, exclude: parts.exclude ?? [] }) : null;
  return { workspaceId, broadcastId: id, of: { listIds, people } };
}

/** Whom an audience means; null where a part of it is gone, which planning tells of. */
async function peopleOf(tx: Tx, workspaceId: string, audience: Audience): Promise<AudienceContacts | null> {
  try {
    return await audienceContacts(tx, workspaceId, audience);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Whether a broadcast waits until the sources of its lists were synced. */
export async function waitsForItsSources(tx: Tx, broadcast: BroadcastRecord): Promise<boolean> {
  return waitsForSources(tx, await waitingOf(tx, broadcast));
}

/** Why a broadcast waits for its sources, for its page. */
export async function presentSourceHold(tx: Tx, broadcast: BroadcastRecord): Promise<BroadcastProgress['source_hold']> {
  if (broadcast.state !== 'planning' && broadcast.state !== 'paused') return null;
  const awaited = await findAwaited(tx, await waitingOf(tx, broadcast));
  if (!awaited) return null;
  const sources = awaited.sources.map((one) => ({
    source_id: one.id,
    list_id: one.list_id,
    list_name: one.list_name,
    name: one.name,
    last_synced_at: one.last_synced_at?.toISOString() ?? null,
    ...progressOf(one),
  }));
  const stuck = sources.some(({ state }) => state === 'failed' || state === 'review');
  return { since: awaited.hold.since.toISOString(), stuck, sources };
}

function progressOf({ sync_state: state, problem, retry_at: retryAt }: AwaitedSource) {
  switch (state) {
    case 'review':
      return { state: 'review' as const, words: 'The sync waits for somebody to look at what it would change.' };
    case 'failed':
      return { state: 'failed' as const, words: problem ?? 'It could not be synced.' };
    case 'discarded':
      return { state: 'failed' as const, words: 'The sync was dropped.' };
    default:
      return {
        state: 'syncing' as const,
        words: retryAt && problem ? `${problem} It is tried again by itself.` : 'It is being synced.',
      };
  }
}

/** Syncs again what a broadcast waits for, or sends it with the lists as they are. */
export async function settleSourceHold(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  answer: 'sync_again' | 'send_anyway',
): Promise<Broadcast> {
  const { workspaceId } = actor;
  const broadcast = await accessLocked(tx, workspaceId, id);
  const waiting = await waitingOf(tx, broadcast);
  const waits = (broadcast.state === 'planning' || broadcast.state === 'paused') && (await findAwaited(tx, waiting)) !== null;
  if (!waits) throw new Refusal('wrong_state', 'It does not wait for a sync any more.');
  if (answer === 'sync_again') await syncAwaited(tx, waiting, { kind: actor.kind, id: actor.id, name: actor.name });
  else {
    await sendWithoutSync(tx, waiting, actor.name);
    await recordActivity(tx, actor, {
      action: 'broadcast_sent_without_sync',
      objectKind: 'broadcast',
      objectId: id,
      objectLabel: broadcast.name,
    });
  }
  await announce(tx, workspaceId, { topic: 'broadcasts', id });
  return presentBroadcast(tx, (await findBroadcast(tx, workspaceId, id)) ?? broadcast);
}
