import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { agreedNumbers } from './agreed-numbers-store.ts';
import { changedColumns, keepChanges } from './history-store.ts';
import type { MergePlan } from './merge-plan.ts';
import { plainColumns } from './staged-row.ts';

type Value = RawBuilder<unknown>;

const otherPlain = plainColumns.filter((column) => column !== 'first_name' && column !== 'last_name');

/**
 * Brings people who are there up to what the rows of import_rows say, by the import's choice; never with a blank, and only where something
 * differs, so that the same file a second time writes nothing. import_updated then holds the ids of those who changed.
 */
export async function updateExisting(tx: Tx, plan: MergePlan): Promise<void> {
  await sql`
    create temp table import_updated (id uuid primary key, consent_changed boolean not null default false, was_consent text, was_purpose text, was_agreed jsonb,
      was_updated_at timestamptz, was_consent_at timestamptz, changes jsonb, phones text[], emails text[]) on commit drop`.execute(
    tx,
  );
  await changeConsents(tx, plan);
  if (plan.existing !== 'skip') {
    await addAddresses(tx, plan, 'phone');
    await addAddresses(tx, plan, 'email');
    await updateContacts(tx, plan);
    await markPreferred(tx);
  }
  await keepChanges(tx, plan);
}

/** A value of the row c as it was before the statement that changes it: a query sees what was there when its statement began. */
const before = (value: Value): Value => sql`(select ${value} from contacts o where o.id = c.id)`;

/** The lines of staged rows that would change somebody who is there; nothing is written. */
export async function linesThatChange(tx: Tx, plan: MergePlan): Promise<Set<number>> {
  const conditions = [changesConsent(plan)];
  if (plan.existing !== 'skip') {
    const values = Object.entries(newValues(plan.existing));
    const now = sql.join(values.map(([name]) => sql.ref(`c.${name}`)));
    conditions.push(
      lacksAddress('phone', sql`unnest(m.phones)`),
      lacksAddress('email', sql`unnest(m.emails)`),
      sql`((${now}) is distinct from (${sql.join(values.map(([, value]) => value))}))`,
    );
  }
  const { rows } = await sql<{ line: number }>`
    select m.line from import_rows m join contacts c on c.id = m.id
    where m.known is not null and (${sql.join(conditions, sql` or `)})`.execute(tx);
  return new Set(rows.map((row) => row.line));
}

function lacksAddress(kind: 'phone' | 'email', values: Value): Value {
  return sql`exists (select 1 from ${values} p(value) where not exists (
    select 1 from contact_addresses a where a.contact_id = m.id and a.kind = ${kind} and a.value = p.value))`;
}

/** Whether the row m changes the consent of the contact c. */
function changesConsent(plan: MergePlan): Value {
  const silent = plan.existing === 'skip' || plan.yesWaitsDays !== null;
  const given = silent ? sql`false` : sql`m.consent = 'yes' and c.sms_consent <> 'no' and ${agreedAfter(plan)} <> c.sms_agreed`;
  return sql`((m.consent = 'no' and c.sms_consent <> 'no') or (${given}))`;
}

/**
 * The numbers for which somebody's yes stands after their row. Whoever agreed to information and now agrees to all is a consent given; the
 * other way around nothing is taken away.
 */
const agreedAfter = (plan: MergePlan): Value => sql`sms_agreed_also(c.sms_agreed, ${agreedNumbers}, ${plan.purpose})`;

/**
 * Gives consent for the numbers of the rows where it is still unknown, and takes it back where the file says no, also from people who are otherwise left alone. The
 * condition is on the row as it is at that moment: a STOP that comes in meanwhile is never overwritten.
 */
async function changeConsents(tx: Tx, plan: MergePlan): Promise<void> {
  await sql`
    with changed as (
      update contacts c set sms_consent = case when m.consent = 'no' then 'no' else c.sms_consent end, sms_consent_at = now(),
        sms_agreed = case when m.consent = 'yes' then ${agreedAfter(plan)} else '{}' end, updated_at = now()
      from import_rows m
      where c.id = m.id and m.known is not null and ${changesConsent(plan)} returning c.id, c.workspace_id, m.consent, m.agreed, m.phones, c.phone,
        ${before(sql`o.sms_consent`)} as was_consent, ${before(sql`o.sms_consent_purpose`)} as was_purpose, ${before(sql`o.sms_agreed`)} as was_agreed,
        ${before(sql`o.updated_at`)} as was_updated_at, ${before(sql`o.sms_consent_at`)} as was_consent_at
    ), settled as (
      update opt_in_requests r set closed_at = now(), ask_at = null,
        outcome = case when c.consent = 'yes' then 'granted' else 'withdrawn' end
      from changed c where r.workspace_id = c.workspace_id and r.contact_id = c.id and r.closed_at is null
        and (c.consent = 'no' or r.address = any(coalesce(c.agreed, array[coalesce(c.phones[1], c.phone)])))
    ) insert into import_updated (id, consent_changed, was_consent, was_purpose, was_agreed, was_updated_at, was_consent_at)
    select id, true, was_consent, was_purpose, was_agreed, was_updated_at, was_consent_at from changed`.execute(tx);
}

