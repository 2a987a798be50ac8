import type { TimelineKind } from '@tidings/core/contract/people';
import type { PhoneSharer } from '@tidings/core/messaging/reasons';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { importsThatChanged } from '../contacts/imported-store.ts';
import { withMerged } from '../contacts/merged-store.ts';
import { whoSharesPhone } from '../messages/shared-phone-store.ts';

export interface TimelineRow {
  readonly id: string;
  readonly kind: TimelineKind;
  readonly at: Date;
  /** A message's source, a word on consent, an action. */
  readonly what: string;
  readonly label: string | null;
  readonly words: string | null;
  readonly state: string | null;
  readonly reason: string | null;
  readonly by: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  /** Whose text was to go to the same phone instead. */
  readonly sharer: PhoneSharer | null;
}

interface Wish {
  readonly kinds: readonly TimelineKind[];
  readonly before: string | null;
  readonly limit: number;
}

/**
 * What happened to a person, the latest first. All ids are made from the time, so the id alone orders rows of all tables: each table gives at
 * most a page from its index, and the page is the latest of those.
 */
export async function listTimeline(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  { kinds, before, limit }: Wish,
): Promise<readonly TimelineRow[]> {
  const parts = partsOf(workspaceId, contactId, before, limit).filter((part) => part.kinds.some((kind) => kinds.includes(kind)));
  const union = sql.join(
    parts.map(({ rows }) => sql`(${rows(kinds)})`),
    sql` union all `,
  );
  const { rows } = await sql<TimelineRow>`select * from (${union}) t order by id desc limit ${limit}`.execute(tx);
  return rows;
}

interface Part {
  readonly kinds: readonly TimelineKind[];
  readonly rows: (kinds: readonly TimelineKind[]) => RawBuilder<unknown>;
}

function partsOf(workspaceId: string, contactId: string, before: string | null, limit: number): Part[] {
  const earlier = (column: string) => (before === null ? sql`` : sql`and ${sql.ref(column)} < ${before}::uuid`);
  const latest = (column: string) => sql`${earlier(column)} order by ${sql.ref(column)} desc limit ${limit}`;
  return [
    {
      kinds: ['sent', 'received', 'skipped'],
      rows: (kinds) => sql`
        select m.id, case when m.direction = 'in' then 'received' when m.state = 'skipped' then 'skipped' else 'sent' end as kind, m.created_at as at,
          m.source as what, b.name as label, coalesce(m.body, o.body) as words, m.state, m.reason, m.created_by_name as by, null::jsonb as details,
          ${whoSharesPhone('m')} as sharer
        from messages m left join broadcasts b on b.id = coalesce(m.source_id, m.rules_source_id) left join outbox o on o.message_id = m.id
        where m.workspace_id = ${workspaceId} and m.contact_id = ${contactId} ${onlySome(kinds)} ${latest('m.id')}`,
    },
    {
      kinds: ['consent'],
      rows: () => sql`
        select e.id, 'consent' as kind, e.at, e.consent as what, e.source as label, coalesce(e.wording, e.evidence ->> 'method') as words,
          e.purpose as state, null as reason, e.actor_name as by, null::jsonb as details, null::jsonb as sharer
        from consent_events e where e.workspace_id = ${workspaceId} and e.contact_id in (${withMerged(contactId)}) ${latest('e.id')}`,
    },
    {
      kinds: ['notes'],
      rows: () => sql`
        select n.id, 'notes' as kind, n.created_at as at, 'note' as what, null as label, n.body as words, null as state, null as reason,
          n.author_name as by, null::jsonb as details, null::jsonb as sharer
        from contact_notes n where n.workspace_id = ${workspaceId} and n.contact_id = ${contactId} ${latest('n.id')}`,
    },
    {
      kinds: ['changes'],
      rows: () => sql`
        select a.id, 'changes' as kind, a.at, a.action as what, a.object_label as label, null as words, null as state, null as reason,
          a.actor_name as by, a.details, null::jsonb as sharer
        from audit_entries a where a.workspace_id = ${workspaceId} and a.object_kind = 'contact' and a.object_id in (${withMerged(contactId)}) ${latest('a.id')}`,
    },
    {
      kinds: ['changes'],
      rows: () => sql`
        select i.id, 'changes' as kind, coalesce(i.started_at, i.created_at) as at, case when t.added then 'added_by_import' else 'changed_by_import' end as what,
          i.file_name as label, null as words, i.state, null as reason, i.created_by ->> 'name' as by,
          (select jsonb_build_object('before', h.before, 'after', h.after) from import_changes h
            where h.import_id = i.id and h.contact_id in (${withMerged(contactId)}) limit 1) as details, null::jsonb as sharer
        from (${importsOf(workspaceId, contactId)}) t join imports i on i.id = t.import_id
        where i.workspace_id = ${workspaceId} ${latest('i.id')}`,
    },
    {
      kinds: ['changes'],
      rows: () => sql`
        select s.id, 'changes' as kind, coalesce(s.started_at, s.created_at) as at, case when t.added then 'added_by_sheet' else 'changed_by_sheet' end as what,
          o.name as label, null as words, null as state, null as reason, null as by,
          (select h.details from list_source_changes h where h.sync_id = s.id and h.contact_id in (${withMerged(contactId)}) and h.kind = 'changed'
            limit 1) as details, null::jsonb as sharer
        from (${importsOf(workspaceId, contactId)}) t join list_source_syncs s on s.id = t.import_id join list_sources o on o.id = s.source_id
        where s.workspace_id = ${workspaceId} ${latest('s.id')}`,
    },
    {
      kinds: ['changes'],
      rows: () => sql`
        select d.id, 'changes' as kind, d.at, 'entry_changed' as what, l.name as label, d.origin as words, null as state,
          coalesce(i.file_name, o.name) as reason, d.by_name as by, jsonb_build_object('before', d.before, 'after', d.after, 'labels',
            (select jsonb_object_agg(f.key, f.label) from list_fields f where f.list_id = d.list_id)) as details, null::jsonb as sharer
        from list_entry_changes d join lists l on l.id = d.list_id left join imports i on i.id = d.origin_id
          left join list_source_syncs s on s.id = d.origin_id left join list_sources o on o.id = s.source_id
        where d.workspace_id = ${workspaceId} and d.contact_id in (${withMerged(contactId)}) ${latest('d.id')}`,
    },
  ];
}

/** The imports and syncs that added or changed a person, each once. */
const importsOf = (workspaceId: string, contactId: string) => sql`
  select x.import_id, bool_or(x.added) as added from (
    select c.import_id, true as added from contacts c
    where c.workspace_id = ${workspaceId} and c.import_id is not null and c.id in (${withMerged(contactId)})
    union all select t.import_id, false from ${importsThatChanged(withMerged(contactId))} t
  ) x group by x.import_id`;

function onlySome(kinds: readonly TimelineKind[]): RawBuilder<unknown> {
  const any = [
    ...(kinds.includes('received') ? [sql`m.direction = 'in'`] : []),
    ...(kinds.includes('skipped') ? [sql`(m.direction = 'out' and m.state = 'skipped')`] : []),
    ...(kinds.includes('sent') ? [sql`(m.direction = 'out' and m.state <> 'skipped')`] : []),
  ];
  return any.length === 3 ? sql`` : sql`and (${sql.join(any, sql` or `)})`;
}
