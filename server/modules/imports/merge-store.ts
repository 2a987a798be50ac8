import { sql } from 'kysely';
import type { BulkTx } from '../../db/bulk.ts';
import type { Tx } from '../../db/database.ts';
import { changeEntries } from '../contacts/entries-store.ts';
import { listFieldsOf } from '../contacts/entry-fields-store.ts';
import { agreedNumbers } from './agreed-numbers-store.ts';
import { evidence } from './evidence-store.ts';
import { indexStaging, keepAdded, keepDetailed } from './history-store.ts';
import type { MatchedRow } from './match-rows.ts';
import type { MergePlan } from './merge-plan.ts';
import { repeatRefusals } from './refusals-store.ts';
import { plainColumns } from './staged-row.ts';
import { stagingColumns, stagingLines } from './staging-lines.ts';
import { updateExisting } from './update-store.ts';

/** What a merge changed beside the new people. */
export interface Merged {
  /** People known before this import who were changed. */
  readonly updated: number;
  readonly consents: number;
}

/**
 * Stores rows that know whom they are about: COPY into a staging table, then one statement for each kind of thing, whatever the number of rows.
 * finishRows does the rest.
 */
export async function mergeRows({ tx, copy }: BulkTx, plan: MergePlan, rows: readonly MatchedRow[]): Promise<Merged> {
  const known = await stageRows({ tx, copy }, rows);
  await insertNew(tx, plan);
  if (known) await updateExisting(tx, plan);
  const consents = await recordConsents(tx, plan, known);
  if (known) await repeatRefusals(tx, plan);
  if (plan.yesWaitsDays !== null) await requestConsents(tx, plan, plan.yesWaitsDays);
  const keeps = known && plan.undoable === true;
  if (keeps && (plan.listIds.length > 0 || plan.tagIds.length > 0)) await indexStaging(tx);
  await addToListsAndTags(tx, plan, keeps);
  const { rows: counts } = known
    ? await sql<{ n: number }>`
        select count(*)::int as n from import_updated u join import_rows m on m.id = u.id where not m.seen_before`.execute(tx)
    : { rows: [] };
  return { updated: counts[0]?.n ?? 0, consents };
}

/** Gives the merged rows the tags that they name, and makes room for further rows in the same transaction. */
export async function finishRows(tx: Tx, plan: MergePlan): Promise<void> {
  if (plan.tagColumn) {
    if (plan.undoable === true) await indexStaging(tx);
    await addNamedTags(tx, plan);
  }
  await sql`drop table if exists pg_temp.import_rows, pg_temp.import_updated`.execute(tx);
}

/** Puts the rows into a staging table. Returns whether some are about people who are here already. */
export async function stageRows({ tx, copy }: BulkTx, rows: readonly MatchedRow[]): Promise<boolean> {
  await createStaging(tx);
  await copy('import_rows', stagingColumns, stagingLines(rows));
  return rows.some((row) => row.known !== null);
}

/** The staging table is temporary: nobody else sees it, and it goes with the transaction. */
async function createStaging(tx: Tx): Promise<void> {
  // The search index takes new entries on a list that is sorted in later, in bulk (see flushSearchIndex).
  await sql`set local gin_pending_list_limit = '256MB'`.execute(tx);
  await sql`
    create temp table import_rows (
      id uuid, line int, known uuid, seen_before boolean, kept_opted_out boolean, external_id text, phones text[],
      emails text[], labels jsonb, full_name text, split_name boolean, search text, ${sql.raw(plainColumns.map((column) => `${column} text`).join(', '))},
      birthday date, custom jsonb, entry jsonb, tags text[], consent text, consent_value text, agreed text[]
    ) on commit drop`.execute(tx);
}

/** Sorts the waiting entries of the search index in. Until then search is right, but slower. Takes a lock on the waiting list only. */
export async function flushSearchIndex(tx: Tx): Promise<void> {
  await sql`select gin_clean_pending_list('contacts_search'::regclass)`.execute(tx);
}

