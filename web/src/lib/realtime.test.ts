import { expect, test } from 'vitest';
import { concerns, parseChanges } from './realtime.ts';

test('reads one change or several, and ignores what it does not understand', () => {
  expect(parseChanges('{"topic":"contacts"}')).toEqual([{ topic: 'contacts' }]);
  expect(parseChanges('[{"topic":"contacts"},{"topic":"lists","id":"a"},7,null]')).toHaveLength(2);
  expect(parseChanges('not json')).toEqual([]);
});

test('concerns the queries that declared the topic', () => {
  expect(concerns({ topic: 'contacts' }, { topics: ['contacts', 'lists'] })).toBe(true);
  expect(concerns({ topic: 'messages' }, { topics: ['contacts'] })).toBe(false);
  expect(concerns({ topic: 'messages' }, undefined)).toBe(false);
});

test('leaves a query about one object alone when another changed, unless the change names none', () => {
  const meta = { topics: ['broadcasts'], topicId: 'a' };
  expect(concerns({ topic: 'broadcasts', id: 'a' }, meta)).toBe(true);
  expect(concerns({ topic: 'broadcasts', id: 'b' }, meta)).toBe(false);
  expect(concerns({ topic: 'broadcasts' }, meta)).toBe(true);
});
