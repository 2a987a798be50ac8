import { expect, test } from 'vitest';
import { isOutdated, mayGo } from './ready-to-send.ts';

const shown = (text: number, numbers: number, newest: number, confirm = false) => ({
  broadcast: { version: text },
  estimate: { version: numbers, cost: { confirm } },
  newest,
  acceptedMicros: undefined,
  acceptedPools: true,
});

test('lets nobody send a text that is not the newest, or whose numbers are of another version', () => {
  expect(mayGo(shown(3, 3, 3))).toBe(true);
  // Somebody else saved version 4, told by the numbers or by the server's news.
  for (const one of [shown(3, 4, 3), shown(3, 3, 4), shown(3, 4, 4)]) {
    expect(isOutdated(one)).toBe(true);
    expect(mayGo(one)).toBe(false);
  }
  // One's own save is newer than the numbers of before: they are being counted, and nothing is outdated.
  expect(isOutdated(shown(4, 3, 3))).toBe(false);
  expect(mayGo(shown(4, 3, 3))).toBe(false);
});

test('waits for a yes to a high sum', () => {
  expect(mayGo(shown(3, 3, 3, true))).toBe(false);
  expect(mayGo({ ...shown(3, 3, 3, true), acceptedMicros: 5 })).toBe(true);
});

test('waits for a yes to what is only done on purpose', () => {
  expect(mayGo({ ...shown(3, 3, 3), acceptedPools: false })).toBe(false);
});
