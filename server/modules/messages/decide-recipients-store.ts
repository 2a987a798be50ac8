import { coversPurpose, type MessagePurpose } from '@tidings/core/compliance/purposes';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { reachedAt } from '../audiences/sent-again-store.ts';
import { purposeAt } from '../contacts/consent-at-store.ts';
import { allowedCountries } from '../costs/countries.ts';
import { inCountries } from '../costs/countries-store.ts';

/** People, as SQL that yields a column `id` of contact ids: see audienceContacts. */
export type People = RawBuilder<{ id: string }>;

export interface DecideOptions {
  /** One message per phone, whoever shares it. */
  readonly onePerAddress: boolean;
  /** What it is for: who agreed to less does not get it. */
  readonly purpose: MessagePurpose;
  /** `people` yields a column `address` too, which is used instead of each contact's preferred phone. */
  readonly addressed?: boolean;
  /** The broadcasts that it corrects: whoever got one of them gets it at the same address, where that is still theirs. */
  readonly corrects?: readonly string[] | undefined;
  /** People of pools that it is not for, and that nobody said yes to (CO-1). */
  readonly apart?: People | undefined;
  /** ISO 3166 codes of the countries that messages may go to; left out where all are. */
  readonly allowedCountries?: readonly string[] | undefined;
  /** Columns of the contact that each row carries along. */
  readonly columns?: readonly string[] | undefined;
}

/**
 * Decides for a set of people what core's decideSend decides for one: who is excluded before anything is queued, and
 * why. One row per person: `contact_id`, `address`, and `reason`, null for those who get it. The rules stand in the order
 * of core/compliance/send-rules; a test runs both over every combination of facts. Of several people who share an
 * address, and would all get it, the first contact does.
 */
export function decidedRecipients(workspaceId: string, people: People, options: DecideOptions): RawBuilder<unknown> {
  const corrects = options.corrects?.length ? options.corrects : undefined;
  const phone = options.addressed ? sql`p.address` : corrects ? sql`coalesce(r.address, c.phone)` : sql`c.phone`;
  const from = options.addressed ? sql`(${people}) p join contacts c on c.id = p.id` : sql`contacts c`;
  const chosen = options.addressed ? sql`true` : sql`c.id in (${people})`;
  const reached = corrects ? sql`left join (${reachedAt(workspaceId, corrects)}) r on r.contact_id = c.id` : sql``;
  const changed = corrects
    ? sql`when r.address is not null and r.address is distinct from c.phone and not exists (
            select 1 from contact_addresses a where a.contact_id = c.id and a.kind = 'phone' and a.value = r.address) then 'address_changed'`
    : sql``;
  // The contact's columns say it of the preferred number; a yes for that one says nothing of another.
  const preferred = !options.addressed && !corrects;
  const agreedTo = preferred ? sql`c.sms_consent_purpose` : purposeAt('c', phone);
  const notAgreed = preferred ? sql`c.sms_consent <> 'yes'` : sql`${agreedTo} is null`;
  const duplicate = options.onePerAddress
    ? sql`case when row_number() over (partition by address, own_reason order by contact_id) > 1 then 'duplicate_address' end`
    : sql`null::text`;
  const country = options.allowedCountries
    ? sql`when not ${inCountries(phone, options.allowedCountries)} then 'country_not_allowed'`
    : sql``;
  const purpose = coversPurpose('informational', options.purpose)
    ? sql``
    : sql`when ${agreedTo} <> 'all' then 'consent_other_purpose'`;
  const apart = options.apart ? sql`when c.id in (${options.apart}) then 'other_pool'` : sql``;
  const columns = (options.columns ?? []).map((name) => sql`, ${sql.id(name)}`);
  const ofContact = (options.columns ?? []).map((name) => sql`, ${sql.id('c', name)}`);
  return sql`
    select contact_id, address, coalesce(own_reason, ${duplicate}) as reason${sql.join(columns, sql``)}
    from (
      select c.id as contact_id, nullif(${phone}, '') as address${sql.join(ofContact, sql``)},
        case
          when coalesce(${phone}, '') = '' then 'no_address'
          -- Numbers are normalised before they are stored; this is a last look, and a pattern would cost more than all the rest.
          when ${phone} not like '+_______%' or length(${phone}) > 16 then 'invalid_address'
          ${changed}
          when s.kind is not null then case s.kind when 'opt_out' then 'opted_out' else 'suppressed_' || s.kind end
          when c.sms_consent = 'no' then 'consent_refused'
          when ${notAgreed} then 'no_consent'
          ${purpose}
          ${country}
          ${apart}
        end as own_reason
      from ${from} ${reached}
      left join suppressions s
        on s.workspace_id = ${workspaceId} and s.channel = 'sms' and s.address = ${phone} and s.removed_at is null
      where c.workspace_id = ${workspaceId} and c.deleted_at is null and ${chosen}
    ) judged`;
}

/** The same with the countries that the workspace allows now. */
export async function decideNow(
  tx: Tx,
  workspaceId: string,
  people: People,
  options: Omit<DecideOptions, 'allowedCountries'>,
): Promise<RawBuilder<unknown>> {
  const { onePerAddress, purpose, addressed, columns, corrects, apart } = options;
  return decidedRecipients(workspaceId, people, {
    onePerAddress,
    purpose,
    columns,
    corrects,
    apart,
    ...(addressed === undefined ? {} : { addressed }),
    allowedCountries: await allowedCountries(tx, workspaceId),
  });
}
