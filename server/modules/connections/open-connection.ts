import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { openSecrets } from './secrets.ts';
import { type ConnectionRow, findConnectionById } from './store.ts';

/** A connection with its credentials in the clear: stays inside the process, is never logged or answered. */
export interface OpenConnection {
  readonly id: string;
  readonly workspaceId: string;
  readonly provider: string;
  readonly sandbox: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** How long an opened connection is kept: a changed token is used everywhere after this at the latest. */
const keptMs = 5_000;

const opened = new WeakMap<Context, Map<string, { until: number; connection: OpenConnection }>>();

/** The connection as this process opened it a moment ago; undefined when it must be read again. */
export function findOpened(ctx: Context, connectionId: string): OpenConnection | undefined {
  const known = opened.get(ctx)?.get(connectionId);
  return known && known.until > performance.now() ? known.connection : undefined;
}

/** Opens a connection for sending or for checking a hook, also one that is archived: receipts still come in for it. */
export async function openConnection(ctx: Context, tx: Tx, connectionId: string): Promise<OpenConnection> {
  const known = findOpened(ctx, connectionId);
  if (known) return known;
  const row = await findConnectionById(tx, connectionId);
  if (!row) throw notFound('connection');
  const connection = openRow(ctx, row);
  const kept = opened.get(ctx) ?? new Map();
  opened.set(ctx, kept.set(connectionId, { until: performance.now() + keptMs, connection }));
  return connection;
}

/** The same for whoever has no transaction: thousands of hooks a second must not cost one each. */
export async function openConnectionFast(ctx: Context, connectionId: string): Promise<OpenConnection> {
  return findOpened(ctx, connectionId) ?? ctx.db.system((tx) => openConnection(ctx, tx, connectionId));
}

/** Opens a row that was read already. */
export function openRow(ctx: Context, row: ConnectionRow): OpenConnection {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    provider: row.provider,
    sandbox: row.sandbox,
    // The sandbox carrier listens where this installation says now, not where it did when the row was made.
    settings: row.sandbox ? { ...row.settings, base_url: ctx.sandbox.url } : row.settings,
    secrets: openSecrets(ctx, { id: row.id, workspaceId: row.workspace_id }, row.secrets),
  };
}

/** Forgets what this process keeps of a connection, after it was changed. */
export function forgetConnection(ctx: Context, connectionId: string): void {
  opened.get(ctx)?.delete(connectionId);
}
