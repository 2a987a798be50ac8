import { describe, expect, it } from 'vitest';
import { hasDoubtWords } from './doubt-words.ts';
import { classifyOptOut, type OptOutVerdict } from './opt-out-intent.ts';
import { optOutRules } from './opt-out-rules.ts';
import { compilePattern } from './opt-out-words.ts';
import { development } from './test-data/development.ts';
import { moreOther, moreStop } from './test-data/development-more.ts';
import { thirdOther, thirdStop } from './test-data/development-third.ts';
import { fourthOther, fourthStop } from './test-data/held-out-fourth.ts';
import { heldOutOther } from './test-data/held-out-other.ts';
import { secondOther, secondStop } from './test-data/held-out-second.ts';
import { heldOutStop } from './test-data/held-out-stop.ts';
import { heldOutUnsure } from './test-data/held-out-unsure.ts';

const verdict = (text: string) => classifyOptOut(text).verdict;
const share = (texts: readonly string[], wanted: OptOutVerdict) =>
  texts.filter((text) => verdict(text) === wanted).length / texts.length;
const both = (set: Readonly<Record<'en' | 'es', readonly string[]>>) => [...set.en, ...set.es];

describe('sentences that the rules were not written against', () => {
  it('are enough, and hard enough', () => {
    const stop = [...both(heldOutStop), ...both(secondStop), ...both(fourthStop)];
    const other = [...both(heldOutOther), ...both(secondOther), ...both(fourthOther)];
    expect(stop.length + other.length).toBeGreaterThanOrEqual(400);
    expect(other.length / (stop.length + other.length)).toBeGreaterThanOrEqual(0.4);
    const writtenWith = [...Object.values(development), moreStop, moreOther, thirdStop, thirdOther];
    const known = new Set(writtenWith.flatMap(both));
    expect([...stop, ...other].filter((text) => known.has(text))).toEqual([]);
  });

  // Only figures, never the sentences: who reads them is tempted to write a rule for each.
  describe.each([
    ['the first set', heldOutStop, heldOutOther],
    ['the second set', secondStop, secondOther],
    // What was found on it at first, so that it does not get worse: it is the hardest of them.
    ['the newest set', fourthStop, fourthOther, 0.92],
  ] as const)('%s', (_, stop, other, floor?: number) => {
    const least = floor ?? 0.95;
    it.each(['en', 'es'] as const)('nearly all of those that ask to stop are found (%s)', (language) => {
      expect(share(stop[language], 'opt_out')).toBeGreaterThanOrEqual(least);
    });

    it.each(['en', 'es'] as const)('at most 2%% of the others are taken for it (%s), and 5%% are doubtful', (language) => {
      expect(share(other[language], 'opt_out')).toBeLessThanOrEqual(0.02);
      expect(share(other[language], 'doubtful')).toBeLessThanOrEqual(0.05);
    });
  });

  it.each(['en', 'es'] as const)(
    'at least 95%% are found over all sets, and at most 2%% of the others are taken for it (%s)',
    (language) => {
      const all = (sets: readonly Readonly<Record<'en' | 'es', readonly string[]>>[]) => sets.flatMap((set) => set[language]);
      expect(share(all([heldOutStop, secondStop, fourthStop]), 'opt_out')).toBeGreaterThanOrEqual(0.95);
      expect(share(all([heldOutOther, secondOther, fourthOther]), 'opt_out')).toBeLessThanOrEqual(0.02);
    },
  );

  it('over which people disagree are left to a member', () => {
    expect(share(heldOutUnsure, 'none')).toBeLessThanOrEqual(0.1);
  });
});

describe('sentences that the rules were written with', () => {
  const cases = [
    ...Object.entries(development),
    ['opt_out', moreStop] as const,
    ['none', moreOther] as const,
    ['opt_out', thirdStop] as const,
    ['none', thirdOther] as const,
  ].flatMap(([wanted, set]) => both(set).map((text) => [text, wanted] as const));
  it.each(cases)('%j is %s', (text, wanted) => {
    expect(verdict(text)).toBe(wanted);
  });
});

describe('how it is typed does not matter', () => {
  it.each([
    'PLEASE STOP TEXTING ME',
    'please\u200b stop\u200d texting me',
    'ｓｔｏｐ ｔｅｘｔｉｎｇ ｍｅ',
    'Please… stop — texting me!!!',
    'stoppppp texting meeeee',
    's.t.o.p texting me',
    'st0p texting me',
    'plz stp txting me',
    'don’t text me',
    "don't text me",
    'dont text me',
    'Do   not\ttext me',
    'no me envíen más mensajes',
    'NO ME ENVI\u0301EN MA\u0301S MENSAJES',
    'unsubscirbe me',
  ])('%j', (text) => {
    expect(verdict(text)).toBe('opt_out');
  });
});

describe('what is not their own word', () => {
  it.each([
    ['a reaction', 'Liked “Sale today. Reply STOP to opt out”'],
    ['a reaction in Spanish', 'Le gustó “Responda ALTO para no recibir más mensajes”'],
    ['a reaction by emoji', '❤️ to “stop texting me”'],
    ['a quoted reply', 'See you!\n\nOn Tue, Nov 3, 2026 at 9:14 AM\nChoir <notes@example.org> wrote:\n> stop texting me'],
    ['a quoted line', 'Count me in\n> remove me from the list'],
    ['a quotation', 'My neighbour wrote you "stop texting me", ignore it'],
    ['our own footer', 'Great news! Reply STOP to unsubscribe.'],
  ])('%s', (_, text) => {
    expect(verdict(text)).toBe('none');
  });

  it('does not hide what is', () => {
    expect(verdict('Take me off your list\n\nOn Tue, Nov 3, 2026 Choir wrote:\n> Practice at 7')).toBe('opt_out');
    expect(verdict('STOP\n\nSent from my iPhone')).toBe('opt_out');
    expect(verdict('"stop texting me"')).toBe('opt_out');
    expect(verdict("I'll stop by at 4, but please stop texting me")).toBe('opt_out');
  });
});

describe('reading', () => {
  it('says which rule decided, and in which language', () => {
    expect(classifyOptOut("please don't text me anymore")).toEqual({
      verdict: 'opt_out',
      rule: 'do_not_contact',
      language: 'en',
    });
    expect(classifyOptOut('ya no me escriban')).toMatchObject({ verdict: 'opt_out', language: 'es' });
    expect(classifyOptOut('See you on Sunday')).toEqual({ verdict: 'none', rule: null, language: null });
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t'],
    ['an empty quotation', '\n>\n'],
    ['an emoji', '🙏'],
    ['marks', '?" . , "" …'],
    ['a long row of dots', '.'.repeat(5_000)],
    ['words over and over', 'no me don’t want to '.repeat(700)],
    ['control characters', '\0\u001b[2J'],
    ['half a character', '\ud800'],
    ['names of things in JavaScript', 'constructor __proto__ toString'],
  ])('bears %s', (_, text) => {
    expect(verdict(text)).toBe('none');
  });

  it('is the same the second time', () => {
    for (let round = 0; round < 3; round += 1) expect(verdict('take me off your list')).toBe('opt_out');
  });

  it('has rules with names of their own, and refuses a pattern with an unknown part', () => {
    const keys = optOutRules.map((rule) => `${rule.kind} ${rule.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(optOutRules.filter((rule) => rule.kind === 'doubtful' && !hasDoubtWords(rule.name))).toEqual([]);
    expect(() => compilePattern('stop {nothing}')).toThrow('unknown part');
  });
});
