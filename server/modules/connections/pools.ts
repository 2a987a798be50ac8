import type { BodyOf } from '@tidings/core/contract/endpoint';
import type { Pool, poolsApi } from '@tidings/core/contract/pools';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import {
  archivePoolRow,
  findPool,
  insertPool,
  listPoolRows,
  listPoolSenders,
  type PoolFilter,
  type PoolRow,
  renamePool,
  setPoolSenders,
} from './pools-store.ts';
import { listSenderRows, type SenderRow, workspaceMode } from './senders-store.ts';

/** A pool with its numbers, at least one. */
export interface OpenPool {
  readonly id: string;
  readonly name: string;
  readonly senders: readonly [SenderRow, ...SenderRow[]];
}

export async function listPools(tx: Tx, workspaceId: string, filter: PoolFilter): Promise<Pool[]> {
  const rows = await listPoolRows(tx, workspaceId, filter);
  const senders = await listPoolSenders(
    tx,
    workspaceId,
    rows.map((row) => row.id),
  );
  return rows.map((row) => presentPool(row, senders.get(row.id) ?? []));
}

export async function createPool(tx: Tx, actor: WorkspaceActor, wish: BodyOf<(typeof poolsApi)['createPool']>): Promise<Pool> {
  const senders = await chosenSenders(tx, actor.workspaceId, wish.sender_ids);
  const { channel, sandbox } = senders[0];
  const row = await insertPool(tx, { workspaceId: actor.workspaceId, channel, name: wish.name, sandbox });
  if (!row) throw nameTaken(wish.name);
  await setPoolSenders(
    tx,
    actor.workspaceId,
    row.id,
    senders.map((one) => one.id),
  );
  await note(tx, actor, row, 'pool_added');
  return presentPool(row, senders);
}

export async function updatePool(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  change: BodyOf<(typeof poolsApi)['updatePool']>,
): Promise<Pool> {
  const { workspaceId } = actor;
  const row = await accessPool(tx, workspaceId, id);
  if (change.name !== undefined && !(await renamePool(tx, workspaceId, id, change.name))) throw nameTaken(change.name);
  if (change.sender_ids !== undefined) {
    const senders = await chosenSenders(tx, workspaceId, change.sender_ids, row);
    await setPoolSenders(
      tx,
      workspaceId,
      id,
      senders.map((one) => one.id),
    );
  }
  await note(tx, actor, row, 'pool_changed');
  const senders = await listPoolSenders(tx, workspaceId, [id]);
  return presentPool(await accessPool(tx, workspaceId, id), senders.get(id) ?? []);
}

export async function archivePool(tx: Tx, actor: WorkspaceActor, id: string): Promise<void> {
  const row = await accessPool(tx, actor.workspaceId, id);
  await archivePoolRow(tx, actor.workspaceId, id);
  await note(tx, actor, row, 'pool_archived');
}

/** A pool that was chosen by name: it must exist, have a number, and belong to the mode the workspace is in. */
export async function chosenPool(tx: Tx, workspaceId: string, id: string): Promise<OpenPool> {
  const row = await accessPool(tx, workspaceId, id);
  const mode = await workspaceMode(tx, workspaceId);
  if (row.sandbox !== (mode === 'sandbox')) {
    throw new Refusal(
      'wrong_state',
      mode === 'sandbox'
        ? `This workspace is in sandbox mode, so it cannot send through ${row.name}. Choose the sandbox number, or go live first.`
        : `This workspace is live; ${row.name} belongs to the sandbox. Choose another pool or sender.`,
    );
  }
  const [first, ...others] = (await listPoolSenders(tx, workspaceId, [id])).get(id) ?? [];
  if (!first) throw new Refusal('wrong_state', `The pool ${row.name} has no number left. Add one in Settings, Connections.`);
  return { id, name: row.name, senders: [first, ...others] };
}

/** The numbers that new people go to: those that are not paused, or all when all are. */
export function takingNew(senders: readonly SenderRow[]): readonly SenderRow[] {
  const open = senders.filter((one) => one.paused_at === null);
  return open.length > 0 ? open : senders;
}

/** The only door to a pool. */
async function accessPool(tx: Tx, workspaceId: string, id: string): Promise<PoolRow> {
  const row = await findPool(tx, workspaceId, id);
  if (!row) throw notFound('pool');
  return row;
}

async function chosenSenders(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  pool?: Pick<PoolRow, 'channel' | 'sandbox'>,
): Promise<[SenderRow, ...SenderRow[]]> {
  const wanted = new Set(ids);
  const [first, ...others] = (await listSenderRows(tx, workspaceId)).filter((one) => wanted.has(one.id));
  if (!first || others.length + 1 < wanted.size) throw badField('body.sender_ids', 'names a number that is not there any more');
  const { channel, sandbox } = pool ?? first;
  for (const one of [first, ...others]) {
    if (one.channel !== channel) throw badField('body.sender_ids', 'must all be of one channel');
    if (one.sandbox !== sandbox) throw badField('body.sender_ids', 'must be all real numbers or all of the sandbox');
    if (one.kind === 'messaging_service')
      throw badField('body.sender_ids', `names ${one.name}, a messaging service: that is a pool of the provider's own`);
  }
  return [first, ...others];
}

function nameTaken(name: string): Refusal {
  return new Refusal('already_exists', `There is a pool called ${name} already.`, {
    fields: [{ field: 'body.name', message: 'is taken by another pool' }],
  });
}

function presentPool(row: PoolRow, senders: readonly SenderRow[]): Pool {
  const taking = new Set(takingNew(senders));
  const rateOf = (list: Iterable<SenderRow>) => [...list].reduce((sum, one) => sum + one.rate_per_second, 0);
  const total = rateOf(taking);
  return {
    id: row.id,
    name: row.name,
    channel: row.channel,
    sandbox: row.sandbox,
    senders: senders.map((one) => ({
      id: one.id,
      name: one.name,
      address: one.address,
      rate_per_second: one.rate_per_second,
      paused: one.paused_at !== null,
      share: taking.has(one) && total > 0 ? one.rate_per_second / total : 0,
    })),
    rate_per_second: rateOf(senders.filter((one) => one.paused_at === null)),
    created_at: row.created_at.toISOString(),
  };
}

async function note(tx: Tx, actor: WorkspaceActor, row: PoolRow, action: string): Promise<void> {
  await recordActivity(tx, actor, { action, objectKind: 'pool', objectId: row.id, objectLabel: row.name });
  await announce(tx, actor.workspaceId, { topic: 'connections' });
}
