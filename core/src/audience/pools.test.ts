import { expect, test } from 'vitest';
import { crossingsOf, isAccepted, listsMeantBy, type Pool, poolSentence } from './pools.ts';

const gala = { id: 'e1', name: 'Spring Gala' };
const pool = (list_id: string, name: string, purpose: Pool['purpose'] = null, event: Pool['event'] = null): Pool => ({
  list_id,
  name,
  purpose,
  event,
});
const guests = pool('g', 'Guests', 'informational', gala);
const members = pool('m', 'Community members', 'marketing');
const friends = pool('f', 'Friends');

test.each([
  ['marketing', [members], []],
  ['informational', [members], []],
  ['informational', [guests], []],
  ['patient', [friends], []],
  ['marketing', [guests], ['outside_purpose']],
  ['patient', [members], ['outside_purpose']],
  ['informational', [guests, members], ['several_pools']],
  ['marketing', [guests, members], ['outside_purpose', 'several_pools']],
  ['informational', [members, friends], []],
  ['informational', [guests, friends], ['several_pools']],
  ['informational', [guests, pool('h', 'Helpers', 'informational', { id: 'e2', name: 'Picnic' })], ['several_pools']],
  ['informational', [guests, pool('t', 'Table hosts', 'informational', gala)], []],
  ['marketing', [], []],
] as const)('a message for %s to %j', (message, pools, kinds) => {
  expect(crossingsOf(message, pools).map(({ kind }) => kind)).toEqual(kinds);
});

test('says both sides by name', () => {
  const [outside, several] = crossingsOf('marketing', [guests, members]);
  expect(outside?.words).toBe('Guests is a list for information, and this message counts as offers, invitations and appeals.');
  expect(outside?.yes).toBe('Send offers, invitations and appeals to Guests, a list for information');
  expect(several?.yes).toBe(
    'Send it to Guests (registered for Spring Gala) and Community members (for offers, invitations and appeals)',
  );
});

test('a yes covers what was asked, no other list, purpose or event', () => {
  const asked = crossingsOf('informational', [guests, members]);
  const yes = asked.flatMap(({ keys }) => keys);
  expect(isAccepted(asked, yes)).toBe(true);
  expect(isAccepted(asked, [])).toBe(false);
  expect(isAccepted(crossingsOf('informational', [guests, members, friends]), yes)).toBe(false);
  expect(isAccepted(crossingsOf('marketing', [guests, members]), yes)).toBe(false);
  expect(isAccepted(crossingsOf('informational', [guests, { ...members, purpose: 'patient' }]), yes)).toBe(false);
  expect(isAccepted(crossingsOf('informational', [members]), [])).toBe(true);
});

test('rules mean the lists that somebody is on', () => {
  const id = (n: number) => `018f0000-0000-7000-8000-00000000000${n}`;
  expect(
    listsMeantBy({
      match: 'all',
      rules: [
        { kind: 'list', op: 'on', id: id(1) },
        { kind: 'list', op: 'not_on', id: id(2) },
        { kind: 'group', match: 'any', rules: [{ kind: 'entry', id: id(3), field: 'status', op: 'is', value: 'registered' }] },
        { kind: 'group', match: 'none', rules: [{ kind: 'list', op: 'on', id: id(4) }] },
      ],
    }),
  ).toEqual([id(1), id(3)]);
  expect(listsMeantBy({ match: 'none', rules: [{ kind: 'list', op: 'on', id: id(1) }] })).toEqual([]);
});

test('the pool in one sentence', () => {
  const others = [{ name: 'Community members', left_out: 1204, among: 0 }];
  expect(poolSentence(48, [guests], true, others)).toBe(
    'To the 48 on the list for Spring Gala, not to the 1,204 of Community members.',
  );
  expect(poolSentence(48, [guests], true, [{ name: 'Community members', left_out: 1195, among: 9 }])).toBe(
    'To the 48 on the list for Spring Gala, not to the other 1,195 of Community members. 9 people are on Community members too, and get it once.',
  );
  const statuses = [
    { status: 'registered', n: 1200 },
    { status: 'cancelled', n: 1 },
    { status: '', n: 2 },
  ];
  expect(poolSentence(1203, [guests], true, [], statuses)).toBe(
    'To the 1,203 on the list for Spring Gala (1,200 registered, 1 cancelled, 2 without a status).',
  );
  expect(poolSentence(3, [guests], true, [], [{ status: '', n: 3 }])).toBe('To the 3 on the list for Spring Gala.');
  expect(poolSentence(5, [friends, members], true, [])).toBe('To the 5 of Friends and Community members.');
  expect(poolSentence(7, [members], false, [])).toBe('To 7 people, among them of Community members.');
  expect(poolSentence(7, [], true, others)).toBe('');
});
