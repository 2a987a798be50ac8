import type { Connection, ConnectionTest, connectionsApi } from '@tidings/core/contract/connections';
import type { BodyOf, ResponseOf } from '@tidings/core/contract/endpoint';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { accessConnection, accessOwnConnection } from './access.ts';
import { forgetConnection, openRow } from './open-connection.ts';
import { presentConnection } from './present.ts';
import { checkSecrets, checkSettings, knownProvider, withoutEmpty } from './provider-form.ts';
import { openSecrets, sealSecrets } from './secrets.ts';
import { countWaiting, listSenderRows } from './senders-store.ts';
import {
  type ConnectionRow,
  findConnection,
  insertConnection,
  listConnectionRows,
  setConnectionArchived,
  setConnectionStatus,
  updateConnectionRow,
} from './store.ts';

/** All connections with their senders. */
export async function listConnections(ctx: Context, tx: Tx, workspaceId: string): Promise<Connection[]> {
  const rows = await listConnectionRows(tx, workspaceId);
  const senders = await listSenderRows(tx, workspaceId);
  const waiting = await countWaiting(
    tx,
    workspaceId,
    senders.map((sender) => sender.id),
  );
  return rows.map((row) => presentConnection(ctx, row, senders, waiting));
}

export async function getConnection(ctx: Context, tx: Tx, workspaceId: string, id: string): Promise<Connection> {
  const row = await accessConnection(tx, workspaceId, id);
  const senders = (await listSenderRows(tx, workspaceId)).filter((sender) => sender.connection_id === id);
  return presentConnection(
    ctx,
    row,
    senders,
    await countWaiting(
      tx,
      workspaceId,
      senders.map((sender) => sender.id),
    ),
  );
}

export async function createConnection(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  wish: BodyOf<(typeof connectionsApi)['createConnection']>,
): Promise<Connection> {
  const provider = knownProvider(wish.provider);
  const settings = checkSettings(provider, wish.settings);
  const secrets = checkSecrets(provider, wish.secrets);
  const id = newId();
  const row = await insertConnection(tx, {
    id,
    workspaceId: actor.workspaceId,
    provider: provider.id,
    channel: 'sms',
    name: wish.name,
    sandbox: false,
    settings,
    secrets: sealSecrets(ctx, { id, workspaceId: actor.workspaceId }, secrets),
  });
  if (!row) throw new Error('A new connection was not inserted.');
  await note(tx, actor, row, 'connection_added');
  return presentConnection(ctx, row, [], new Map());
}

export async function updateConnection(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  change: BodyOf<(typeof connectionsApi)['updateConnection']>,
): Promise<Connection> {
  const row = await accessOwnConnection(tx, actor.workspaceId, id);
  const provider = smsProvider(row.provider);
  const given = withoutEmpty(change.secrets ?? {});
  const settings = change.settings ? checkSettings(provider, change.settings) : undefined;
  if (settings) forbidRedirect(row, settings, given, Object.keys(provider.secretsSchema.shape));
  const owner = { id, workspaceId: actor.workspaceId };
  const secrets = Object.keys(given).length > 0 ? checkSecrets(provider, { ...readable(ctx, row), ...given }) : undefined;
  await updateConnectionRow(tx, actor.workspaceId, id, {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(settings === undefined ? {} : { settings }),
    ...(secrets === undefined ? {} : { secrets: sealSecrets(ctx, owner, secrets) }),
  });
  await note(tx, actor, { ...row, name: change.name ?? row.name }, 'connection_changed');
  return getConnection(ctx, tx, actor.workspaceId, id);
}

/** Stored secrets as they are, or none when the installation's key has changed and they must all be entered again. */
function readable(ctx: Context, row: ConnectionRow): Record<string, string> {
  try {
    return openSecrets(ctx, { id: row.id, workspaceId: row.workspace_id }, row.secrets);
  } catch {
    return {};
  }
}

/** Stored secrets never travel to a new address: whoever changes it must know them, else the address could be used to read them. */
function forbidRedirect(
  row: ConnectionRow,
  settings: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, string>>,
  secretNames: readonly string[],
): void {
  const moved = Object.keys(settings).some((name) => /url|host/i.test(name) && settings[name] !== row.settings[name]);
  const first = secretNames[0];
  if (!moved || first === undefined || Object.keys(given).length > 0) return;
  throw badField(`body.secrets.${first}`, 'must be entered again when the address changes');
}

/** Asks the provider, outside of any transaction, and notes what it said. */
export async function testConnection(
  ctx: Context,
  actor: Pick<WorkspaceActor, 'workspaceId'>,
  id: string,
): Promise<ConnectionTest> {
  const { workspaceId } = actor;
  const row = await ctx.db.workspace(workspaceId, (tx) => accessConnection(tx, workspaceId, id));
  let answer: Awaited<ReturnType<ReturnType<typeof smsProvider>['test']>>;
  try {
    answer = await smsProvider(row.provider).test(ctx.outgoing, openRow(ctx, row));
  } catch (error) {
    ctx.log.warn({ err: error, connection: id }, 'a connection could not be tested');
    answer = { ok: false, words: 'The stored credentials cannot be read or used. Enter them again.' };
  }
  const found = answer.senders ?? [];
  return ctx.db.workspace(workspaceId, async (tx) => {
    if (await setConnectionStatus(tx, workspaceId, id, answer.ok ? 'working' : 'failing', answer.words)) {
      await announce(tx, workspaceId, { topic: 'connections', id });
    }
    const known = new Set(
      (await listSenderRows(tx, workspaceId)).flatMap((sender) => (sender.connection_id === id ? [sender.address] : [])),
    );
    return { ok: answer.ok, words: answer.words, found: found.map((one) => ({ ...one, added: known.has(one.address) })) };
  });
}

export async function archiveConnection(ctx: Context, tx: Tx, actor: WorkspaceActor, id: string): Promise<void> {
  const row = await accessOwnConnection(tx, actor.workspaceId, id);
  // No lease may begin between the count and the commit.
  await holdLeases(tx, actor.workspaceId);
  const senders = (await listSenderRows(tx, actor.workspaceId)).filter((sender) => sender.connection_id === id);
  const waiting = await countWaiting(
    tx,
    actor.workspaceId,
    senders.map((sender) => sender.id),
  );
  const messages = [...waiting.values()].reduce((sum, n) => sum + n, 0);
  if (messages > 0) throw stillWaiting(messages, 'it');
  await setConnectionArchived(tx, actor.workspaceId, id, true);
  forgetConnection(ctx, id);
  await note(tx, actor, row, 'connection_archived');
}

export function stillWaiting(messages: number, what: string): Refusal {
  const words = messages === 1 ? 'One message still waits' : `${messages.toLocaleString('en')} messages still wait`;
  return new Refusal('wrong_state', `${words} for ${what}. Cancel what they belong to, or let them go out first.`);
}

export async function restoreConnection(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
): Promise<ResponseOf<(typeof connectionsApi)['restoreConnection']>> {
  const row = await findConnection(tx, actor.workspaceId, id);
  if (!row || row.sandbox) throw notFound('connection');
  if (row.archived_at !== null) {
    await setConnectionArchived(tx, actor.workspaceId, id, false);
    await note(tx, actor, row, 'connection_restored');
  }
  return getConnection(ctx, tx, actor.workspaceId, id);
}

async function note(tx: Tx, actor: WorkspaceActor, row: ConnectionRow, action: string): Promise<void> {
  await recordActivity(tx, actor, { action, objectKind: 'connection', objectId: row.id, objectLabel: row.name });
  await announce(tx, actor.workspaceId, { topic: 'connections', id: row.id });
}
