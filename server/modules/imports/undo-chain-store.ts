import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ImportRow } from './store.ts';

/*
 * The imports that changed a person are a chain in import_changes. When one of them is undone before a later one, what the later one remembers as
 * having been there before it must not bring back what is taken away now.
 */

/** Takes the import out of the chain of the people of undo_people who are `undone`. Call it before anything of theirs is restored. */
export async function takeOutOfChain(tx: Tx, row: ImportRow): Promise<void> {
  const later = sql`h.contact_id = u.contact_id and h.import_id <> ${row.id}::uuid`;
  await sql`
    with links as (
      select distinct on (u.contact_id, k.key) u.contact_id, h.import_id, k.key, k.value as wrote, u.before ->> k.key as was, h.before ->> k.key as found
      from undo_people u cross join lateral jsonb_each_text(u.after) k
        join import_changes h on ${later} and h.at > u.at and h.before ? k.key
      where u.undone order by u.contact_id, k.key, h.at
    ), mended as (
      select contact_id, import_id, jsonb_object_agg(key, case when key = 'custom' then (${ownFields})::text else was end) as before
      from links where key = 'custom' or found = wrote group by contact_id, import_id
    )
    update import_changes h set before = h.before || mended.before from mended
    where h.import_id = mended.import_id and h.contact_id = mended.contact_id`.execute(tx);
  await sql`update import_changes h set was_consent = u.was_consent, was_purpose = u.was_purpose, was_agreed = u.was_agreed, was_consent_at = u.was_consent_at
    from undo_people u where u.undone and ${later} and h.was_consent is not null and h.was_consent_at = u.consent_at`.execute(tx);
  await sql`update import_changes h set was_updated_at = u.was_updated_at
    from undo_people u where u.undone and ${later} and h.was_updated_at = u.wrote_at`.execute(tx);
}

/** Own fields, each by itself: what the later import found is what this one wrote, or is left as it is. */
const ownFields = sql`(
  select coalesce(jsonb_object_agg(field, value), '{}') from (
    select field, case when found::jsonb -> field is not distinct from wrote::jsonb -> field then was::jsonb -> field else found::jsonb -> field end as value
    from jsonb_object_keys(found::jsonb || was::jsonb) field
  ) fields where value is not null)`;

/** People whom the import added with their consent, and who stay as a later import changed them: it does not bring that consent back. */
export async function forgetOwnConsent(tx: Tx): Promise<void> {
  await sql`
    update import_changes h set was_consent = 'unknown', was_agreed = '{}' from undo_people u join contacts c on c.id = u.contact_id
    where u.changed and not u.messaged and h.contact_id = u.contact_id and h.was_consent is not null and h.was_consent_at = c.created_at`.execute(
    tx,
  );
}

/**
 * Lists or tags that a later import, too, would have given these people become its own to take back, and stay until then. `groups` has a
 * row `contact_id`, `of` for each.
 */
export async function handOn(tx: Tx, row: ImportRow, column: 'list_ids' | 'tag_ids', groups: RawBuilder<unknown>): Promise<void> {
  const name = sql.ref(column);
  await sql`
    with claims as (
      select distinct on (g.contact_id, g.of) g.contact_id, g.of, h.import_id from (${groups}) g
      join import_changes h on h.contact_id = g.contact_id and h.import_id <> ${row.id}::uuid
      join imports i on i.id = h.import_id and i.mapping -> ${column}::text ? g.of::text
      order by g.contact_id, g.of, h.at
    )
    update import_changes h set ${name} = h.${name} || c.ids
    from (select import_id, contact_id, array_agg(of) as ids from claims group by import_id, contact_id) c
    where h.import_id = c.import_id and h.contact_id = c.contact_id`.execute(tx);
}

/** Whether another import has this list or tag to take back from the person. */
export const heldByOther = (
  row: ImportRow,
  column: 'list_ids' | 'tag_ids',
  contactId: RawBuilder<unknown>,
  of: RawBuilder<unknown>,
) =>
  sql`exists (select 1 from import_changes h where h.contact_id = ${contactId} and h.import_id <> ${row.id}::uuid and ${of} = any(h.${sql.ref(column)}))`;
