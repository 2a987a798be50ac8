import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { SuppressionsTable } from '../../db/tables/suppressions.ts';

export type SuppressionRow = Selectable<SuppressionsTable>;

export interface NewSuppression {
  readonly workspaceId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly kind: SuppressionKind;
  readonly reason: string | null;
  readonly source: string;
  readonly evidence: Record<string, unknown>;
  readonly createdBy: string | null;
  readonly sandbox?: boolean;
}

/** The suppression that holds for an address now. */
export async function findActiveSuppression(
  tx: Tx,
  workspaceId: string,
  channel: Channel,
  address: string,
): Promise<SuppressionRow | undefined> {
  return tx
    .selectFrom('suppressions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
}

export async function findSuppression(tx: Tx, workspaceId: string, id: string): Promise<SuppressionRow | undefined> {
  return tx
    .selectFrom('suppressions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Adds a suppression; undefined when the address has one already. */
export async function insertSuppression(tx: Tx, entry: NewSuppression): Promise<SuppressionRow | undefined> {
  return tx
    .insertInto('suppressions')
    .values({
      workspace_id: entry.workspaceId,
      channel: entry.channel,
      address: entry.address,
      kind: entry.kind,
      reason: entry.reason,
      source: entry.source,
      evidence: JSON.stringify(entry.evidence),
      created_by: entry.createdBy,
      sandbox: entry.sandbox ?? false,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'address', 'channel']).where('removed_at', 'is', null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Ends a suppression; it stays in the history. */
export async function endSuppression(tx: Tx, row: SuppressionRow, by: string, reason: string): Promise<void> {
  await tx
    .updateTable('suppressions')
    .set({ removed_at: sql`now()`, removed_by: by, removed_reason: reason })
    .where('workspace_id', '=', row.workspace_id)
    .where('id', '=', row.id)
    .where('removed_at', 'is', null)
    .execute();
}

/** Ends what was played on the sandbox phones: the workspace goes live. */
export async function endSandboxSuppressions(tx: Tx, workspaceId: string): Promise<void> {
  await tx
    .updateTable('suppressions')
    .set({ removed_at: sql`now()`, removed_by: 'Tidings', removed_reason: 'Played in the sandbox' })
    .where('workspace_id', '=', workspaceId)
    .where('sandbox', '=', true)
    .where('removed_at', 'is', null)
    .execute();
}

/** Makes an ended suppression hold again, unless another one does. True when it was. */
export async function reviveSuppression(tx: Tx, workspaceId: string, id: string): Promise<SuppressionRow | undefined> {
  return tx
    .updateTable('suppressions')
    .set({ removed_at: null, removed_by: null, removed_reason: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where(sql<boolean>`not exists (select 1 from suppressions other where other.workspace_id = suppressions.workspace_id
      and other.address = suppressions.address and other.channel = suppressions.channel and other.removed_at is null)`)
    .returningAll()
    .executeTakeFirst();
}

/** All that was ever recorded about an address, newest first. */
export async function listHistory(tx: Tx, workspaceId: string, channel: Channel, address: string): Promise<SuppressionRow[]> {
  return tx
    .selectFrom('suppressions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('address', '=', address)
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

export interface SuppressionFilter {
  readonly channel?: Channel | undefined;
  readonly kinds?: readonly SuppressionKind[] | undefined;
  readonly search?: string | undefined;
  /** True: those that were removed. */
  readonly removed: boolean;
}

/** Suppressions with the first contact at their address, newest first, from below `beforeId`. */
export async function listSuppressionRows(
  tx: Tx,
  workspaceId: string,
  filter: SuppressionFilter,
  limit: number,
  beforeId: string | undefined,
) {
  let query = tx
    .selectFrom('suppressions')
    .selectAll('suppressions')
    .select(
      sql<{ id: string; name: string | null } | null>`(select json_build_object('id', c.id, 'name', c.full_name)
        from contact_addresses a join contacts c on c.id = a.contact_id and c.deleted_at is null
        where a.workspace_id = suppressions.workspace_id and a.value = suppressions.address order by a.id limit 1)`.as('contact'),
    )
    .where('suppressions.workspace_id', '=', workspaceId)
    .where('removed_at', filter.removed ? 'is not' : 'is', null);
  if (filter.channel) query = query.where('channel', '=', filter.channel);
  if (filter.kinds && filter.kinds.length > 0) query = query.where('kind', 'in', [...filter.kinds]);
  if (filter.search) query = query.where(sql<boolean>`position(${filter.search} in address) > 0`);
  if (beforeId) query = query.where('suppressions.id', '<', beforeId);
  return query.orderBy('suppressions.id', 'desc').limit(limit).execute();
}

/** How many addresses each kind holds for. */
export async function countByKind(tx: Tx, workspaceId: string): Promise<{ kind: SuppressionKind; n: number }[]> {
  const rows = await tx
    .selectFrom('suppressions')
    .select(['kind', (count) => count.fn.countAll<number>().as('n')])
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .groupBy('kind')
    .execute();
  return rows.map((row) => ({ kind: row.kind as SuppressionKind, n: Number(row.n) }));
}

/** Of these addresses, those that are suppressed now, and as what. */
export async function listActiveAmong(
  tx: Tx,
  workspaceId: string,
  channel: Channel,
  addresses: readonly string[],
): Promise<Map<string, SuppressionKind>> {
  if (addresses.length === 0) return new Map();
  const rows = await tx
    .selectFrom('suppressions')
    .select(['address', 'kind'])
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('removed_at', 'is', null)
    .where(sql<boolean>`address = any(${[...addresses]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.address, row.kind]));
}

/** Adds the same suppression for many addresses in one statement. */
export async function insertSuppressions(
  tx: Tx,
  addresses: readonly string[],
  entry: Omit<NewSuppression, 'address'>,
): Promise<void> {
  if (addresses.length === 0) return;
  await sql`insert into suppressions (workspace_id, channel, address, kind, reason, source, evidence, created_by)
    select ${entry.workspaceId}, ${entry.channel}, address, ${entry.kind}, ${entry.reason}, ${entry.source},
      ${JSON.stringify(entry.evidence)}::jsonb, ${entry.createdBy}
    from unnest(${[...addresses]}::text[]) address`.execute(tx);
}