/** Adds the new people with their addresses. */
async function insertNew(tx: Tx, plan: MergePlan): Promise<void> {
  const plain = sql.join(plainColumns.map((column) => sql.ref(column)));
  await sql`
    insert into contacts (id, workspace_id, full_name, ${plain}, birthday, external_id, custom, phone, email, sms_consent, sms_consent_at,
      sms_consent_purpose, sms_agreed, origin, search, import_id)
    select m.id, ${plan.workspaceId}::uuid, coalesce(m.full_name, nullif(concat_ws(' ', m.first_name, m.last_name), '')), ${plain},
      m.birthday, m.external_id, coalesce(m.custom, '{}'), m.phones[1], m.emails[1], coalesce(${countingConsent(plan)}, 'unknown'),
      case when ${countingConsent(plan)} is not null then now() end, case when m.consent = 'yes' then ${plan.purpose} else 'all' end, ${agreedOfNew(plan)}, 'import', m.search, ${plan.importId}::uuid
    from import_rows m where m.known is null`.execute(tx);
  for (const kind of ['phone', 'email'] as const) {
    await sql`
      insert into contact_addresses (workspace_id, contact_id, kind, value, preferred, label)
      select ${plan.workspaceId}::uuid, m.id, ${kind}::text, p.value, p.place = 1, m.labels ->> p.value
      from import_rows m cross join lateral unnest(${sql.ref(kind === 'phone' ? 'm.phones' : 'm.emails')}) with ordinality p(value, place)
      where m.known is null`.execute(tx);
  }
}

/** The consent that a row gives or withdraws at once: none where a yes waits for the person's own. */
function countingConsent(plan: MergePlan) {
  return plan.yesWaitsDays === null ? sql`m.consent` : sql`nullif(m.consent, 'yes')`;
}

/** The yes of somebody new is for the number of their row, or, where rows were joined, for those of the rows that said so. */
function agreedOfNew(plan: MergePlan) {
  return plan.yesWaitsDays !== null
    ? sql`'{}'::jsonb`
    : sql`case when m.consent is distinct from 'yes' then '{}' when m.agreed is null then jsonb_build_object(coalesce(m.phones[1], ''), ${plan.purpose}::text)
        else sms_agreed_also('{}', m.agreed, ${plan.purpose}) end`;
}

/**
 * Opens a request for each person whom the file says agreed, unless they did so already or are being asked: they are asked by text, in bulk's
 * turn, and count once they say YES.
 */
async function requestConsents(tx: Tx, plan: MergePlan, days: number): Promise<void> {
  await sql`
    insert into opt_in_requests (workspace_id, contact_id, address, purpose, source, wording, evidence, actor_name, priority, expires_at)
    select ${plan.workspaceId}::uuid, c.id, n.number, ${plan.purpose}, ${plan.from ?? 'import'}::text, ${plan.wording}::text, ${evidence(plan)}, ${plan.actorName}::text,
      2, now() + make_interval(days => ${days})
    from import_rows m join contacts c on c.id = m.id cross join lateral (select (${agreedNumbers})[1] as number) n
    where m.consent = 'yes' and n.number <> '' and c.sms_consent <> 'no' and (m.known is null or ${plan.existing}::text <> 'skip')
      and coalesce(c.sms_agreed ->> n.number, '') not in ('all', ${plan.purpose})
    on conflict (workspace_id, contact_id) where closed_at is null do nothing`.execute(tx);
}

