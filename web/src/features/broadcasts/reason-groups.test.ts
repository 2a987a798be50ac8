import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { expect, test } from 'vitest';
import { reasonGroups } from './reason-groups.ts';

type Reason = BroadcastProgress['reasons'][number];
const reason = (state: Reason['state'], name: string, n: number): Reason => ({ state, reason: name, label: name, words: '', n });

test('counts a reason that kept texts back and made others fail under both headings', () => {
  const { groups } = reasonGroups([reason('failed', 'opted_out', 2), reason('skipped', 'opted_out', 5)], false);
  expect(groups.map(({ title, lines }) => [title, lines.map((line) => line.n)])).toEqual([
    ['Not sent', [5]],
    ['Failed', [2]],
  ]);
});

test('tells those who are tried again from those of whom nothing is known', () => {
  const { groups } = reasonGroups([reason('queued', 'unreachable', 3), reason('unknown', 'no_answer', 2)], false);
  expect(groups.map(({ title, lines }) => [title, lines[0]?.reason])).toEqual([
    ['Waiting', 'unreachable'],
    ['Not certain', 'no_answer'],
  ]);
});

test('adds up one reason of several states under one heading', () => {
  const { groups } = reasonGroups([reason('skipped', 'opted_out', 5), reason('cancelled', 'opted_out', 1)], false);
  expect(groups[0]?.lines).toMatchObject([{ reason: 'opted_out', n: 6, state: undefined }]);
});

test('shows the three largest of more than four until all are asked for', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name, at) => reason('failed', name, at));
  const short = reasonGroups(many, false);
  expect(short).toMatchObject({ count: 5, cut: true });
  expect(short.groups[0]?.lines.map((line) => line.reason)).toEqual(['e', 'd', 'c']);
  expect(reasonGroups(many, true).groups[0]?.lines).toHaveLength(5);
  expect(reasonGroups(many.slice(1), false).cut).toBe(false);
});

test('counts who may have it all the same apart from failures', () => {
  const { groups } = reasonGroups([reason('failed', 'may_have_arrived', 3), reason('failed', 'number_dead', 2)], false);
  expect(groups.map((group) => [group.title, group.lines.map((line) => line.n)])).toEqual([
    ['Failed', [2]],
    ['Not certain', [3]],
  ]);
});
