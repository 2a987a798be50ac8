import { type RawBuilder, sql } from 'kysely';

/**
 * How suppressions are asked: person by person, for a page that is met by an index; or all read into memory once, for everyone. Only the
 * latter is done by several processes at a time.
 */
export type Asked = 'each' | 'all';

/** Whether an address is suppressed now. Never null. */
export function isSuppressed(
  workspaceId: string,
  address: RawBuilder<unknown>,
  { channel = 'sms', kinds, asked }: { channel?: 'sms' | 'email'; kinds?: readonly string[]; asked: Asked },
): RawBuilder<unknown> {
  const active = sql`s.workspace_id = ${workspaceId} and s.channel = ${channel} and s.removed_at is null
    ${kinds === undefined ? sql`` : sql`and s.kind in (${sql.join(kinds)})`}`;
  return asked === 'each'
    ? sql`exists (select 1 from suppressions s where ${active} and s.address = ${address})`
    : sql`(${address} in (select s.address from suppressions s where ${active})) is true`;
}

/** The consent on record, unless the person opted their number out or complained: then it is a no, as every screen says. */
export function consentStands(
  workspaceId: string,
  alias: string,
  consent: 'yes' | 'no' | 'unknown',
  asked: Asked = 'each',
): RawBuilder<unknown> {
  const recorded = sql`${sql.ref(`${alias}.sms_consent`)} = ${consent}`;
  const optedOut = sql`(${isSuppressed(workspaceId, sql.ref(`${alias}.phone`), { kinds: ['opt_out', 'complaint'], asked })})`;
  return consent === 'no' ? sql`(${recorded} or ${optedOut})` : sql`(${recorded} and not ${optedOut})`;
}

/** Who agreed to this kind of texts. */
export function agreedTo(alias: string, purpose: 'informational' | 'all'): RawBuilder<unknown> {
  return sql`(${sql.ref(`${alias}.sms_consent`)} = 'yes' and ${sql.ref(`${alias}.sms_consent_purpose`)} = ${purpose})`;
}

/** Who agreed for their preferred number, and whether words or a way of agreeing for it were recorded. */
export function consentProven(workspaceId: string, alias: string, proven: boolean): RawBuilder<unknown> {
  const proof = sql`exists (select 1 from consent_events e where e.workspace_id = ${workspaceId} and e.contact_id = ${sql.ref(`${alias}.id`)}
    and e.channel = 'sms' and e.consent = 'yes' and e.address is not distinct from ${sql.ref(`${alias}.phone`)}
    and (e.wording is not null or e.evidence <> '{}'::jsonb))`;
  return sql`(${sql.ref(`${alias}.sms_consent`)} = 'yes' and ${proven ? proof : sql`not ${proof}`})`;
}

/** Whose own YES is awaited, or not. */
export function yesAwaited(workspaceId: string, alias: string, awaited: boolean): RawBuilder<unknown> {
  const id = sql.ref(`${alias}.id`);
  // Looked up once: joined, it is a loop within a loop as long as statistics do not know of a file that was just imported.
  if (awaited)
    return sql`${id} = any(array(select contact_id from opt_in_requests where workspace_id = ${workspaceId} and closed_at is null))`;
  return sql`(select true from opt_in_requests r where r.workspace_id = ${workspaceId} and r.contact_id = ${id} and r.closed_at is null
    limit 1) is null`;
}

/** A phone, consent, and no active suppression of that phone: what "can be texted" means on every screen. */
export function textable(workspaceId: string, alias: string, wanted: boolean, asked: Asked = 'each'): RawBuilder<unknown> {
  const phone = sql.ref(`${alias}.phone`);
  const suppressed = sql`(${isSuppressed(workspaceId, phone, { asked })})`;
  const consent = sql`${sql.ref(`${alias}.sms_consent`)} = 'yes'`;
  return wanted
    ? sql`(${phone} is not null and ${consent} and not ${suppressed})`
    : sql`(${phone} is null or not (${consent}) or ${suppressed})`;
}
