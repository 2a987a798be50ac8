import { type Selectable, type SelectExpression, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { ConnectionsTable } from '../../db/tables/connections.ts';
import type { Tables } from '../../db/tables.ts';

export type ConnectionRow = Omit<Selectable<ConnectionsTable>, 'secrets' | 'probe_at'> & { readonly secrets: Buffer | null };

export interface NewConnection {
  readonly id: string;
  readonly workspaceId: string;
  readonly provider: string;
  readonly channel: Channel;
  readonly name: string;
  readonly sandbox: boolean;
  readonly settings: Record<string, unknown>;
  readonly secrets: Buffer;
}

const columns = [
  'id',
  'workspace_id',
  'provider',
  'channel',
  'name',
  'sandbox',
  'settings',
  'secrets',
  'status',
  'status_words',
  'checked_at',
  'created_at',
  'archived_at',
] as const satisfies readonly SelectExpression<Tables, 'connections'>[];

/** Adds a connection; undefined when the workspace already has its line to the sandbox carrier. */
export async function insertConnection(tx: Tx, connection: NewConnection): Promise<ConnectionRow | undefined> {
  return tx
    .insertInto('connections')
    .values({
      id: connection.id,
      workspace_id: connection.workspaceId,
      provider: connection.provider,
      channel: connection.channel,
      name: connection.name,
      sandbox: connection.sandbox,
      settings: JSON.stringify(connection.settings),
      secrets: connection.secrets,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
}

/** The connection, archived or not. */
export async function findConnection(tx: Tx, workspaceId: string, id: string): Promise<ConnectionRow | undefined> {
  return tx
    .selectFrom('connections')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The connection by its id alone, for hooks and the dispatcher: the scope of the transaction decides whose are seen. */
export async function findConnectionById(tx: Tx, id: string): Promise<ConnectionRow | undefined> {
  return tx.selectFrom('connections').select(columns).where('id', '=', id).executeTakeFirst();
}

/** The workspace's own line to the sandbox carrier. */
export async function findSandboxConnection(tx: Tx, workspaceId: string, channel: Channel): Promise<ConnectionRow | undefined> {
  return tx
    .selectFrom('connections')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('sandbox', '=', true)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
}

/** Every connection of the workspace that is in use, the sandbox first. */
export async function listConnectionRows(tx: Tx, workspaceId: string): Promise<ConnectionRow[]> {
  return tx
    .selectFrom('connections')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('archived_at', 'is', null)
    .orderBy('sandbox', 'desc')
    .orderBy('id')
    .execute();
}

/** The sandbox lines of all workspaces that are in sandbox mode, for the carrier's accounts. System scope. */
export async function listSandboxConnections(tx: Tx): Promise<ConnectionRow[]> {
  return tx
    .selectFrom('connections')
    .innerJoin('workspaces', 'workspaces.id', 'connections.workspace_id')
    .select(columns.map((column) => `connections.${column}` as const))
    .where('connections.sandbox', '=', true)
    .where('connections.archived_at', 'is', null)
    .where('workspaces.mode', '=', 'sandbox')
    .execute();
}

/** Every connection in use with the name of its workspace, for the operator. System scope. */
export async function listConnectionsInUse(tx: Tx) {
  return tx
    .selectFrom('connections')
    .innerJoin('workspaces', 'workspaces.id', 'connections.workspace_id')
    .select(columns.map((column) => `connections.${column}` as const))
    .select('workspaces.name as workspace_name')
    .where('connections.archived_at', 'is', null)
    .orderBy('workspaces.name')
    .orderBy('connections.id')
    .execute();
}

export interface ConnectionChange {
  readonly name?: string;
  readonly settings?: Record<string, unknown>;
  readonly secrets?: Buffer;
}

/** Changes name, settings or credentials; what was known about their working is forgotten when the latter change. */
export async function updateConnectionRow(tx: Tx, workspaceId: string, id: string, change: ConnectionChange): Promise<void> {
  const retest = change.settings !== undefined || change.secrets !== undefined;
  await tx
    .updateTable('connections')
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.settings === undefined ? {} : { settings: JSON.stringify(change.settings) }),
      ...(change.secrets === undefined ? {} : { secrets: change.secrets }),
      ...(retest ? { status: 'untested' as const, status_words: null, checked_at: null } : {}),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Notes whether the provider accepts the connection, and in which words it does not. True when that is news. */
export async function setConnectionStatus(
  tx: Tx,
  workspaceId: string,
  id: string,
  status: 'working' | 'failing',
  words: string | null,
): Promise<boolean> {
  const before = await tx
    .selectFrom('connections')
    .select(['status', 'status_words'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  await tx
    .updateTable('connections')
    .set({ status, status_words: words, checked_at: sql`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  return before !== undefined && (before.status !== status || before.status_words !== words);
}

/** Takes a connection out of use, or back into it, together with its senders. */
export async function setConnectionArchived(tx: Tx, workspaceId: string, id: string, archived: boolean): Promise<void> {
  const at = archived ? sql<Date>`now()` : null;
  await tx
    .updateTable('connections')
    .set({ archived_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  await tx
    .updateTable('senders')
    .set({ archived_at: at, is_default: false })
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', id)
    .where('archived_at', archived ? 'is' : 'is not', null)
    .execute();
}
