import { comparisonsOf, needsOf } from '@tidings/core/audience/rule-fields';
import { type AudienceRule, AudienceRules, type RuleCondition } from '@tidings/core/contract/audience-rules';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { matchingIds, resolveFilter } from './filter-store.ts';
import { personMatches, type TestMessage, type TestPerson } from './rules-oracle.ts';

const zone = 'America/New_York';
const dayMs = 86_400_000;
let product: TestProduct;
let ws: TestWorkspace;
let random: () => number;
const lists = [newId(), newId()];
const tags = [newId(), newId()];
const broadcasts = [newId(), newId()];
let people: TestPerson[] = [];

/** The same numbers for the same seed, so that what fails can be run again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const below = (n: number) => Math.floor(random() * n);
const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
const chance = (share: number) => random() < share;
const some = <T>(from: readonly T[]): T[] => from.filter(() => chance(0.4));

const cities = ['Salem', 'SALEM', 'Málaga', 'malaga', 'Øster', 'Lake Side', '50% off_town', '', null, null];
const zones = [null, null, 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'Europe/Kyiv', 'US/Eastern', 'Etc/GMT+12'];
const states = ['accepted', 'sent', 'delivered', 'failed', 'unknown', 'skipped', 'queued'];

/** Noon is far from midnight in no zone, but never within a second of a bound that a rule counts in whole days. */
const ago = (now: Date, days: number) => new Date(now.getTime() - days * dayMs - 3_600_000 * 1.5);
const dateNear = (now: Date) => new Date(now.getTime() + (below(80) - 40) * dayMs).toISOString().slice(0, 10);

const makeDetails = (now: Date): Record<string, string | number> => ({
  ...(chance(0.7) ? { size: pick([0, 38, 40, -3.5, 100]) } : {}),
  ...(chance(0.7) ? { team: pick(['Red', 'Blue']) } : {}),
  ...(chance(0.7) ? { joined_on: dateNear(now) } : {}),
  ...(chance(0.7) ? { note: pick(['Tall', 'tall', 'ÉTÉ', 'a_b%c', '40']) } : {}),
});

function makePerson(n: number, now: Date): TestPerson {
  const birthday = chance(0.7) ? (chance(0.1) ? '1992-02-29' : `${1950 + below(50)}${dateNear(now).slice(4)}`) : null;
  const messages = Array.from({ length: below(4) }, (): TestMessage => {
    const at = ago(now, pick([0, 3, 8, 20, 29, 31, 60, 400]));
    if (chance(0.3)) return { direction: 'in', source: 'inbound', source_id: null, state: 'received', at };
    const source_id = pick([...broadcasts, null]);
    return { direction: 'out', source: source_id ? 'broadcast' : pick(['reply', 'test']), source_id, state: pick(states), at };
  });
  return {
    id: newId(),
    first_name: pick(['José', 'jose', 'Ana', 'Ben', null]),
    city: pick(cities),
    country: pick(['US', 'CA', null]),
    phone: chance(0.8) ? `+1202555${String(n).padStart(4, '0')}` : null,
    email: chance(0.5) ? `p${n}@example.org` : null,
    time_zone: pick(zones),
    birthday: birthday?.endsWith('02-29') && birthday !== '1992-02-29' ? '1992-02-29' : birthday,
    custom: {
      ...(chance(0.7) ? { size: pick([0, 38, 40, -3.5, 100]) } : {}),
      ...(chance(0.7) ? { team: pick(['Red', 'Blue']) } : {}),
      ...(chance(0.7) ? { joined_on: dateNear(now) } : {}),
      ...(chance(0.7) ? { helper: chance(0.5) } : {}),
      ...(chance(0.7) ? { note: pick(['Tall', 'tall', 'ÉTÉ', 'a_b%c', '40']) } : {}),
    },
    sms_consent: pick(['yes', 'no', 'unknown']),
    sms_consent_purpose: pick(['informational', 'all']),
    proven: chance(0.4),
    awaited: chance(0.2),
    suppressed: chance(0.3) ? pick(['opt_out', 'dead']) : null,
    origin: pick(['member', 'import', 'api']),
    created_at: ago(now, pick([0, 3, 8, 20, 400])),
    tags: some(tags),
    lists: some(lists).map((id) => ({ id, added_at: ago(now, pick([0, 3, 8, 20, 400])), details: makeDetails(now) })),
    messages,
    repliedTo: some(broadcasts),
  };
}

