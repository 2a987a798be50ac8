import { describe, expect, it } from 'vitest';
import { capWords } from './cap-words.ts';

const cap = (capped: number, all: number, left = 3, name: string | null = null) => ({
  per_day: 8,
  left,
  resets_at: '2026-03-04T08:00:00Z',
  numbers: { capped, all },
  name,
});

describe('the words of a daily cap', () => {
  it('of one sender are about it', () => {
    expect(capWords(cap(1, 1, 0), 'at three')).toBe(
      'The sender may send 8 segments a day; none is left, and it counts anew at three.',
    );
  });

  it('of a pool name the one number that has a cap', () => {
    expect(capWords(cap(1, 3, 1, 'Gala line'), 'at three')).toBe(
      'Of the 3 numbers of the pool only Gala line has a daily cap: it may send 8 segments a day; 1 is left, and it counts anew at three.',
    );
  });

  it('of a pool tell what several may send together, and whether all are meant', () => {
    expect(capWords(cap(2, 3), 'at three')).toBe(
      'Of the 3 numbers of the pool, 2 have a daily cap: together these may send 8 segments a day; 3 are left, and the first of them counts anew at three.',
    );
    expect(capWords(cap(3, 3), 'at three')).toBe(
      'The 3 numbers of the pool may together send 8 segments a day; 3 are left, and the first of them counts anew at three.',
    );
  });
});
