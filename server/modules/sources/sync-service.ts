import type { SyncChangeKind, SyncTrigger } from '@tidings/core/contract/source-syncs';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, readIdCursor, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { listChanges } from './changes-store.ts';
import { syncJob } from './jobs.ts';
import { findSource, lockSource, type SourceRow } from './store.ts';
import { forgetPreview } from './sync.ts';
import {
  changeSync,
  deletePieces,
  findOpenSync,
  findSync,
  insertSync,
  listSyncs,
  lockSync,
  type SyncRow,
} from './syncs-store.ts';

/** Puts a sync in the queue. One that waits for an answer is replaced: whoever asks anew wants the sheet as it is now. */
export async function begin(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  source: SourceRow,
  trigger: SyncTrigger,
  whole = false,
): Promise<SyncRow> {
  const { workspace_id: workspaceId, id: sourceId } = source;
  const open = await findOpenSync(tx, workspaceId, sourceId);
  const waits = open?.state === 'review' || open?.retry_at != null;
  if (open && !waits) {
    throw new Refusal('conflict', 'It is being synced right now. Wait until that has ended.');
  }
  if (open) await dropOpen(ctx, tx, workspaceId, sourceId);
  const requestedBy = { kind: actor.kind, id: actor.id, name: actor.name };
  const sync = await insertSync(tx, { workspaceId, sourceId, trigger, whole, requestedBy });
  if (!sync) throw new Refusal('conflict', 'It is being synced right now. Wait until that has ended.');
  await ctx.jobs.enqueue(tx, syncJob, { workspaceId, syncId: sync.id });
  await announce(tx, workspaceId, { topic: 'sources', id: sourceId });
  return sync;
}

/** Drops the sync that has not ended, if there is one. A worker at it stops before its next portion. */
export async function dropOpen(ctx: Context, tx: Tx, workspaceId: string, sourceId: string): Promise<void> {
  const open = await findOpenSync(tx, workspaceId, sourceId);
  if (!open) return;
  const dropped = {
    state: 'discarded',
    stage: null,
    run_id: null,
    leased_until: null,
    retry_at: null,
    finished_at: ctx.clock.now(),
  } as const;
  await changeSync(tx, workspaceId, open.id, dropped);
  await deletePieces(tx, workspaceId, open.id);
}

/** Begins a sync, or only to read the columns. */
export async function startSync(
  ctx: Context,
  actor: WorkspaceActor,
  sourceId: string,
  wish: { readOnly?: boolean; whole?: boolean },
): Promise<{ source: SourceRow; sync: SyncRow }> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const source = await lockSource(tx, workspaceId, sourceId);
    if (!source) throw notFound('source');
    if (!wish.readOnly && source.mapping === null) throw new Refusal('wrong_state', 'Choose first what each column becomes.');
    const trigger = wish.readOnly ? 'read' : source.state === 'active' ? 'button' : 'first';
    return { source, sync: await begin(ctx, tx, actor, source, trigger, wish.whole) };
  });
}

async function accessSync(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  id: string,
): Promise<{ source: SourceRow; sync: SyncRow }> {
  const source = await findSource(tx, workspaceId, sourceId);
  const sync = source && (await findSync(tx, workspaceId, sourceId, id));
  if (!source || !sync) throw notFound('sync');
  return { source, sync };
}

export async function getSync(ctx: Context, actor: WorkspaceActor, sourceId: string, id: string) {
  return ctx.db.workspace(actor.workspaceId, (tx) => accessSync(tx, actor.workspaceId, sourceId, id));
}

export async function pageOfSyncs(
  ctx: Context,
  actor: WorkspaceActor,
  sourceId: string,
  query: { limit: number; cursor?: string | undefined },
) {
  const { workspaceId } = actor;
  const after = readIdCursor(query.cursor) ?? undefined;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const source = await findSource(tx, workspaceId, sourceId);
    if (!source) throw notFound('source');
    const rows = await listSyncs(tx, workspaceId, sourceId, { after, limit: query.limit + 1 });
    return { source, page: toPage(rows, query.limit, (row) => [row.id]) };
  });
}

export async function pageOfChanges(
  ctx: Context,
  actor: WorkspaceActor,
  ids: { source_id: string; sync_id: string },
  query: { limit: number; cursor?: string | undefined; kind?: SyncChangeKind | undefined },
) {
  const { workspaceId } = actor;
  const [after] = decodeCursor(query.cursor, 1) ?? [];
  if (after !== undefined && !Number.isSafeInteger(after)) {
    throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
  }
  return ctx.db.workspace(workspaceId, async (tx) => {
    const { sync } = await accessSync(tx, workspaceId, ids.source_id, ids.sync_id);
    const place = { kind: query.kind, after: after === undefined ? undefined : Number(after), limit: query.limit + 1 };
    return toPage(await listChanges(tx, workspaceId, sync.id, place), query.limit, (row) => [row.id]);
  });
}

/** Lets a sync that waits for an answer go on, or drops it. Of two who answer at once the second is told. */
export async function answerSync(
  ctx: Context,
  actor: WorkspaceActor,
  ids: { source_id: string; sync_id: string },
  answer: 'approve' | 'reject',
): Promise<{ source: SourceRow; sync: SyncRow }> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const { source } = await accessSync(tx, workspaceId, ids.source_id, ids.sync_id);
    const sync = await lockSync(tx, workspaceId, ids.sync_id);
    if (sync?.state !== 'review') throw new Refusal('wrong_state', 'It does not wait for an answer any more.');
    if (answer === 'reject') await dropOpen(ctx, tx, workspaceId, source.id);
    else {
      await forgetPreview(tx, workspaceId, sync.id);
      await changeSync(tx, workspaceId, sync.id, { state: 'queued', approved_by: actor.name, leased_until: ctx.clock.now() });
      await ctx.jobs.enqueue(tx, syncJob, { workspaceId, syncId: sync.id });
    }
    await recordActivity(tx, actor, {
      action: answer === 'approve' ? 'source_sync_approved' : 'source_sync_rejected',
      objectKind: 'list',
      objectId: source.list_id,
      objectLabel: source.name,
    });
    await announce(tx, workspaceId, { topic: 'sources', id: source.id });
    return accessSync(tx, workspaceId, source.id, sync.id);
  });
}