/** Gives people the addresses that they lack. */
async function addAddresses(tx: Tx, plan: MergePlan, kind: 'phone' | 'email'): Promise<void> {
  const values = sql.ref(kind === 'phone' ? 'm.phones' : 'm.emails');
  const column = sql.ref(kind === 'phone' ? 'phones' : 'emails');
  await sql`
    with added as (
      insert into contact_addresses (workspace_id, contact_id, kind, value, label)
      select ${plan.workspaceId}::uuid, m.id, ${kind}::text, p.value, m.labels ->> p.value
      from import_rows m cross join lateral unnest(${values}) p(value)
      where m.known is not null and not exists (
        select 1 from contact_addresses a where a.contact_id = m.id and a.kind = ${kind} and a.value = p.value)
      on conflict (contact_id, kind, value) do nothing returning contact_id, value
    ) insert into import_updated (id, ${column}) select contact_id, array_agg(value) from added group by contact_id
    on conflict (id) do update set ${column} = excluded.${column}`.execute(tx);
}

/** The values that a person gets, by column: the file's before the present ones, or the other way around. */
function newValues(mode: 'update' | 'fill_gaps'): Readonly<Record<string, Value>> {
  const take = (file: Value, there: Value): Value =>
    mode === 'update' ? sql`coalesce(${file}, ${there})` : sql`coalesce(${there}, ${file})`;
  const text = (column: string): Value => take(sql.ref(`m.${column}`), sql`nullif(${sql.ref(`c.${column}`)}, '')`);
  // A name that we split ourselves does not touch first and last name where the full name is the same: somebody may have corrected them.
  const keepSplit =
    mode === 'update' ? sql`c.full_name = m.full_name` : sql`num_nonnulls(c.first_name, c.last_name, c.full_name) > 0`;
  const split = (column: string): Value =>
    sql`case when not m.split_name then ${text(column)} when ${keepSplit} then ${sql.ref(`c.${column}`)} else ${sql.ref(`m.${column}`)} end`;
  const joined = sql`case when num_nonnulls(m.first_name, m.last_name) = 0 then null
    when ${text('first_name')} is not distinct from c.first_name and ${text('last_name')} is not distinct from c.last_name then null
    else nullif(concat_ws(' ', ${text('first_name')}, ${text('last_name')}), '') end`;
  return {
    first_name: split('first_name'),
    last_name: split('last_name'),
    full_name: take(sql`coalesce(m.full_name, ${joined})`, sql`nullif(c.full_name, '')`),
    ...Object.fromEntries(otherPlain.map((column) => [column, text(column)])),
    birthday: take(sql`m.birthday`, sql`c.birthday`),
    external_id: sql`coalesce(c.external_id, m.external_id)`,
    custom: mode === 'update' ? sql`c.custom || coalesce(m.custom, '{}')` : sql`coalesce(m.custom, '{}') || c.custom`,
    phone: take(sql`m.phones[1]`, sql`c.phone`),
    email: take(sql`m.emails[1]`, sql`c.email`),
  };
}

async function updateContacts(tx: Tx, plan: MergePlan): Promise<void> {
  if (plan.existing === 'skip') return;
  const values = newValues(plan.existing);
  const names = Object.keys(values);
  const list = (alias: string) => sql.join(names.map((name) => sql.ref(`${alias}.${name}`)));
  const addresses = (kind: string) =>
    sql`(select array_agg(a.value order by a.value = v.phone or a.value = v.email desc, a.value) from contact_addresses a where a.contact_id = v.id and a.kind = ${kind})`;
  await sql`
    with wanted as (
      select m.id, ${sql.join(Object.entries(values).map(([name, value]) => sql`${value} as ${sql.ref(name)}`))}
      from import_rows m join contacts c on c.id = m.id where m.known is not null
    ), changed as (
      update contacts c set ${sql.join(names.map((name) => sql`${sql.ref(name)} = ${sql.ref(`v.${name}`)}`))},
        search = contact_search_text(v.first_name, v.last_name, v.full_name, v.company, ${addresses('email')}, ${addresses('phone')}),
        updated_at = now()
      from wanted v
      where c.id = v.id and ((${list('c')}) is distinct from (${list('v')}) or c.id in (select id from import_updated))
      returning c.id, ${plan.undoable === true ? before(changedColumns(names)) : sql`null::jsonb`} as changes,
        ${before(sql`o.updated_at`)} as was_updated_at
    ) insert into import_updated as there (id, changes, was_updated_at) select id, changes, was_updated_at from changed
    on conflict (id) do update set changes = excluded.changes, was_updated_at = coalesce(there.was_updated_at, excluded.was_updated_at)`.execute(
    tx,
  );
}

/** The preferred address of each kind is the one on the contact. */
async function markPreferred(tx: Tx): Promise<void> {
  await sql`
    update contact_addresses a set preferred = not a.preferred
    from import_updated u join contacts c on c.id = u.id
    where a.contact_id = u.id and a.preferred <> (a.value = coalesce(case a.kind when 'phone' then c.phone else c.email end, ''))`.execute(
    tx,
  );
}