/** Writes down every consent given or withdrawn by these rows, with its evidence: of new people, and of those whose consent changed. A yes has a line for each number. */
async function recordConsents(tx: Tx, plan: MergePlan, known: boolean): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${plan.workspaceId}::uuid, m.id, m.address, 'sms', m.consent, case when m.consent = 'yes' then ${plan.purpose} else 'all' end, ${plan.from ?? 'import'}::text,
      ${plan.wording}::text, ${evidence(plan)},
      ${plan.actorName}::text
    from (
      select m.id, case when m.consent = 'yes' then n.number else m.phones[1] end as address, m.consent, m.line, m.consent_value, m.kept_opted_out
      from import_rows m left join lateral unnest(coalesce(m.agreed, m.phones[1:1])) n(number) on m.consent = 'yes'
      where m.known is null and ${countingConsent(plan)} is not null
      ${
        known
          ? sql`union all select m.id, case when m.consent = 'yes' then nullif(n.number, '') else coalesce(m.phones[1], c.phone) end, m.consent, m.line,
                m.consent_value, false
              from import_rows m join import_updated u on u.id = m.id join contacts c on c.id = m.id
                left join lateral unnest(${agreedNumbers}) n(number) on m.consent = 'yes'
              where u.consent_changed`
          : sql``
      }
    ) m`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

async function addToListsAndTags(tx: Tx, plan: MergePlan, keeps: boolean): Promise<void> {
  // Lists and tags may have been removed since the mapping was made.
  if (plan.listIds.length > 0) {
    const put = sql`
      insert into list_entries (workspace_id, list_id, contact_id)
      select l.workspace_id, l.id, m.id from import_rows m cross join lists l
      where l.workspace_id = ${plan.workspaceId} and l.id = any(${plan.listIds}::uuid[]) on conflict do nothing returning contact_id, list_id as of`;
    await (keeps ? keepAdded(tx, plan, 'list_ids', put) : put.execute(tx));
    if (plan.entryColumns) await writeDetails(tx, plan, keeps);
  }
  if (plan.tagIds.length > 0) {
    const give = sql`
      insert into contact_tags (workspace_id, contact_id, tag_id)
      select t.workspace_id, m.id, t.id from import_rows m cross join tags t
      where t.workspace_id = ${plan.workspaceId} and t.id = any(${plan.tagIds}::uuid[]) on conflict do nothing returning contact_id, tag_id as of`;
    await (keeps ? keepAdded(tx, plan, 'tag_ids', give) : give.execute(tx));
  }
}

/** What the file says of each entry, as far as its list has such a detail. */
async function writeDetails(tx: Tx, plan: MergePlan, keeps: boolean): Promise<void> {
  const { workspaceId, listIds, existing, importId } = plan;
  const after = existing === 'update' ? sql`e.details || f.entry` : sql`f.entry || e.details`;
  const by = { origin: plan.from === 'sheet' ? 'sheet' : 'import', originId: importId, byName: plan.actorName } as const;
  let changed = 0;
  for (const listId of listIds) {
    const keys = (await listFieldsOf(tx, workspaceId, [listId])).map((one) => one.key);
    if (keys.length === 0) continue;
    changed += await changeEntries(
      tx,
      workspaceId,
      by,
      sql`update list_entries e set details = ${after}
        from (
          select m.id, (select jsonb_object_agg(k.key, k.value) from jsonb_each(m.entry) k where k.key = any(${keys}::text[])) as entry
          from import_rows m where m.entry is not null and (m.known is null or ${existing}::text <> 'skip')
        ) f
        where e.workspace_id = ${workspaceId} and e.list_id = ${listId} and e.contact_id = f.id and f.entry is not null
          and e.details is distinct from ${after}`,
    );
  }
  if (keeps && changed > 0) await keepDetailed(tx, plan);
}

/** Tags named in the file; those that are not there yet are made. */
async function addNamedTags(tx: Tx, plan: MergePlan): Promise<void> {
  await sql`
    insert into tags (workspace_id, name)
    select distinct on (lower(t.name)) ${plan.workspaceId}::uuid, t.name
    from import_rows m cross join lateral unnest(m.tags) t(name)
    where not exists (
      select 1 from tags there
      where there.workspace_id = ${plan.workspaceId} and lower(there.name) = lower(t.name) and there.archived_at is null)
    order by lower(t.name), m.line on conflict do nothing`.execute(tx);
  const give = sql`
    insert into contact_tags (workspace_id, contact_id, tag_id)
    select t.workspace_id, m.id, t.id
    from import_rows m cross join lateral unnest(m.tags) named(name)
    join tags t on t.workspace_id = ${plan.workspaceId} and lower(t.name) = lower(named.name) and t.archived_at is null
    on conflict do nothing returning contact_id, tag_id as of`;
  await (plan.undoable === true ? keepAdded(tx, plan, 'tag_ids', give) : give.execute(tx));
}
