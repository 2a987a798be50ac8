import { expect, test } from 'vitest';
import { countSelected, everything, isSelected, nothing, setSelected } from './selection.ts';

test('ticks and unticks single rows', () => {
  const two = setSelected(nothing, ['a', 'b'], true);
  expect(isSelected(two, 'a')).toBe(true);
  expect(countSelected(setSelected(two, ['a'], false), 100)).toBe(1);
});

test('unticking rows of everything that matches makes exceptions, ticking takes them back', () => {
  const without = setSelected(everything, ['a', 'b'], false);
  expect(isSelected(without, 'a')).toBe(false);
  expect(isSelected(without, 'never loaded')).toBe(true);
  expect(countSelected(without, 12_431)).toBe(12_429);
  expect(countSelected(setSelected(without, ['a'], true), 12_431)).toBe(12_430);
});
