import { describe, expect, it } from 'vitest';
import { answerCeiling, ceilingReached } from './ceilings.ts';

describe('a ceiling of texts to one phone', () => {
  it.each([
    [{ hour: 0, day: 0 }, null],
    [{ hour: 2, day: 9 }, null],
    [{ hour: 3, day: 3 }, 'hour'],
    [{ hour: 0, day: 10 }, 'day'],
    [{ hour: 3, day: 10 }, 'day'],
  ])('%o: %s', (lately, reached) => expect(ceilingReached(lately, answerCeiling)).toBe(reached));
});
