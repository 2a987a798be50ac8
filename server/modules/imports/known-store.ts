import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { liveExternalId } from '../contacts/external-id-store.ts';
import { ofImport } from '../contacts/imported-store.ts';
import { hasRefused } from '../contacts/refusals-store.ts';
import { anyMerges, type FormerName, listFormerIds, listFormerNames, listKept } from './former-store.ts';
import type { StagedRow } from './staged-row.ts';

/** A contact that a row may be about. */
export interface KnownPerson {
  readonly id: string;
  readonly external_id: string | null;
  readonly phone: string | null;
  /** Lower case; null without a name. */
  readonly name: string | null;
  /** As written; null without a name. */
  readonly label: string | null;
  readonly first_name: string | null;
  readonly email: string | null;
  readonly sms_consent: 'yes' | 'no' | 'unknown';
  /** They said no, and are at most being asked whether they changed their mind. */
  readonly refused: boolean;
  /** This import, or sync, added or changed the person. */
  readonly seen: boolean;
  readonly deleted: boolean;
}

/** What is known here of the addresses and ids of some rows. People come oldest first. */
export interface Known {
  readonly byExternal: ReadonlyMap<string, KnownPerson>;
  readonly byPhone: ReadonlyMap<string, readonly KnownPerson[]>;
  readonly byEmail: ReadonlyMap<string, readonly KnownPerson[]>;
  readonly suppressed: ReadonlyMap<string, SuppressionKind>;
  /** Numbers whose owner asked to be deleted, and that came back. */
  readonly erased: ReadonlySet<string>;
  /** Names that people here had before merges, by their id. */
  readonly formerNames: ReadonlyMap<string, readonly FormerName[]>;
}

/** Suppressions that somebody wants, the person or the organisation; the others only say that the number does not work. */
const byWill: readonly SuppressionKind[] = ['opt_out', 'complaint', 'legal_block', 'manual'];

const label = sql`coalesce(nullif(c.full_name, ''), nullif(concat_ws(' ', c.first_name, c.last_name), ''))`;
const person = (
  importId: string,
) => sql`c.id, c.external_id, c.phone, c.email, c.sms_consent, ${hasRefused('c')} as refused, ${ofImport('c', importId)} as seen,
  c.deleted_at is not null as deleted, c.first_name, ${label} as label, lower(${label}) as name`;

/**
 * Lets the joins of this transaction look people up by their key, whatever the planner thinks of tables that grow faster than their
 * statistics: a row costs the same at a million people.
 */
export async function joinByKey(tx: Tx): Promise<void> {
  await sql`
    select set_config(name, 'off', true) from unnest(array['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan', 'jit']) name`.execute(
    tx,
  );
}

/** The workspace, and the import or sync that asks. */
export interface Asking {
  readonly workspaceId: string;
  readonly importId: string;
}

/**
 * Looks up everything that decides whom rows are about: one query each for ids, numbers, e-mail addresses and suppressions, whatever the
 * number of rows. There is one index for each, so that no plan reads everybody. Deleted people count for their no.
 */
export async function lookUp(tx: Tx, asking: Asking, rows: readonly StagedRow[]): Promise<Known> {
  const { workspaceId } = asking;
  const externalIds = rows.flatMap((row) => row.externalId ?? []);
  const byExternal = await byExternalId(tx, asking, externalIds);
  const byPhone = await byAddress(tx, asking, 'phone', [...new Set(rows.flatMap((row) => row.phones))]);
  const byEmail = await byAddress(tx, asking, 'email', [...new Set(rows.flatMap((row) => row.emails))]);
  const formerNames = (await anyMerges(tx, workspaceId))
    ? await followMerges(tx, asking, externalIds, { byExternal, byPhone, byEmail })
    : new Map<string, FormerName[]>();
  // A row without a number is about the number that its person has.
  const theirs = [...byExternal.values(), ...[...byEmail.values()].flat()].flatMap((one) => one.phone ?? []);
  const found = await suppressedOf(tx, workspaceId, [...new Set([...rows.flatMap((row) => row.phones), ...theirs])]);
  const suppressed = new Map(found.map((row) => [row.address, row.kind]));
  const erased = new Set(found.flatMap((row) => (row.source === 'privacy' ? [row.address] : [])));
  return { byExternal, byPhone, byEmail, suppressed, erased, formerNames };
}

