import { lawHours } from '@tidings/core/compliance/data/quiet-hours-law';
import type { PeopleGroup } from '@tidings/core/compliance/send-forecast';
import { limitedStates, stateLimitDays } from '@tidings/core/compliance/state-limits';
import { deepCodes, longestBeginning } from '@tidings/core/contacts/country-of';
import { signsOfStates } from '@tidings/core/contacts/zones';
import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decideNow, type People } from '../messages/decide-recipients-store.ts';
import { whoHadEnough } from '../messages/frequency-store.ts';
import { type PlanPool, placedRecipients } from '../messages/sticky-store.ts';
import { type Judged, type ReasonCount, type RenderContact, renderColumns } from './facts-store.ts';

/** What a forecast asks about an audience. */
export interface AudienceWish extends Judged {
  /** The pool that it leaves through, if any. */
  readonly pool: PlanPool | undefined;
  /** So many of those who get it are shown, to fill the text in for. */
  readonly sample: number;
  readonly cap: FrequencyCap | null;
  /** Whether states limit how many texts may reach one person in a day. */
  readonly lawful: boolean;
  /** When it is sent. */
  readonly at: Date;
  /** How many days the answer of a lookup is good; null where none are asked for. */
  readonly lookupDays: number | null;
  /** Numbers that belonged to people who were deleted for privacy. */
  readonly erased: readonly string[];
  /** Of the senders that it leaves through, those that are paused. */
  readonly pausedIds: readonly string[];
}

/** `senderId`: the number of the pool that they hear from; null without a pool. */
export type AudienceGroup = PeopleGroup & { readonly senderId: string | null };

/** Everything that a forecast knows of an audience. */
export interface AudienceFacts {
  /** How many get it (an empty reason), and how many do not for which reason: the decision of planning itself. */
  readonly reasons: readonly ReasonCount[];
  /** Those who get it by all that decides at their lease; `phone` is the number of one of them. */
  readonly groups: readonly AudienceGroup[];
  /** How many of those who get it leave through which number of the pool. */
  readonly bySender: ReadonlyMap<string, number>;
  readonly sample: readonly RenderContact[];
  /** Numbers of those who get it without an answer of a lookup that is still good. */
  readonly notLookedUp: number;
}

interface Row {
  readonly groups: (AudienceGroup & { readonly reason: string })[] | null;
  readonly sample: RenderContact[] | null;
  readonly notLookedUp: number;
}

/** The strictest number that a law names, so that nobody is promised a text too early. */
const byLaw = { messages: Math.min(...lawHours.flatMap((row) => row.mostInDay ?? [])), days: stateLimitDays };
const signs = signsOfStates(limitedStates);
/** Those among `decided` who may be in a state that limits the number: only of them is it counted what they, or others at their phone, had. */
const inLimitedStates = sql`select contact_id, address from decided where reason is null and (left(address, 5) = any(${[...signs.beginnings]}::text[])
  or left(ltrim(postal_code), 3) = any(${[...signs.zips]}::text[])
  or btrim(regexp_replace(upper(region), '[^A-Z]+', ' ', 'g')) = any(${[...signs.names]}::text[]))`;

const asFloat = (name: string) => sql`ceil(extract(epoch from ${sql.ref(name)}) * 1000)::float8`;

/**
 * Looks at an audience once: decides over everybody in one pass, and counts, groups and samples what it decided. Purpose: the confirm page.
 * People are told apart by as little of a number and of a ZIP code as tells country and place (area codes by five characters; few calling codes
 * are shared by countries that only more of the number tells apart), so that a hundred thousand are some hundred rows. When one more is allowed
 * is rounded up to the minute, as each person has a moment of their own. Takes no locks.
 */
