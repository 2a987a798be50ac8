import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { BroadcastsTable } from '../../db/tables/broadcasts.ts';

export type BroadcastRecord = Selectable<BroadcastsTable>;

export interface NewBroadcastRecord {
  readonly workspaceId: string;
  readonly name: string;
  readonly kind: 'broadcast' | 'direct';
  readonly body: string;
  readonly smartEncoding: boolean;
  readonly onePerAddress: boolean;
  readonly audience: object;
  readonly senderId: string | null;
  readonly poolId?: string | null;
  readonly uselessAfter: Date | null;
  readonly canarySize?: number | null;
  readonly quietHours?: HoursOverride | null;
  /** Null for what the workspace says of itself. */
  readonly purpose?: MessagePurpose | null;
  readonly createdBy: string | null;
  readonly createdByName: string;
  /** It is sent as it is made. */
  readonly sentAtOnce?: boolean;
}

/** Adds a draft. */
export async function insertBroadcast(tx: Tx, one: NewBroadcastRecord): Promise<BroadcastRecord> {
  return tx
    .insertInto('broadcasts')
    .values({
      workspace_id: one.workspaceId,
      name: one.name,
      kind: one.kind,
      body: one.body,
      smart_encoding: one.smartEncoding,
      one_per_address: one.onePerAddress,
      audience: JSON.stringify(one.audience),
      sender_id: one.senderId,
      pool_id: one.poolId ?? null,
      useless_after: one.uselessAfter,
      canary_size: one.canarySize ?? null,
      quiet_hours: one.quietHours ? JSON.stringify(one.quietHours) : null,
      purpose: one.purpose ?? null,
      created_by: one.createdBy,
      created_by_name: one.createdByName,
      ...(one.sentAtOnce ? { sent_by: one.createdBy, sent_by_name: one.createdByName } : {}),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findBroadcast(tx: Tx, workspaceId: string, id: string): Promise<BroadcastRecord | undefined> {
  return tx.selectFrom('broadcasts').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst();
}

/** The same, locked until the transaction ends: of two who press send, the second waits here and then sees what the first did. */
export async function lockBroadcast(tx: Tx, workspaceId: string, id: string): Promise<BroadcastRecord | undefined> {
  return tx
    .selectFrom('broadcasts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export interface BroadcastChange {
  readonly name?: string;
  readonly body?: string;
  readonly smart_encoding?: boolean;
  readonly one_per_address?: boolean;
  readonly audience?: object;
  readonly sender_id?: string | null;
  readonly pool_id?: string | null;
  readonly useless_after?: Date | string | null;
  readonly canary_size?: number | null;
  readonly quiet_hours?: HoursOverride | null;
  readonly purpose?: MessagePurpose | null;
  readonly across_purposes?: readonly string[] | null;
  readonly state?: BroadcastState;
  readonly state_reason?: string | null;
  readonly scheduled_local?: string | null;
  readonly scheduled_zone?: string | null;
  readonly scheduled_at?: Date | null;
  readonly late_since?: null;
  readonly planned?: number;
  readonly forecast_micros?: number | null;
  readonly forecast_unpriced?: number | null;
  readonly sent_by?: string | null;
  readonly sent_by_name?: string | null;
}

/** Moments that the database notes with a change. */
type Moment = 'started_at' | 'planned_at' | 'finished_at' | 'canary_released_at';

/** Changes a broadcast and counts its version up, so that nobody overwrites what they have not seen. */
export async function updateBroadcast(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: BroadcastChange,
  moments: readonly Moment[] = [],
): Promise<BroadcastRecord> {
  const { audience, quiet_hours, across_purposes: across, ...plain } = change;
  return tx
    .updateTable('broadcasts')
    .set({
      ...plain,
      ...(audience === undefined ? {} : { audience: JSON.stringify(audience) }),
      ...(across === undefined ? {} : { across_purposes: across && JSON.stringify(across) }),
      ...(quiet_hours === undefined ? {} : { quiet_hours: quiet_hours && JSON.stringify(quiet_hours) }),
      ...Object.fromEntries(moments.map((moment) => [moment, sql<Date>`now()`])),
      updated_at: sql<Date>`now()`,
      version: sql<number>`version + 1`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteBroadcastRow(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.deleteFrom('broadcasts').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

export interface BroadcastQuery {
  readonly kind: 'broadcast' | 'direct' | 'all';
  readonly states: readonly BroadcastState[] | undefined;
  readonly search: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** Newest first; one more than the limit tells whether there is another page. */
export async function listBroadcastRows(tx: Tx, workspaceId: string, query: BroadcastQuery): Promise<BroadcastRecord[]> {
  let select = tx
    .selectFrom('broadcasts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('kind', 'in', query.kind === 'all' ? (['broadcast', 'direct'] as const) : [query.kind])
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (query.states?.length) select = select.where('state', 'in', [...query.states]);
  if (query.before !== undefined) select = select.where('id', '<', query.before);
  if (query.search) {
    const like = `%${query.search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    select = select.where((where) => where.or([where('name', 'ilike', like), where('body', 'ilike', like)]));
  }
  return select.execute();
}

/** The custom fields that a text may use. */
export async function listTagFields(tx: Tx, workspaceId: string): Promise<{ key: string; label: string }[]> {
  return tx
    .selectFrom('custom_fields')
    .select(['key', 'label'])
    .where('workspace_id', '=', workspaceId)
    .where('archived_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** What texts and screens say of the workspace. */
export async function workspaceFacts(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('workspaces')
    .select(['name', 'mode', 'country', 'time_zone'])
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
}
