import type { Context } from '../../context.ts';
import { announceNow } from '../../events/realtime.ts';
import type { Changed } from './transitions-store.ts';

/** A broadcast changes thousands of times a second; its screens are told at most this often by each process. */
const quietMs = 400;

const announced = new WeakMap<Context, Map<string, number>>();

/** Tells open screens what changed: each broadcast as a whole, each person's single messages. Never fails the work it tells of. */
export async function announceChanges(ctx: Context, changes: readonly Changed[]): Promise<void> {
  const last = announced.get(ctx) ?? new Map<string, number>();
  announced.set(ctx, last);
  const now = performance.now();
  const news = new Map<string, { workspaceId: string; topic: 'broadcasts' | 'messages'; id: string }>();
  for (const change of changes) {
    const { workspaceId } = change;
    if (change.sourceId) news.set(change.sourceId, { workspaceId, topic: 'broadcasts', id: change.sourceId });
    else if (change.contactId) news.set(change.contactId, { workspaceId, topic: 'messages', id: change.contactId });
  }
  for (const [key, { workspaceId, topic, id }] of news) {
    if (topic === 'broadcasts' && now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < quietMs) continue;
    last.set(key, now);
    await announceNow(ctx.db, workspaceId, { topic, id }).catch((error: unknown) =>
      ctx.log.debug({ err: error }, 'news could not be told'),
    );
  }
  if (last.size > 10_000) last.clear();
}
