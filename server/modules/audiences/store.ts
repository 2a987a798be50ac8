import type { Audience, AudiencePart } from '@tidings/core/contract/audience';
import type { ContactFilter } from '@tidings/core/contract/contact-filter';
import { missedStates } from '@tidings/core/messaging/follow-up';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { badField } from '../../lib/errors.ts';
import { displayName } from '../contacts/addresses-store.ts';
import { findListName, findTagName, matches, resolveFilter } from '../contacts/filter-store.ts';
import { followMerges } from '../contacts/merged-store.ts';
import { findAudienceRules } from './saved-store.ts';
import { reachedSince, reasonsToRepeat, sameAgain, stillGoes } from './sent-again-store.ts';

/** The ids of an audience's contacts as SQL, one row each: `(${people})` in a from, in or insert ... select. */
export type AudienceContacts = RawBuilder<{ id: string }>;

/**
 * Who an audience means, as a query of contact ids: of the workspace, not deleted, in any include and no exclude, each once.
 * One statement, so that planning may insert from it for hundreds of thousands of people. Looks up lists, tags and fields first and
 * refuses those that are gone: a part that means nobody any more would quietly change who gets a message.
 *
 *     const people = await audienceContacts(tx, workspaceId, audience);
 *     await sql`insert into messages (...) select ... from contacts c where c.id in (${people})`.execute(tx);
 */
export async function audienceContacts(tx: Tx, workspaceId: string, audience: Audience): Promise<AudienceContacts> {
  const include = await sideParts(tx, workspaceId, audience, 'include');
  const exclude = await sideParts(tx, workspaceId, audience, 'exclude');
  const [only, ...more] = include;
  if (only === undefined) return sql<{ id: string }>`select null::uuid as id where false`;
  const conditions: RawBuilder<unknown>[] = [sql`p.workspace_id = ${workspaceId}`, sql`p.deleted_at is null`];
  if ('holds' in only && more.length === 0) conditions.push(only.holds('p', true));
  // Everyone needs no list of ids at all, whatever else is included.
  else if (!audience.include.some((part) => part.kind === 'everyone'))
    conditions.push(sql`p.id in (${sql.join(include.map(idsOf), sql` union all `)})`);
  for (const part of exclude)
    conditions.push(
      'holds' in part
        ? sql`(${part.holds('p', false)}) is not true`
        : sql`not exists (select 1 from (${part.ids}) x where x.id = p.id)`,
    );
  return sql<{ id: string }>`select p.id from contacts p where ${sql.join(conditions, sql` and `)}`;
}

/** A part as contact ids, which may be of deleted people (the caller joins contacts), or as a condition on contacts under an alias. */
type Part =
  | { readonly ids: RawBuilder<{ id: string }> }
  | { readonly holds: (alias: string, beside: boolean) => RawBuilder<unknown> };

const idsOf = (part: Part): RawBuilder<{ id: string }> =>
  'ids' in part ? part.ids : sql`select c.id from contacts c where ${part.holds('c', true)}`;

async function sideParts(tx: Tx, workspaceId: string, audience: Audience, side: 'include' | 'exclude') {
  const parts: Part[] = [];
  for (const [at, part] of audience[side].entries()) parts.push(await readPart(tx, workspaceId, part, `audience.${side}.${at}`));
  return parts;
}

async function readPart(tx: Tx, workspaceId: string, part: AudiencePart, where: string): Promise<Part> {
  switch (part.kind) {
    case 'everyone':
      return { ids: sql`select id from contacts where workspace_id = ${workspaceId} and deleted_at is null` };
    case 'list':
      await nameOf(tx, workspaceId, part, where);
      return { ids: sql`select contact_id as id from list_entries where workspace_id = ${workspaceId} and list_id = ${part.id}` };
    case 'tag':
      await nameOf(tx, workspaceId, part, where);
      return { ids: sql`select contact_id as id from contact_tags where workspace_id = ${workspaceId} and tag_id = ${part.id}` };
    case 'missed':
    case 'reached':
      await broadcastNameOf(tx, workspaceId, part, where);
      return { ids: recipientIds(workspaceId, part) };
    case 'contacts':
      return { ids: sql`select unnest(${await followMerges(tx, workspaceId, part.ids)}::uuid[]) as id` };
    case 'search':
      return matching(tx, workspaceId, part.filter, `${where}.filter`, part.except_ids);
    case 'audience': {
      const { rules } = await accessAudienceRules(tx, workspaceId, part, where);
      return matching(tx, workspaceId, { rules }, where, []);
    }
  }
}