async function store(tx: Tx, one: TestPerson): Promise<void> {
  const { id } = one;
  await sql`insert into contacts (id, workspace_id, first_name, city, country, phone, email, time_zone, birthday, custom, sms_consent,
      sms_consent_purpose, origin, created_at, search)
    values (${id}, ${ws.id}, ${one.first_name}, ${one.city}, ${one.country}, ${one.phone}, ${one.email}, ${one.time_zone}, ${one.birthday},
      ${JSON.stringify(one.custom)}, ${one.sms_consent}, ${one.sms_consent_purpose}, ${one.origin}, ${one.created_at},
      contact_search_text(${one.first_name}, null, null, null, array[${one.email}]::text[], array[${one.phone}]::text[]))`.execute(
    tx,
  );
  for (const tag of one.tags)
    await sql`insert into contact_tags (workspace_id, contact_id, tag_id) values (${ws.id}, ${id}, ${tag})`.execute(tx);
  for (const list of one.lists)
    await sql`insert into list_entries (workspace_id, list_id, contact_id, added_at, details)
      values (${ws.id}, ${list.id}, ${id}, ${list.added_at}, ${JSON.stringify(list.details)})`.execute(tx);
  for (const { direction, source, source_id, state, at } of one.messages)
    await sql`insert into messages (id, workspace_id, direction, channel, contact_id, source, source_id, state, created_at, accepted_at, delivered_at, ended_at)
      values (${newId(at.getTime() - 2 * dayMs)}, ${ws.id}, ${direction}, 'sms', ${id}, ${source}, ${source_id}, ${state},
        ${direction === 'in' || state === 'unknown' ? at : new Date(at.getTime() - 2 * dayMs)}, ${state === 'unknown' ? null : at},
        ${state === 'delivered' ? at : null}, ${state === 'failed' ? at : null})`.execute(tx);
  for (const broadcast of one.repliedTo)
    await sql`insert into replies (message_id, workspace_id, source_id, answered_message_id, contact_id)
      values (${newId()}, ${ws.id}, ${broadcast}, ${newId()}, ${id})`.execute(tx);
  if (one.suppressed !== null && one.phone !== null)
    await sql`insert into suppressions (workspace_id, channel, address, kind, source) values (${ws.id}, 'sms', ${one.phone}, ${one.suppressed}, 'member')`.execute(
      tx,
    );
  if (one.proven)
    await sql`insert into consent_events (workspace_id, contact_id, address, channel, consent, source, wording)
      values (${ws.id}, ${id}, ${one.phone}, 'sms', 'yes', 'member', 'said yes')`.execute(tx);
  if (one.awaited)
    await sql`insert into opt_in_requests (workspace_id, contact_id, address, source, expires_at) values (${ws.id}, ${id}, '+12025550100', 'member', now())`.execute(
      tx,
    );
}

beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace({ timeZone: zone });
  random = seeded(20_260_501);
  await product.ctx.db.workspace(ws.id, async (tx) => {
    for (const [n, id] of lists.entries())
      await sql`insert into lists (id, workspace_id, name) values (${id}, ${ws.id}, ${`List ${n}`})`.execute(tx);
    for (const id of lists)
      await sql`insert into list_fields (workspace_id, list_id, key, label, type, choices) values (${ws.id}, ${id}, 'size', 'Size', 'number', '[]'),
        (${ws.id}, ${id}, 'team', 'Team', 'choice', '["Red", "Blue"]'), (${ws.id}, ${id}, 'joined_on', 'Joined on', 'date', '[]'),
        (${ws.id}, ${id}, 'note', 'Note', 'text', '[]')`.execute(tx);
    for (const [n, id] of tags.entries())
      await sql`insert into tags (id, workspace_id, name) values (${id}, ${ws.id}, ${`Tag ${n}`})`.execute(tx);
    for (const [n, id] of broadcasts.entries())
      await sql`insert into broadcasts (id, workspace_id, name) values (${id}, ${ws.id}, ${`Letter ${n}`})`.execute(tx);
    await sql`insert into custom_fields (workspace_id, key, label, type, choices) values (${ws.id}, 'size', 'Size', 'number', '[]'),
      (${ws.id}, 'team', 'Team', 'choice', '["Red", "Blue"]'), (${ws.id}, 'joined_on', 'Joined on', 'date', '[]'),
      (${ws.id}, 'helper', 'Helper', 'boolean', '[]'), (${ws.id}, 'note', 'Note', 'text', '[]')`.execute(tx);
    const { rows } = await sql<{ now: Date }>`select now() as now`.execute(tx);
    people = Array.from({ length: 160 }, (_, n) => makePerson(n, rows[0]!.now));
    for (const one of people) await store(tx, one);
  });
}, 120_000);
afterAll(() => product.close());

