import { normalizePhone } from '@tidings/core/contacts/phone';
import type { connectionsApi, Sender } from '@tidings/core/contract/connections';
import type { BodyOf, QueryOf } from '@tidings/core/contract/endpoint';
import { burstAtRate } from '@tidings/core/messaging/lease';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { accessConnection, accessSender } from './access.ts';
import { provisionSandbox } from './jobs.ts';
import { leavePools } from './pools-store.ts';
import { presentSender } from './present.ts';
import {
  archiveSenderRow,
  countWaiting,
  databaseTime,
  insertSender,
  knowsZone,
  listSenderRows,
  type SenderRow,
  setDefaultSender,
  setSenderPaused,
  updateSenderRow,
} from './senders-store.ts';
import { stillWaiting } from './service.ts';
import type { ConnectionRow } from './store.ts';

export async function listSenders(
  tx: Tx,
  workspaceId: string,
  filter: QueryOf<(typeof connectionsApi)['listSenders']>,
): Promise<Sender[]> {
  const rows = await listSenderRows(tx, workspaceId, filter);
  const waiting = await countWaiting(
    tx,
    workspaceId,
    rows.map((row) => row.id),
  );
  const now = await databaseTime(tx);
  return rows.map((row) => presentSender(row, waiting.get(row.id) ?? 0, now));
}

export async function createSender(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  connectionId: string,
  wish: BodyOf<(typeof connectionsApi)['createSender']>,
): Promise<Sender> {
  const connection = await accessConnection(tx, actor.workspaceId, connectionId);
  const address = checkAddress(connection, wish.kind, wish.address);
  await requireZone(tx, wish.cap_zone);
  const others = await listSenderRows(tx, actor.workspaceId, { channel: connection.channel, sandbox: connection.sandbox });
  const row = await insertSender(tx, {
    workspaceId: actor.workspaceId,
    connectionId,
    channel: connection.channel,
    kind: wish.kind,
    address,
    name: wish.name ?? address,
    sandbox: connection.sandbox,
    ratePerSecond: wish.rate_per_second,
    burst: wish.burst,
    dailyCap: wish.daily_cap,
    capZone: wish.cap_zone,
    capHour: wish.cap_hour,
    isDefault: others.length === 0,
  });
  if (!row) throw new Refusal('already_exists', `${address} is a sender of this connection already.`);
  if (connection.sandbox) await ctx.jobs.enqueue(tx, provisionSandbox, { workspaceId: actor.workspaceId, connectionId });
  await note(tx, actor, row, 'sender_added');
  return presentSender(row, 0, ctx.clock.now());
}

/** The lease works the day out in SQL: a zone that the database does not know would stop every lane. */
async function requireZone(tx: Tx, zone: string): Promise<void> {
  if (zone === 'America/Los_Angeles' || (await knowsZone(tx, zone))) return;
  throw badField('body.cap_zone', 'is a time zone that the database does not know; choose another of the same hours');
}

function checkAddress(connection: ConnectionRow, kind: 'number' | 'messaging_service', given: string): string {
  if (kind === 'messaging_service') {
    if (connection.sandbox) throw badField('body.kind', 'must be number: the sandbox has no messaging services');
    if (/^[A-Z]{2}[0-9a-f]{32}$/i.test(given)) return given;
    throw badField('body.address', 'must be the SID of a messaging service: two letters such as MG and 32 more characters');
  }
  // Short codes have 5 or 6 digits in North America, 3 to 8 elsewhere.
  if (/^\d{3,8}$/.test(given) && !connection.sandbox) return given;
  const phone = normalizePhone(given, null);
  if (!phone.ok) throw badField('body.address', phone.words);
  if (connection.sandbox && !/^\+1[2-9]\d{2}55501\d{2}$/.test(phone.e164)) {
    throw badField('body.address', 'must be a fictitious number such as +1 202 555 0100 (555-0100 to 555-0199) in the sandbox');
  }
  return phone.e164;
}