async function matching(
  tx: Tx,
  workspaceId: string,
  filter: ContactFilter,
  where: string,
  exceptIds: readonly string[],
): Promise<Part> {
  const resolved = await resolveFilter(tx, workspaceId, filter, where);
  const excepted = await followMerges(tx, workspaceId, exceptIds);
  const others = (alias: string) =>
    excepted.length === 0 ? sql`` : sql`and ${sql.ref(`${alias}.id`)} <> all (${excepted}::uuid[])`;
  return { holds: (alias, beside) => sql`${matches(resolved, alias, beside)} ${others(alias)}` };
}

type AudienceReference = Extract<AudiencePart, { kind: 'audience' }>;

/** Name, rules and version of a saved audience that a part names. Refuses one that is gone. */
export async function accessAudienceRules(tx: Tx, workspaceId: string, part: AudienceReference, where: string) {
  const found = await findAudienceRules(tx, workspaceId, part);
  if (found === undefined) throw badField(where, 'names an audience that is not there any more; choose another');
  return found;
}

type RecipientsPart = Extract<AudiencePart, { broadcast_id: string }>;

/**
 * The people of a broadcast by what became of their message, as its ledger stands when the audience is asked: one index range. Whoever was
 * missed and got the same since, by an earlier draft to those missed or from the queue's list of failures, is reached; whoever is about to, is
 * neither.
 */
function recipientIds(workspaceId: string, part: RecipientsPart): RawBuilder<{ id: string }> {
  const became =
    part.kind === 'reached'
      ? reachedSince()
      : sql`m.state = any(${[...missedStates]}::text[]) and m.reason = any(${[...reasonsToRepeat(part.repaired === true)]}::text[])
          and not exists (${sameAgain(stillGoes)})`;
  return sql`select m.contact_id as id from messages m where m.workspace_id = ${workspaceId} and m.source_id = ${part.broadcast_id}
    and m.direction = 'out' and m.source <> 'test' and m.contact_id is not null and ${became}`;
}

/** The name of a part's broadcast. Refuses one that is gone. */
export async function broadcastNameOf(tx: Tx, workspaceId: string, part: RecipientsPart, where: string): Promise<string> {
  const row = await tx
    .selectFrom('broadcasts')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', part.broadcast_id)
    .executeTakeFirst();
  if (row === undefined) throw badField(where, 'names a broadcast that is not there any more; choose another');
  return row.name;
}

/** The name of a part's list or tag. Refuses one that is gone. */
export async function nameOf(
  tx: Tx,
  workspaceId: string,
  part: Extract<AudiencePart, { kind: 'list' | 'tag' }>,
  where: string,
): Promise<string> {
  const name = await (part.kind === 'list' ? findListName : findTagName)(tx, workspaceId, part.id);
  if (name === undefined) throw badField(where, `names a ${part.kind} that is not there any more; choose another`);
  return name;
}

/** How many people an audience means right now: exact. */
export async function countAudience(tx: Tx, workspaceId: string, audience: Audience): Promise<number> {
  const people = await audienceContacts(tx, workspaceId, audience);
  const { rows } = await sql<{ n: number }>`select count(*) as n from (${people}) a`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** A few people of an audience, those with a phone first, to show whom it means and to preview with. */
export async function sampleAudience(
  tx: Tx,
  workspaceId: string,
  audience: Audience,
  limit: number,
): Promise<readonly { id: string; name: string; phone: string | null }[]> {
  if (limit === 0) return [];
  const people = await audienceContacts(tx, workspaceId, audience);
  // Two ordered walks that stop early, rather than one sort of everyone.
  const some = (withPhone: boolean) => sql`(
    select c.id, ${displayName('c')} as name, c.phone from contacts c
    where c.workspace_id = ${workspaceId} and c.id in (${people}) and c.phone is ${withPhone ? sql`not null` : sql`null`}
    order by c.id limit ${limit})`;
  const { rows } = await sql<{ id: string; name: string; phone: string | null }>`
    ${some(true)} union all ${some(false)} limit ${limit}`.execute(tx);
  return rows;
}