const fields = [
  ['city', 'text'],
  ['first_name', 'text'],
  ['phone', 'text'],
  ['country', 'code'],
  ['birthday', 'date'],
  ['created_at', 'instant'],
  ['custom.size', 'number'],
  ['custom.team', 'choice'],
  ['custom.joined_on', 'date'],
  ['custom.helper', 'boolean'],
  ['custom.note', 'text'],
] as const;
const texts = ['salem', 'MALAGA', 'Málaga', 'jose', 'a', 'US', '_', '%', 'Red', 'été', '+1202555', 'side'];

const details = fields.filter(([key, type]) => key.startsWith('custom.') && type !== 'boolean');

/** The same comparisons of a detail that people have on one list. */
function randomEntry(now: Date): RuleCondition {
  const { field, ...rule } = randomField(now, details) as Extract<RuleCondition, { kind: 'field' }>;
  return { ...rule, kind: 'entry', id: pick(lists), field: field.slice('custom.'.length) };
}

function randomField(now: Date, from: readonly (typeof fields)[number][] = fields): RuleCondition {
  const [field, type] = pick(from);
  const op = pick(comparisonsOf(type));
  const needs = needsOf(op);
  const value = () => {
    if (type === 'number') return pick([0, 38, 40, -3.5]);
    if (type === 'boolean') return chance(0.5);
    return type === 'date' || type === 'instant' ? dateNear(now) : pick(texts);
  };
  return {
    kind: 'field',
    field,
    op,
    ...(needs === 'value' ? { value: value() } : {}),
    ...(needs === 'values' ? { values: [pick(texts), pick(texts)] } : {}),
    ...(needs === 'days' ? { days: pick([1, 7, 30, 365]) } : {}),
  };
}

function randomCondition(now: Date): RuleCondition {
  const days = chance(0.5) ? { days: pick([1, 4, 10, 30, 45, 365]) } : {};
  const others: (() => RuleCondition)[] = [
    () => ({ kind: 'search', text: pick(['jose', 'ana', 'example.org', '1202555']) }),
    () => ({ kind: 'tag', op: pick(['has', 'has_not']), id: pick(tags) }),
    () => ({ kind: 'list', op: 'on', id: pick(lists), ...(chance(0.5) ? { joined_days: pick([1, 4, 10, 30]) } : {}) }),
    () => ({ kind: 'list', op: 'not_on', id: pick(lists) }),
    () => ({ kind: 'consent', channel: 'sms', is: pick(['yes', 'no', 'unknown', 'awaited', 'not_awaited']) }),
    () => ({ kind: 'consent', channel: 'sms', is: 'yes', purpose: pick(['all', 'informational']), proven: chance(0.5) }),
    () => ({ kind: 'suppressed', channel: pick(['sms', 'email']), is: chance(0.5) }),
    () => ({ kind: 'can_text', is: chance(0.5) }),
    () => ({ kind: 'activity', what: pick(['texted', 'delivered', 'failed', 'replied']), is: chance(0.5), ...days }),
    () => ({ kind: 'broadcast', id: pick(broadcasts), is: pick(['among', 'not_among', 'replied', 'not_replied']) }),
    () => ({ kind: 'broadcast', id: pick(broadcasts), is: 'among', states: ['delivered', pick(['sent', 'failed', 'skipped'])] }),
    () => ({ kind: 'origin', op: pick(['is', 'is_not']), value: pick(['member', 'import', 'inbound']) }),
  ];
  if (chance(0.15)) return randomEntry(now);
  return chance(0.45) ? randomField(now) : pick(others)();
}

function randomRule(now: Date, depth: number): AudienceRule {
  if (depth === 0 || chance(0.5)) return randomCondition(now);
  const rules = Array.from({ length: 1 + below(3) }, () => randomRule(now, depth - 1));
  return { kind: 'group', match: pick(['all', 'any', 'none']), rules };
}

test('finds exactly those whom a plain reading of the rules means, for random rules and people', async () => {
  random = seeded(7);
  let found = 0;
  await product.ctx.db.workspace(ws.id, async (tx) => {
    const { rows } = await sql<{ now: Date }>`select now() as now`.execute(tx);
    const { now } = rows[0]!;
    for (let n = 0; n < 500; n += 1) {
      const rules = Array.from({ length: 1 + below(3) }, () => randomRule(now, 3));
      const match = pick(['all', 'any', 'none'] as const);
      const asked = AudienceRules.parse({ version: 1, match, rules });
      const ids = matchingIds(await resolveFilter(tx, ws.id, { rules: asked }));
      const answer = await sql<{ id: string }>`${ids}`.execute(tx);
      const expected = people.filter((one) => personMatches(one, { kind: 'group', match, rules }, { now, zone }));
      expect(answer.rows.map(({ id }) => id).sort(), JSON.stringify(asked)).toEqual(expected.map(({ id }) => id).sort());
      found += expected.length;
    }
  });
  expect(found).toBeGreaterThan(1_000);
}, 240_000);
