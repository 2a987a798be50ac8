import { messageStates } from '@tidings/core/messaging/states';
import { describe, expect, it } from 'vitest';
import { progressParts } from './broadcast-words.ts';
import { excerptWords, textPieces } from './tag-words.ts';

describe('a text with merge tags, for reading', () => {
  it('shows tags as words with their fallback', () => {
    expect(textPieces('Hi {{ contact.first_name | default: "there" }}!')).toEqual([
      { key: 0, text: 'Hi ', tag: false },
      { key: 1, text: 'first name, or there', tag: true },
      { key: 2, text: '!', tag: false },
    ]);
  });

  it('leaves a text without tags as it is', () => {
    expect(textPieces('Plain {text}')).toEqual([{ key: 0, text: 'Plain {text}', tag: false }]);
  });

  it('makes one line of an excerpt, also when it was cut inside a tag', () => {
    expect(excerptWords('From {{ workspace.name }}\nHi {{ contact.fir…')).toBe('From [organisation] Hi …');
  });
});

describe('the bar of a broadcast', () => {
  it('counts every state exactly once, so that its parts add up to everyone planned', () => {
    const counts = Object.fromEntries(messageStates.map((state, index) => [state, 2 ** index]));
    const parts = progressParts(counts as Parameters<typeof progressParts>[0]);
    expect(parts.reduce((sum, part) => sum + part.count, 0)).toBe(2 ** messageStates.length - 1);
    // Who failed and may have it all the same is a part of their own, and no failure.
    const doubtful = [{ state: 'failed' as const, reason: 'may_have_arrived', label: '', words: '', n: 3 }];
    const apart = progressParts({ ...(counts as Parameters<typeof progressParts>[0]), failed: 5 }, doubtful);
    expect(apart.filter(({ key }) => key === 'failed' || key === 'doubtful')).toMatchObject([
      { label: 'Failed', tone: 'danger', count: 2 },
      { label: 'May have arrived', tone: 'warning', count: 3 },
    ]);
  });
});