export async function lookAtAudience(tx: Tx, workspaceId: string, people: People, wish: AudienceWish): Promise<AudienceFacts> {
  const columns = ['time_zone', 'country', 'region', 'postal_code'];
  const decided = await decideNow(tx, workspaceId, people, { ...wish, columns });
  const { pool, cap, at, lookupDays } = wish;
  const minuteMs = 60_000;
  const enough =
    cap && whoHadEnough(workspaceId, sql`select contact_id, address from decided where reason is null`, cap, at, true);
  const enoughByLaw = wish.lawful && whoHadEnough(workspaceId, inLimitedStates, byLaw, at, true);
  // Who is left out whenever their time comes needs no time of their own.
  const freeAt =
    cap?.excess === 'skip'
      ? sql`case when e.free_at > ${at.getTime()} then ${at.getTime() + minuteMs}::float8 end`
      : sql`case when e.free_at > ${at.getTime()} then ceil(e.free_at / ${minuteMs}) * ${minuteMs} end`;
  const placed = pool ? sql`, placed as (${placedRecipients(pool, sql`select * from decided`)})` : sql``;
  const { pausedIds } = wish;
  const paused = pool
    ? sql`coalesce(d.sender_id = any(${[...pausedIds]}::uuid[]), false)`
    : sql`${pausedIds.length > 0}::boolean`;
  const ifGets = (value: ReturnType<typeof sql>) => sql`case when d.reason is null then ${value} end`;
  const { rows } = await sql<Row>`
    with decided as materialized (${decided})${placed},
    doubted as (
      select address, holds_until from opt_out_doubts
      where workspace_id = ${workspaceId} and channel = 'sms' and decided_at is null
    ), ${enough ? sql`enough as (${enough}),` : sql``} ${enoughByLaw ? sql`enough_by_law as (${enoughByLaw}),` : sql``} grouped as (
      select coalesce(d.reason, '') as reason, ${ifGets(sql`d.time_zone`)} as "timeZone", ${ifGets(sql`d.country`)} as country,
        ${ifGets(sql`d.region`)} as region,
        ${ifGets(sql`case when length(d.postal_code) between 5 and 10 then left(d.postal_code, 3) || '01' end`)} as "postalCode",
        ${ifGets(sql`left(d.address, case when left(d.address, 3) = any(${[...deepCodes]}::text[]) or left(d.address, 4) = any(${[...deepCodes]}::text[])
          then ${sql.lit(longestBeginning)} else 5 end)`)} as beginning,
        ${ifGets(asFloat('u.holds_until'))} as "doubtUntil", ${enough ? freeAt : sql`null::float8`} as "freeAt",
        ${ifGets(paused)} as "senderPaused", ${ifGets(wish.erased.length === 0 ? sql`false` : sql`d.address = any(${[...wish.erased]}::text[])`)} as erased,
        ${enoughByLaw ? sql`case when l.free_at > ${at.getTime()} then ceil(l.free_at / ${minuteMs}) * ${minuteMs} end` : sql`null::float8`} as "fewEnoughAt",
        ${pool ? sql`d.sender_id` : sql`null::uuid`} as "senderId", min(d.address) as phone, count(*)::int as n
      from ${pool ? sql`placed` : sql`decided`} d left join doubted u on u.address = d.address
        ${enough ? sql`left join enough e on e.contact_id = d.contact_id` : sql``}
        ${enoughByLaw ? sql`left join enough_by_law l on l.contact_id = d.contact_id` : sql``}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
    ), sampled as (
      select ${renderColumns} from contacts c join (
        select contact_id from decided where reason is null order by hashtext(contact_id::text), contact_id limit ${wish.sample}) d on d.contact_id = c.id
    )
    select (select jsonb_agg(g) from grouped g) as groups, (select jsonb_agg(s) from sampled s) as sample,
      ${
        lookupDays === null
          ? sql`0`
          : sql`(select count(distinct d.address)::int from decided d where d.reason is null and not exists (
              select 1 from number_lookups l where l.workspace_id = ${workspaceId} and l.address = d.address
                and l.looked_up_at > now() - make_interval(days => ${lookupDays})))`
      } as "notLookedUp"`.execute(tx);
  return present(rows[0]);
}

function present(row: Row | undefined): AudienceFacts {
  const all = row?.groups ?? [];
  const reasons = new Map<string, number>();
  const bySender = new Map<string, number>();
  for (const { reason, senderId, n } of all) {
    reasons.set(reason, n + (reasons.get(reason) ?? 0));
    if (senderId !== null) bySender.set(senderId, n + (bySender.get(senderId) ?? 0));
  }
  return {
    reasons: [...reasons].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1)),
    groups: all.filter((one) => one.reason === ''),
    bySender,
    sample: row?.sample ?? [],
    notLookedUp: row?.notLookedUp ?? 0,
  };
}
