import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { joinByKey } from './known-store.ts';
import type { ImportRow } from './store.ts';
import { forgetOwnConsent, handOn, heldByOther } from './undo-chain-store.ts';
import {
  changedSince,
  closeRequests,
  forgetGiven,
  ledgerLine,
  messaged,
  noUndo,
  ofImport,
  ownConsent,
  type UndoStep,
} from './undo-conditions-store.ts';

/**
 * Deletes the next people whom the import added, as any deletion does: they can be brought back by the import's id as that of the deletion. Of
 * those whom somebody changed since, list entries, tags and the consent are taken back as far as they are unchanged. Call undoChanges to its end before.
 */
export async function undoAdded(tx: Tx, row: ImportRow, limit: number): Promise<UndoStep> {
  await joinByKey(tx);
  // In the order of the index over ids: sorting all that are left for each step would take longer with each.
  await sql`select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(tx);
  await sql`
    create temp table undo_people on commit drop as
    with next as (
      select c.id, ${changedSince(row)} as changed, ${ownConsent} as own from contacts c
      where ${ofImport(row)} and c.id > coalesce(${row.undo_mark}::uuid, '00000000-0000-0000-0000-000000000000')
      order by c.id limit ${limit} for update of c
    ) select id as contact_id, changed, own, ${messaged(sql`next.id`, row)} as messaged from next`.execute(tx);
  await sql`create index on undo_people (contact_id)`.execute(tx);
  await closeRequests(tx, row, sql`select contact_id from undo_people where not messaged`);
  const taken = await sql`
    with taken as (
      update contacts c set sms_consent = 'unknown', sms_agreed = '{}', sms_consent_at = now()
      from undo_people u where not u.messaged and u.own and c.id = u.contact_id returning c.id, c.phone
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, evidence, actor_name)
    select ${row.workspace_id}::uuid, id, phone, 'sms', 'unknown', 'all', 'import', ${ledgerLine(row)}, ${row.undo_by?.name ?? null}::text from taken`.execute(
    tx,
  );
  const since = await forgetGiven(tx, row, sql`select contact_id from undo_people where not messaged and not own`);
  await forgetOwnConsent(tx);
  const mapping = row.mapping as { readonly list_ids?: readonly string[]; readonly tag_ids?: readonly string[] } | null;
  for (const [column, ids] of [
    ['list_ids', mapping?.list_ids ?? []],
    ['tag_ids', mapping?.tag_ids ?? []],
  ] as const) {
    if (ids.length === 0) continue;
    await handOn(
      tx,
      row,
      column,
      sql`select u.contact_id, x.of from undo_people u cross join unnest(${[...ids]}::uuid[]) x(of) where u.changed and not u.messaged`,
    );
    const [table, group] = column === 'list_ids' ? (['list_entries', 'list_id'] as const) : (['contact_tags', 'tag_id'] as const);
    await sql`delete from ${sql.table(table)} e using undo_people u where u.changed and not u.messaged and e.contact_id = u.contact_id
      and e.${sql.ref(group)} = any(${[...ids]}::uuid[]) and not ${heldByOther(row, column, sql`e.contact_id`, sql.ref(`e.${group}`))}`.execute(
      tx,
    );
  }
  await sql`
    update contacts c set deleted_at = now(), deletion_id = ${row.id}::uuid
    from undo_people u where not u.messaged and not u.changed and c.id = u.contact_id`.execute(tx);
  const { rows } = await sql<{ people: number; removed: number; changed: number; messaged: number; mark: string | null }>`
    select count(*)::int as people, count(*) filter (where not messaged and not changed)::int as removed,
      count(*) filter (where not messaged and changed)::int as changed, count(*) filter (where messaged)::int as messaged,
      (array_agg(contact_id order by contact_id desc))[1] as mark from undo_people`.execute(tx);
  const { people = 0, removed = 0, changed = 0, messaged: left = 0, mark = null } = rows[0] ?? {};
  return {
    people,
    counts: { ...noUndo, removed, changed, messaged: left, consents: Number(taken.numAffectedRows ?? 0) + since },
    mark,
  };
}
