import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { newId } from '../lib/clock.ts';

/** Stands in every text of the seeded rows: where it shows up, they were read. */
export const marker = 'seeded-marker-row';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly needed: boolean;
  /** The table whose row this column refers to. */
  readonly refers: string | null;
  /** The values that a check allows, first of all. */
  readonly choice: string | null;
}

/** Every column of every table with a workspace_id, from the database's own catalogue: tables added later are seeded too. */
async function listColumns(db: Database): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull and not a.atthasdef as needed,
      (select f.confrelid::regclass::text from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]) as refers,
      (select substring(pg_get_constraintdef(k.oid) from '''([^'']+)''::text') from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) like '%ARRAY[%' limit 1) as choice
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and (c.relname = 'workspaces' or exists (select 1 from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id'))
    order by c.oid, a.attnum`.execute(db.open);
  return rows;
}

/**
 * Puts one row into every tenant table for the workspace. Returns the id of each table's row. A table whose rows need more than the
 * catalogue tells (a check over several columns) is left out; the tests name those they rely on.
 */
export async function seedEveryTable(db: Database, workspaceId: string, userId: string): Promise<ReadonlyMap<string, string>> {
  const ids = new Map([
    ['workspaces', workspaceId],
    ['users', userId],
  ]);
  const byTable = Map.groupBy(await listColumns(db), (column) => column.table);
  byTable.delete('workspaces');
  // Rows that refer to others come after them: go round until nothing more can be made.
  for (let made = 1; made > 0; ) {
    made = 0;
    for (const [table, columns] of byTable) {
      if (
        ids.has(table) ||
        columns.some((column) => column.refers !== null && column.refers !== table && !ids.has(column.refers))
      )
        continue;
      byTable.delete(table);
      const id = await insertRow(db, table, columns, ids).catch(() => undefined);
      if (id === undefined) continue;
      ids.set(table, id);
      made += 1;
    }
  }
  return ids;
}

async function insertRow(db: Database, table: string, columns: readonly Column[], ids: ReadonlyMap<string, string>) {
  const id = newId();
  const values = columns.flatMap((column): [string, unknown][] => {
    if (column.column === 'id' && column.type === 'uuid') return [['id', id]];
    if (column.column === 'workspace_id') return [['workspace_id', ids.get('workspaces')]];
    if (column.refers !== null && column.refers !== table) return [[column.column, ids.get(column.refers)]];
    return column.needed ? [[column.column, sampleFor(column)]] : [];
  });
  await db.system(async (tx) => {
    await sql`insert into ${sql.table(table)} (${sql.join(values.map(([name]) => sql.ref(name)))})
      values (${sql.join(values.map(([, value]) => sql`${value}`))})`.execute(tx);
  });
  return id;
}

function sampleFor({ type, choice }: Column): unknown {
  if (choice !== null) return choice;
  if (type === 'uuid') return newId();
  if (type.startsWith('timestamp')) return '2026-05-05T12:00:00Z';
  if (type === 'date') return '2026-05-05';
  if (type === 'boolean') return false;
  if (type === 'jsonb') return JSON.stringify({ note: marker });
  if (type === 'bytea') return Buffer.from(marker);
  return /int|real|double|numeric/.test(type) ? 1 : marker;
}

/** A fingerprint of all that a workspace has, by table: equal when nothing was changed. */
export async function fingerprint(db: Database, workspaceId: string): Promise<Record<string, string>> {
  const tables = [...new Set((await listColumns(db)).map((column) => column.table))];
  return db.system(async (tx) => {
    const prints: Record<string, string> = {};
    for (const table of tables) {
      const owner = sql.ref(table === 'workspaces' ? 'id' : 'workspace_id');
      const { rows } = await sql<{ print: string }>`
        select coalesce(md5(string_agg(t::text, '|' order by t::text)), 'empty') as print
        from ${sql.table(table)} t where ${owner} = ${workspaceId}`.execute(tx);
      prints[table] = rows[0]?.print ?? 'empty';
    }
    return prints;
  });
}
