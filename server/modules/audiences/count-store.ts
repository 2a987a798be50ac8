import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';
import { matches, type ResolvedFilter } from '../contacts/filter-store.ts';

/** Ends every statement of this transaction that takes longer. */
export async function limitTime(tx: Tx, ms: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(ms)}, true)`.execute(tx);
}

/** Whether a statement was ended by its time limit. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

export async function countMatching(tx: Tx, resolved: ResolvedFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from contacts c where ${matches(resolved, 'c')}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** About how many match, from one of so many blocks of the table: reads little, whatever the size. */
export async function countInSample(tx: Tx, resolved: ResolvedFilter, percent: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from contacts c tablesample system (${percent}) where ${matches(resolved, 'c')}`.execute(tx);
  return Math.round(((rows[0]?.n ?? 0) * 100) / percent);
}

/** About how many match, as the planner expects: asks for statistics only. */
export async function countByPlanner(tx: Tx, resolved: ResolvedFilter): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) select c.id from contacts c where ${matches(resolved, 'c')}`.execute(tx);
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

export interface SamplePerson {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
}

/**
 * A few who match, those added last. Many who match are met soon on the way back through the index; a few are found first and sorted, so
 * that the way does not lead past everyone.
 */
export async function sampleMatching(tx: Tx, resolved: ResolvedFilter, limit: number, rare: boolean): Promise<SamplePerson[]> {
  const few = rare
    ? sql`with hits as materialized (select c.id from contacts c where ${matches(resolved, 'c')})
        select id from hits order by id desc limit ${limit}`
    : sql`select c.id from contacts c where ${matches(resolved, 'c')} order by c.id desc limit ${limit}`;
  const { rows } = await sql<SamplePerson>`
    select s.id, ${displayName('s')} as name, s.phone, s.email from contacts s
    where s.workspace_id = ${resolved.workspaceId} and s.id in (${few}) order by s.id desc`.execute(tx);
  return rows;
}
