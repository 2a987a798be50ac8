import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import {
  type AwaitedSource,
  type Feeding,
  findHold,
  type Hold,
  insertHold,
  listStale,
  lookAgainIn,
  releaseHold,
} from './freshen-store.ts';
import { insertSync, type Requester } from './syncs-store.ts';

/** A broadcast that waits is looked at again after this: the end of a sync is seen within it. */
const lookAgainSeconds = 1;

interface Waiting {
  readonly workspaceId: string;
  readonly broadcastId: string;
  readonly of: Feeding;
}

/**
 * Whether a broadcast has to wait because sources of its lists or people are older than they may be. Begins to sync them, each once; what fails holds the
 * broadcast until somebody syncs again or says to send without. Being stale is decided as of the moment it began to wait: a sync that takes
 * longer than the setting allows must not hold it for ever.
 */
export async function waitsForSources(tx: Tx, { workspaceId, broadcastId, of }: Waiting): Promise<boolean> {
  const hold = await findHold(tx, workspaceId, broadcastId);
  if (hold?.released_at) return false;
  const stale = await listStale(tx, workspaceId, of, hold?.since ?? null);
  if (stale.length === 0) {
    if (hold) await releaseHold(tx, workspaceId, broadcastId, null);
    return false;
  }
  await insertHold(tx, workspaceId, broadcastId);
  for (const source of stale)
    if (source.sync_id === null) await ask(tx, workspaceId, source, { kind: 'system', id: null, name: 'Tidings' });
  await lookAgainIn(tx, workspaceId, broadcastId, lookAgainSeconds);
  if (!hold) await announce(tx, workspaceId, { topic: 'broadcasts', id: broadcastId });
  return true;
}

async function ask(tx: Tx, workspaceId: string, source: AwaitedSource, requestedBy: Requester): Promise<void> {
  await insertSync(tx, { workspaceId, sourceId: source.id, trigger: 'broadcast', requestedBy });
  await announce(tx, workspaceId, { topic: 'sources', id: source.id });
}

/** What a broadcast waits for; null when it does not. */
export async function findAwaited(
  tx: Tx,
  { workspaceId, broadcastId, of }: Waiting,
): Promise<{ hold: Hold; sources: AwaitedSource[] } | null> {
  const hold = await findHold(tx, workspaceId, broadcastId);
  if (!hold || hold.released_at) return null;
  return { hold, sources: await listStale(tx, workspaceId, of, hold.since) };
}

/** Syncs anew what failed or was dropped. Returns how many. */
export async function syncAwaited(tx: Tx, waiting: Waiting, requestedBy: Requester): Promise<number> {
  const { workspaceId, broadcastId } = waiting;
  const awaited = await findAwaited(tx, waiting);
  const failed = (awaited?.sources ?? []).filter(
    ({ sync_state: state }) => state === null || state === 'failed' || state === 'discarded',
  );
  for (const source of failed) await ask(tx, workspaceId, source, requestedBy);
  await lookAgainIn(tx, workspaceId, broadcastId, null);
  return failed.length;
}

/** Sends with the lists as they are. */
export async function sendWithoutSync(tx: Tx, { workspaceId, broadcastId }: Waiting, by: string): Promise<void> {
  await releaseHold(tx, workspaceId, broadcastId, by);
  await lookAgainIn(tx, workspaceId, broadcastId, null);
}
