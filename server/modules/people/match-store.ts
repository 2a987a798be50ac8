import type { Evidence } from '@tidings/core/contacts/duplicate-evidence';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** By what somebody is found who may be the same person. */
export interface MatchKeys {
  readonly contactId: string;
  readonly nameKey: string | null;
  readonly initials: string;
  readonly mailKey: string | null;
}

/** More people than these at one number or address are an organisation or a stopgap: only whose initials agree are compared. */
const mostAtOneAddress = 200;
/** In an organisation of more, or of more with the same initials, only whose whole names agree are: those are found by name. */
const mostByInitials = 20_000;
const mostOfOneInitials = 300;
/** A name that more people have than these is compared only where something else agrees, too. */
export const mostOfOneName = 8;
/** A name that more people have than these is no name ("Guest"). */
const mostOfAnyName = 2_000;
/** What more people have in common than these says nobody: "newsletter@" at many houses, an id "0". */
const mostOfOneKey = 20;

export interface MatchPerson {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly full_name: string | null;
  readonly birthday: string | null;
  readonly address_line1: string | null;
  readonly postal_code: string | null;
  readonly city: string | null;
  readonly id_key: string | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

/** What is compared of these people, if they are there. */
export async function readMatchPeople(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<MatchPerson[]> {
  const { rows } = await sql<MatchPerson>`
    select c.id, c.first_name, c.last_name, c.full_name, c.birthday, c.address_line1, c.postal_code, c.city, plain_external_id(c.external_id) as id_key,
      coalesce(a.phones, '{}') as phones, coalesce(a.emails, '{}') as emails
    from unnest(${[...ids]}::uuid[]) t(id) join lateral (select * from contacts where id = t.id offset 0) c on true
    left join lateral (
      select array_agg(d.value order by d.preferred desc, d.id) filter (where d.kind = 'phone') as phones,
        array_agg(d.value order by d.preferred desc, d.id) filter (where d.kind = 'email') as emails
      from contact_addresses d where d.contact_id = c.id
    ) a on true
    where c.workspace_id = ${workspaceId} and c.deleted_at is null`.execute(tx);
  return rows;
}

/** Keeps the keys of these people, the external id's, too. What is right already is not written. */
export async function saveKeys(tx: Tx, workspaceId: string, keys: readonly MatchKeys[]): Promise<void> {
  await sql`
    insert into contact_match_keys as k (workspace_id, contact_id, name_key, initials, mail_key, id_key)
    select ${workspaceId}::uuid, t.id, t.name_key, t.initials, t.mail_key, plain_external_id(c.external_id)
    from unnest(${keys.map((one) => one.contactId)}::uuid[], ${keys.map((one) => one.nameKey)}::text[],
      ${keys.map((one) => one.initials)}::text[], ${keys.map((one) => one.mailKey)}::text[]) t(id, name_key, initials, mail_key)
    join lateral (select external_id from contacts where id = t.id offset 0) c on true
    on conflict (contact_id) do update set name_key = excluded.name_key, initials = excluded.initials, mail_key = excluded.mail_key, id_key = excluded.id_key
    where (k.name_key, k.initials, k.mail_key, k.id_key) is distinct from (excluded.name_key, excluded.initials, excluded.mail_key, excluded.id_key)`.execute(
    tx,
  );
}

/** Two contacts that have something in common. */
export interface Candidate {
  readonly one: string;
  readonly other: string;
}

/** A name, and how many have it, up to one more than are compared. */
export interface NameGroup {
  readonly nameKey: string;
  readonly ids: readonly string[];
}

/**
 * Who has a number or an e-mail address in common with one of these people. Each value is looked up in the index by itself: a join over all
 * would compare each with each while the planner has no statistics. Nobody is left out of a large group whose initials agree.
 */
export async function findByAddress(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    with mine as materialized (
      select a.contact_id, a.kind, a.value, k.initials from unnest(${[...ids]}::uuid[]) t(id)
      join lateral (select contact_id, kind, value from contact_addresses where contact_id = t.id offset 0) a on true
      join lateral (select initials from contact_match_keys where contact_id = t.id offset 0) k on true
    ), sizes as materialized (
      select v.kind, v.value, g.n from (select distinct kind, value from mine) v
      cross join lateral (select count(*) as n from (select 1 from contact_addresses d where d.workspace_id = ${workspaceId}
        and d.kind = v.kind and d.value = v.value limit ${mostByInitials + 1}) x) g
      where g.n between 2 and ${mostByInitials}
    )
    select m.contact_id as one, d.contact_id as other
    from sizes s join mine m on m.kind = s.kind and m.value = s.value
    cross join lateral (select contact_id from contact_addresses d where d.workspace_id = ${workspaceId} and d.kind = s.kind and d.value = s.value
      offset 0) d
    where s.n <= ${mostAtOneAddress} and d.contact_id <> m.contact_id
    union all
    select m.contact_id, d.contact_id
    from (select s.kind, s.value, k.initials, array_agg(d.contact_id) as ids from sizes s
      cross join lateral (select contact_id from contact_addresses d where d.workspace_id = ${workspaceId} and d.kind = s.kind and d.value = s.value
        offset 0) d
      cross join lateral (select initials from contact_match_keys where contact_id = d.contact_id offset 0) k
      where s.n > ${mostAtOneAddress} group by 1, 2, 3 having count(*) between 2 and ${mostOfOneInitials}) g
    join mine m on m.kind = g.kind and m.value = g.value and m.initials = g.initials
    cross join lateral unnest(g.ids) d(contact_id)
    where d.contact_id <> m.contact_id`.execute(tx);
  return rows;
}

/** Everybody of the names that these people have, as long as few have them; of a name that many have, one person more than that. */
export async function findByName(tx: Tx, workspaceId: string, nameKeys: readonly string[]): Promise<NameGroup[]> {
  const { rows } = await sql<NameGroup>`
    select v.name_key as "nameKey", g.ids from unnest(${[...nameKeys]}::text[]) v(name_key)
    cross join lateral (select array_agg(x.contact_id) as ids from (select k.contact_id from contact_match_keys k
      where k.workspace_id = ${workspaceId} and k.name_key = v.name_key limit ${mostOfOneName + 1}) x) g
    where cardinality(g.ids) > 1`.execute(tx);
  return rows;
}

/** Of the many who have a common name: who has something else in common with one of these people, too. */
export async function findByCommonName(
  tx: Tx,
  workspaceId: string,
  people: readonly { readonly id: string; readonly nameKey: string }[],
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    with named as materialized (
      select v.name_key, c.id, c.birthday, c.postal_code, lower(c.address_line1) as line1, c.phone
      from (select distinct name_key from unnest(${people.map((one) => one.nameKey)}::text[]) t(name_key)) v
      cross join lateral (select array_agg(x.contact_id) as ids from (select k.contact_id from contact_match_keys k
        where k.workspace_id = ${workspaceId} and k.name_key = v.name_key limit ${mostOfAnyName + 1}) x) g
      cross join lateral unnest(g.ids) i(id)
      join lateral (select * from contacts where id = i.id and deleted_at is null offset 0) c on true
      where cardinality(g.ids) <= ${mostOfAnyName}
    ), keyed as materialized (
      select n.id, n.name_key || ' ' || x.key as key from named n
      cross join lateral (values ('b ' || n.birthday), ('h ' || n.postal_code || n.line1), ('p ' || right(n.phone, 6)), ('q ' || left(n.phone, -6))) x(key)
      where x.key is not null
    ), together as (
      select array_agg(id) as ids from keyed group by key having count(*) between 2 and ${mostAtOneAddress}
    )
    select distinct m.id as one, o.id as other
    from together t cross join lateral unnest(t.ids) m(id) cross join lateral unnest(t.ids) o(id)
    where m.id <> o.id and m.id = any (${people.map((one) => one.id)}::uuid[])`.execute(tx);
  return rows;
}

/** Who has the same in an e-mail address, or as an external id, as one of these people. */
export async function findByKeys(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Candidate[]> {
  const by = (key: 'mail_key' | 'id_key') => sql`
    select m.contact_id as one, o.id as other from unnest(${[...ids]}::uuid[]) t(id)
    join lateral (select contact_id, ${sql.ref(key)} as key from contact_match_keys where contact_id = t.id offset 0) m on m.key is not null
    cross join lateral (select array_agg(x.contact_id) as ids from (select k.contact_id from contact_match_keys k
      where k.workspace_id = ${workspaceId} and ${sql.ref(`k.${key}`)} = m.key limit ${mostOfOneKey + 1}) x) g
    cross join lateral unnest(g.ids) o(id)
    where cardinality(g.ids) between 2 and ${mostOfOneKey} and o.id <> m.contact_id`;
  const { rows } = await sql<Candidate>`${by('mail_key')} union all ${by('id_key')}`.execute(tx);
  return rows;
}

/** Which of these pairs are on a list of at most so many people together. */
export async function pairsOnOneList(
  tx: Tx,
  workspaceId: string,
  pairs: readonly Candidate[],
  most: number,
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select p.one, p.other from unnest(${pairs.map((pair) => pair.one)}::uuid[], ${pairs.map((pair) => pair.other)}::uuid[]) p(one, other)
    where exists (select 1 from list_entries a join list_entries b on b.list_id = a.list_id and b.contact_id = p.other
      where a.workspace_id = ${workspaceId} and a.contact_id = p.one
        and (select count(*) from (select 1 from list_entries e where e.list_id = a.list_id limit ${most + 1}) x) <= ${most})`.execute(
    tx,
  );
  return rows;
}

/** Two contacts that may be one person, the older first. */
export interface FoundPair extends Evidence {
  readonly firstId: string;
  readonly secondId: string;
}

/**
 * Puts what was found for these people in the place of what stood there; what was dismissed stays. The contacts that pairs will refer to are
 * locked in the order of their ids, as a merge does it, so that the two never wait for each other.
 */
export async function saveFound(tx: Tx, workspaceId: string, ids: readonly string[], found: readonly FoundPair[]): Promise<void> {
  const involved = [...new Set([...ids, ...found.flatMap((pair) => [pair.firstId, pair.secondId])])];
  await sql`select 1 from contacts where workspace_id = ${workspaceId} and id = any (${involved}::uuid[]) order by id for key share`.execute(
    tx,
  );
  const stale = (side: string) => sql`delete from contact_duplicates d using unnest(${[...ids]}::uuid[]) t(id)
    where ${sql.ref(`d.${side}`)} = t.id and d.workspace_id = ${workspaceId} and d.dismissed_at is null`;
  await stale('first_id').execute(tx);
  await stale('second_id').execute(tx);
  await sql`
    insert into contact_duplicates as d (workspace_id, first_id, second_id, strength, reasons)
    select ${workspaceId}::uuid, f.a, f.b, f.strength, string_to_array(f.reasons, ',') from unnest(${found.map((one) => one.firstId)}::uuid[],
      ${found.map((one) => one.secondId)}::uuid[], ${found.map((one) => one.strength)}::text[], ${found.map((one) => one.reasons.join(','))}::text[])
      f(a, b, strength, reasons)
    on conflict (workspace_id, first_id, second_id) do update set strength = excluded.strength, reasons = excluded.reasons`.execute(
    tx,
  );
}