export async function updateSender(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  change: BodyOf<(typeof connectionsApi)['updateSender']>,
): Promise<Sender> {
  const row = await accessSender(tx, actor.workspaceId, id);
  if (change.cap_zone !== undefined && change.cap_zone !== row.cap_zone) await requireZone(tx, change.cap_zone);
  const burst = change.burst ?? keptBurst(row, change.rate_per_second);
  await updateSenderRow(tx, actor.workspaceId, id, {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.rate_per_second === undefined ? {} : { ratePerSecond: change.rate_per_second }),
    ...(burst === undefined ? {} : { burst }),
    ...(change.daily_cap === undefined ? {} : { dailyCap: change.daily_cap }),
    ...(change.cap_zone === undefined ? {} : { capZone: change.cap_zone }),
    ...(change.cap_hour === undefined ? {} : { capHour: change.cap_hour }),
  });
  if (change.is_default) await setDefaultSender(tx, row);
  await note(tx, actor, row, 'sender_changed');
  return again(tx, actor, id);
}

/** A lower rate that leaves the old burst would not be kept: what has gathered would still leave at once. Undefined when nothing changes. */
function keptBurst(row: SenderRow, rate: number | undefined): number | undefined {
  if (rate === undefined) return undefined;
  const burst = burstAtRate({ rate: row.rate_per_second, burst: row.burst }, rate);
  return burst === row.burst ? undefined : burst;
}

/** Pauses: once this has committed nothing is leased from its lane (I10). */
export async function pauseSender(tx: Tx, actor: WorkspaceActor, id: string, reason: string): Promise<Sender> {
  await holdLeases(tx, actor.workspaceId);
  const row = await accessSender(tx, actor.workspaceId, id);
  if (row.paused_at === null) {
    await setSenderPaused(tx, actor.workspaceId, id, { by: 'member', reason });
    await note(tx, actor, row, 'sender_paused', { reason });
  }
  return again(tx, actor, id);
}

export async function resumeSender(tx: Tx, actor: WorkspaceActor, id: string): Promise<Sender> {
  await holdLeases(tx, actor.workspaceId);
  const row = await accessSender(tx, actor.workspaceId, id);
  if (row.paused_at !== null) {
    await setSenderPaused(tx, actor.workspaceId, id, null);
    await note(tx, actor, row, 'sender_resumed');
  }
  return again(tx, actor, id);
}

export async function archiveSender(tx: Tx, actor: WorkspaceActor, id: string): Promise<void> {
  await holdLeases(tx, actor.workspaceId);
  const row = await accessSender(tx, actor.workspaceId, id);
  const others = (await listSenderRows(tx, actor.workspaceId, { channel: row.channel, sandbox: row.sandbox })).filter(
    (other) => other.id !== id,
  );
  if (row.sandbox && others.length === 0) throw new Refusal('wrong_state', 'The sandbox needs one number to send from.');
  const waiting = (await countWaiting(tx, actor.workspaceId, [id])).get(id) ?? 0;
  if (waiting > 0) throw stillWaiting(waiting, row.name);
  await archiveSenderRow(tx, actor.workspaceId, id);
  await leavePools(tx, actor.workspaceId, id);
  if (row.is_default && others[0]) await setDefaultSender(tx, others[0]);
  await note(tx, actor, row, 'sender_archived');
}

async function again(tx: Tx, actor: WorkspaceActor, id: string): Promise<Sender> {
  const waiting = (await countWaiting(tx, actor.workspaceId, [id])).get(id) ?? 0;
  return presentSender(await accessSender(tx, actor.workspaceId, id), waiting, await databaseTime(tx));
}

async function note(
  tx: Tx,
  actor: WorkspaceActor,
  row: SenderRow,
  action: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await recordActivity(tx, actor, { action, objectKind: 'sender', objectId: row.id, objectLabel: row.name, details });
  await announce(tx, actor.workspaceId, { topic: 'connections', id: row.connection_id });
}
