import { type RawBuilder, sql } from 'kysely';

/** People, as SQL that yields a column `id` of contact ids: see audienceContacts. */
export type People = RawBuilder<{ id: string }>;

/**
 * What E.164 looks like. The application normalises numbers before it stores them; this is the last look at them, for
 * rows that came from elsewhere.
 */
const e164 = '^\\+[1-9][0-9]{6,14}$';

/**
 * Decides for a set of people what core's decideSend decides for one: who is excluded before anything is queued, and
 * why. One row per person: `contact_id`, `address`, and `reason`, null for those who get it. The rules stand in the order
 * of core/compliance/send-rules; a test runs both over every combination of facts. Of several people who share an
 * address, and would all get it, the first contact does.
 */
export function decidedRecipients(workspaceId: string, people: People, options: { onePerAddress: boolean }): RawBuilder<unknown> {
  const duplicate = options.onePerAddress
    ? sql`case when row_number() over (partition by address, own_reason order by contact_id) > 1 then 'duplicate_address' end`
    : sql`null::text`;
  return sql`
    select contact_id, address, coalesce(own_reason, ${duplicate}) as reason
    from (
      select c.id as contact_id, nullif(c.phone, '') as address,
        case
          when coalesce(c.phone, '') = '' then 'no_address'
          when c.phone !~ ${e164} then 'invalid_address'
          when s.kind is not null then case s.kind when 'opt_out' then 'opted_out' else 'suppressed_' || s.kind end
          when c.sms_consent <> 'yes' then 'no_consent'
        end as own_reason
      from contacts c
      left join suppressions s
        on s.workspace_id = ${workspaceId} and s.channel = 'sms' and s.address = c.phone and s.removed_at is null
      where c.workspace_id = ${workspaceId} and c.deleted_at is null and c.id in (${people})
    ) judged`;
}
