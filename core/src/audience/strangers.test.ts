import { expect, test } from 'vitest';
import type { Pool } from './pools.ts';
import { partLists, type StrangePool, strangersCrossing, strangerWords, withStrangers } from './strangers.ts';

const gala = { id: 'e1', name: 'Spring Gala' };
const picnic = { id: 'e2', name: 'Picnic' };
const pool = (list_id: string, purpose: Pool['purpose'] = null, event: Pool['event'] = null): Pool => ({
  list_id,
  name: `List ${list_id}`,
  purpose,
  event,
});
const guests = pool('guests', 'informational', gala);
const helpers = pool('helpers', null, gala);
const picnickers = pool('picnickers', null, picnic);
const members = pool('members', 'marketing');
const patients = pool('patients', 'patient');
const friends = pool('friends');
const all = [guests, helpers, picnickers, members, patients, friends];

const strange = (message: 'marketing' | 'informational' | 'patient', named: Pool[], lists = all) =>
  partLists(message, named, lists).strange.flatMap((one) => one.listIds);

test.each([
  // Information is within every purpose: only events are apart.
  ['informational', [], ['guests', 'helpers', 'picnickers']],
  ['marketing', [], ['guests', 'helpers', 'picnickers', 'patients']],
  ['patient', [], ['guests', 'helpers', 'picnickers', 'members']],
  // A list of the gala was named: the message is about the gala, and its other lists are no strangers.
  ['informational', [helpers], ['picnickers']],
  // But not for offers to a list for information.
  ['marketing', [helpers], ['guests', 'picnickers', 'patients']],
  // What is named is asked about by its name.
  ['marketing', [patients], ['guests', 'helpers', 'picnickers']],
] as const)('a message for %s that names %j finds strange: %j', (message, named, expected) => {
  expect(strange(message, [...named])).toEqual(expected);
});

test('the lists of an event are one pool; a yes names pool and purpose', () => {
  expect(partLists('informational', [], all).strange).toEqual([
    { key: 'only:informational:event:e1', name: 'Spring Gala', purpose: null, listIds: ['guests', 'helpers'] },
    { key: 'only:informational:event:e2', name: 'Picnic', purpose: null, listIds: ['picnickers'] },
  ]);
  expect(partLists('marketing', [], [patients]).strange[0]?.key).toBe('only:marketing:patients:patient');
  expect(partLists('marketing', [], [])).toEqual({ own: [], strange: [] });
});

const ofGala: StrangePool = { key: 'g', name: 'Spring Gala', purpose: null, listIds: ['guests'] };
const ofNews: StrangePool = { key: 'n', name: 'Newsletter', purpose: 'marketing', listIds: ['news'] };

test('says how many are there for what', () => {
  const some = { n: 37, pools: [{ pool: ofGala, n: 37 }] };
  expect(strangersCrossing(some)).toEqual({
    kind: 'only_elsewhere',
    words: '37 of those it goes to only registered for Spring Gala.',
    yes: 'Send it to the 37 who only registered for Spring Gala, too',
    keys: ['g'],
  });
  expect(withStrangers('', 1240, some)).toBe('To 1,240 people, 37 of whom only registered for Spring Gala.');
  expect(withStrangers('', 37, some)).toBe('To 37 people who only registered for Spring Gala.');
  expect(withStrangers('To the 50 of Friends.', 50, some)).toBe(
    'To the 50 of Friends. 37 of them only registered for Spring Gala.',
  );
  expect(withStrangers('', 9, { n: 0, pools: [] })).toBe('');
  expect(strangersCrossing({ n: 0, pools: [] })).toBeUndefined();
  expect(strangersCrossing({ n: 1, pools: [{ pool: ofNews, n: 1 }] })?.words).toBe(
    '1 of those it goes to is only on Newsletter, a list for offers, invitations and appeals.',
  );
  const both = { n: 1205, pools: [ofGala, ofNews].map((pool, at) => ({ pool, n: 1204 - at })) };
  expect(strangerWords(both)).toBe(
    'are only there for something else: 1,204 registered for Spring Gala and 1,203 on Newsletter (for offers, invitations and appeals)',
  );
  const many = { n: 60, pools: Array.from({ length: 6 }, (_, at) => ({ pool: { ...ofGala, name: `Gala ${at}` }, n: 10 })) };
  expect(strangerWords(many)).toContain('10 registered for Gala 2 and others on 3 more');
});
