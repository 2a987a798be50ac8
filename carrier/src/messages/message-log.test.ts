import { expect, test } from 'vitest';
import type { Message } from './message.ts';
import { MessageLog } from './message-log.ts';

const message = (seq: number, to: string, from: string): Message => ({
  seq,
  sid: `SM${seq}`,
  direction: 'outbound-api',
  from,
  to,
  body: '',
  serviceSid: null,
  mediaUrls: null,
  segments: 1,
  status: 'delivered',
  errorCode: null,
  createdAt: 0,
  updatedAt: 0,
  sentAt: 0,
  callback: null,
  expiresAt: 0,
  sendAt: 0,
  fate: 0,
  owed: 0,
  calling: false,
  reordered: false,
  removed: false,
});
const seqs = (messages: Iterable<Message>) => [...messages].map(({ seq }) => seq);

function fill(keep: number, count: number): MessageLog {
  const log = new MessageLog(keep);
  for (let seq = 1; seq <= count; seq++) log.add(message(seq, `to${seq % 3}`, `from${seq % 2}`));
  return log;
}

test('finds by To, by From, and from a place on', () => {
  const log = fill(100, 12);
  expect(seqs(log.matching({ to: 'to1' }))).toEqual([10, 7, 4, 1]);
  expect(seqs(log.matching({ from: 'from1' }, 8))).toEqual([7, 5, 3, 1]);
  expect(seqs(log.matching({}, 4))).toEqual([3, 2, 1]);
  expect(seqs(log.matching({ to: 'nobody' }))).toEqual([]);
});

test('forgets the oldest everywhere', () => {
  const log = fill(5, 12);
  expect(log.size).toBe(5);
  expect(seqs(log.newestFirst())).toEqual([12, 11, 10, 9, 8]);
  expect(seqs(log.matching({ to: 'to1' }))).toEqual([10]);
  expect(log.find('SM1')).toBeUndefined();
});

test('a removed message is in no list, wherever it stood', () => {
  const log = fill(100, 12);
  for (const seq of [1, 7, 12]) log.remove(log.find(`SM${seq}`)!);
  expect(seqs(log.newestFirst())).toEqual([11, 10, 9, 8, 6, 5, 4, 3, 2]);
  expect(seqs(log.matching({ to: 'to1' }))).toEqual([10, 4]);
  expect(log.to.newest('to0')?.seq).toBe(9);
});

test('stays right over many times its length', () => {
  const log = fill(5000, 60_000);
  expect(log.size).toBe(5000);
  expect(seqs(log.newestFirst())).toHaveLength(5000);
  expect(seqs(log.matching({ from: 'from0' }))).toHaveLength(2500);
  expect(seqs(log.matching({ to: 'to0' }))[0]).toBe(60_000);
  expect(log.from.count('from1') + log.from.count('from0')).toBe(5000);
});