/**
 * Puts those who were kept in the place of those who were merged into them: what a file knows of the one is meant for the other. An id that
 * somebody has now counts before one that a merge took out of use. Answers the names that they had before.
 */
async function followMerges(
  tx: Tx,
  asking: Asking,
  externalIds: readonly string[],
  {
    byExternal,
    byPhone,
    byEmail,
  }: Record<'byPhone' | 'byEmail', Map<string, KnownPerson[]>> & {
    byExternal: Map<string, KnownPerson>;
  },
): Promise<Map<string, FormerName[]>> {
  const { workspaceId } = asking;
  const former = await listFormerIds(
    tx,
    workspaceId,
    externalIds.filter((id) => !byExternal.has(id)),
  );
  const gone = [...byPhone.values(), ...byEmail.values()].flat().filter((one) => one.deleted);
  const kept = await listKept(tx, workspaceId, [...new Set([...gone.map((one) => one.id), ...former.values()])]);
  const wanted = [...new Set([...kept.values(), ...former.values()])];
  const people = new Map((await lookUpPeople(tx, asking, wanted)).map((one) => [one.id, one]));
  const instead = (id: string): KnownPerson | undefined => {
    const one = people.get(kept.get(id) ?? id);
    return one?.deleted === false ? one : undefined;
  };
  for (const [externalId, id] of former) {
    const one = instead(id);
    if (one) byExternal.set(externalId, one);
  }
  for (const owners of [byPhone, byEmail])
    for (const [value, some] of owners) {
      const one = some.map((each) => (each.deleted && kept.has(each.id) ? (instead(each.id) ?? each) : each));
      owners.set(value, [...new Map(one.map((each) => [each.id, each])).values()]);
    }
  const all = [...byExternal.values(), ...[...byPhone.values(), ...byEmail.values()].flat()];
  return listFormerNames(tx, workspaceId, [...new Set(all.map((one) => one.id))]);
}

/** People by their ids. */
export async function lookUpPeople(tx: Tx, { workspaceId, importId }: Asking, ids: readonly string[]): Promise<KnownPerson[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<KnownPerson>`
    select ${person(importId)} from contacts c where c.workspace_id = ${workspaceId} and c.id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
  return rows;
}

async function byExternalId(
  tx: Tx,
  { workspaceId, importId }: Asking,
  ids: readonly string[],
): Promise<Map<string, KnownPerson>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<KnownPerson>`
    select ${person(importId)} from contacts c
    where c.workspace_id = ${workspaceId} and c.external_id is not null and ${liveExternalId('c')} = any(${[...new Set(ids)]}::text[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.external_id ?? '', row]));
}

async function byAddress(
  tx: Tx,
  { workspaceId, importId }: Asking,
  kind: 'phone' | 'email',
  values: readonly string[],
): Promise<Map<string, KnownPerson[]>> {
  const people = new Map<string, KnownPerson[]>();
  if (values.length === 0) return people;
  const { rows } = await sql<KnownPerson & { value: string }>`
    select a.value, ${person(importId)} from contact_addresses a join contacts c on c.id = a.contact_id
    where a.workspace_id = ${workspaceId} and a.kind = ${kind} and a.value = any(${values}::text[]) order by c.id`.execute(tx);
  for (const { value, ...one } of rows) {
    const there = people.get(value);
    if (there) there.push(one);
    else people.set(value, [one]);
  }
  return people;
}

async function suppressedOf(tx: Tx, workspaceId: string, phones: readonly string[]) {
  if (phones.length === 0) return [];
  return tx
    .selectFrom('suppressions')
    .select(['address', 'kind', 'source'])
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', 'sms')
    .where('removed_at', 'is', null)
    .where('kind', 'in', byWill)
    .where('address', '=', sql<string>`any(${phones}::text[])`)
    .execute();
}

/** The same with numbers of people who were deleted for privacy, which are opted out as soon as they come back. */
export function withErased(known: Known, numbers: ReadonlySet<string>): Known {
  if (numbers.size === 0) return known;
  const optOuts = [...numbers].map((number) => [number, 'opt_out'] as const);
  return { ...known, suppressed: new Map([...known.suppressed, ...optOuts]), erased: new Set([...known.erased, ...numbers]) };
}
