import type { Tx } from '../../db/database.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { findSender, type SenderRow } from './senders-store.ts';
import { type ConnectionRow, findConnection } from './store.ts';

/** The only door to a connection: this workspace's and in use, or not found. */
export async function accessConnection(tx: Tx, workspaceId: string, id: string): Promise<ConnectionRow> {
  const row = await findConnection(tx, workspaceId, id);
  if (!row || row.archived_at !== null) throw notFound('connection');
  return row;
}

/** A connection that may be changed: the line to the sandbox carrier is kept by Tidings itself. */
export async function accessOwnConnection(tx: Tx, workspaceId: string, id: string): Promise<ConnectionRow> {
  const row = await accessConnection(tx, workspaceId, id);
  if (row.sandbox) throw new Refusal('wrong_state', 'The sandbox connection belongs to Tidings and cannot be changed.');
  return row;
}

/** The only door to a sender. */
export async function accessSender(tx: Tx, workspaceId: string, id: string): Promise<SenderRow> {
  const row = await findSender(tx, workspaceId, id);
  if (!row) throw notFound('sender');
  return row;
}
