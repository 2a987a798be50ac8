import { describe, expect, it } from 'vitest';
import { hasDoubtWords } from './doubt-words.ts';
import { classifyOptOut, type OptOutVerdict } from './opt-out-intent.ts';
import { optOutRules } from './opt-out-rules.ts';
import { compilePattern } from './opt-out-words.ts';
import { development } from './test-data/development.ts';
import { fourthDevelopmentOther } from './test-data/development-fourth.ts';
import { moreOther, moreStop } from './test-data/development-more.ts';
import { thirdOther, thirdStop } from './test-data/development-third.ts';
import { eighthOtherEn, eighthStopEn } from './test-data/eighth-en.ts';
import { eighthOtherEs, eighthStopEs } from './test-data/eighth-es.ts';
import { fifthOtherEn, fifthStopEn, fifthUnsureEn } from './test-data/fifth-en.ts';
import { fifthOtherEs, fifthStopEs, fifthUnsureEs } from './test-data/fifth-es.ts';
import { fourthOther, fourthStop } from './test-data/held-out-fourth.ts';
import { heldOutOther } from './test-data/held-out-other.ts';
import { secondOther, secondStop } from './test-data/held-out-second.ts';
import { heldOutStop } from './test-data/held-out-stop.ts';
import { heldOutUnsure } from './test-data/held-out-unsure.ts';
import { ninthOtherEn, ninthStopEn } from './test-data/ninth-en.ts';
import { ninthOtherEs, ninthStopEs } from './test-data/ninth-es.ts';
import { seventhOtherEn, seventhStopEn } from './test-data/seventh-en.ts';
import { seventhOtherEs, seventhStopEs } from './test-data/seventh-es.ts';
import { sixthOtherEn, sixthStopEn } from './test-data/sixth-en.ts';
import { sixthOtherEs, sixthStopEs } from './test-data/sixth-es.ts';

const verdict = (text: string) => classifyOptOut(text).verdict;
const share = (texts: readonly string[], wanted: OptOutVerdict) =>
  texts.filter((text) => verdict(text) === wanted).length / texts.length;
const both = (set: Readonly<Record<'en' | 'es', readonly string[]>>) => [...set.en, ...set.es];

/** A sentence without what may differ in typing it. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

type Texts = Readonly<Record<'en' | 'es', readonly string[]>>;
const keptAside: readonly (readonly [name: string, stop: Texts, other: Texts])[] = [
  ['the first', heldOutStop, heldOutOther],
  ['the second', secondStop, secondOther],
  ['the fourth', fourthStop, fourthOther],
  ['the fifth', { en: fifthStopEn, es: fifthStopEs }, { en: fifthOtherEn, es: fifthOtherEs }],
  ['the sixth', { en: sixthStopEn, es: sixthStopEs }, { en: sixthOtherEn, es: sixthOtherEs }],
  ['the seventh', { en: seventhStopEn, es: seventhStopEs }, { en: seventhOtherEn, es: seventhOtherEs }],
  ['the eighth', { en: eighthStopEn, es: eighthStopEs }, { en: eighthOtherEn, es: eighthOtherEs }],
];

/**
 * Each was kept aside, measured once, and then read: that no set gets worse is what this can prove. What the rules found in each at first,
 * on sentences they were not written against, stands in docs/opt-outs.md and is the figure to believe. Only what is taken for a wish to stop
 * at once counts as found, and as a false alarm; the doubtful are counted apart.
 */
describe('sentences that were kept aside', () => {
  it('are enough, and hard enough', () => {
    const stop = keptAside.flatMap(([, texts]) => both(texts));
    const other = keptAside.flatMap(([, , texts]) => both(texts));
    expect(stop.length + other.length).toBeGreaterThanOrEqual(1_500);
    expect(other.length / (stop.length + other.length)).toBeGreaterThanOrEqual(0.4);
    const writtenWith = [...Object.values(development), moreStop, moreOther, thirdStop, thirdOther, fourthDevelopmentOther];
    const known = new Set(writtenWith.flatMap(both));
    const twice = [...stop, ...other].filter((text) => known.has(text));
    // The commonest, such as "stop texting me", anybody writes.
    expect(twice.length).toBeLessThan(60);
  });

  // Only figures, never the sentences: who reads them is tempted to write a rule for each.
  describe.each(keptAside)('%s set', (_, stop, other) => {
    it.each(['en', 'es'] as const)('nearly all of those that ask to stop are found (%s)', (language) => {
      expect(share(stop[language], 'opt_out')).toBeGreaterThanOrEqual(0.95);
    });

    it.each(['en', 'es'] as const)('at most 2 in 100 of the others are taken for it (%s), and 5 are doubtful', (language) => {
      expect(share(other[language], 'opt_out')).toBeLessThanOrEqual(0.02);
      expect(share(other[language], 'doubtful')).toBeLessThanOrEqual(0.05);
    });
  });

  it('over which people disagree are never obeyed unasked', () => {
    expect(share(heldOutUnsure, 'none')).toBeLessThanOrEqual(0.1);
    const unsure = [...fifthUnsureEn, ...fifthUnsureEs];
    expect(share(unsure, 'opt_out')).toBe(0);
    expect(share(unsure, 'doubtful')).toBeGreaterThanOrEqual(0.6);
  });
});

/**
 * Written by a stranger to the rules, and never mended for: what is found here is what may be believed of new sentences. If it falls, mend the
 * rules with sentences of your own, never with these. Those that stand in another set as well do not count.
 */
describe('sentences that no rule was written for', () => {
  const seen = new Set(
    [
      ...keptAside.flatMap(([, stop, other]) => [stop, other]),
      ...[...Object.values(development), moreStop, moreOther, thirdStop, thirdOther, fourthDevelopmentOther],
    ]
      .flatMap(both)
      .map(plain),
  );
  const unseen = (texts: readonly string[]) => texts.filter((text) => !seen.has(plain(text)));

  it.each([
    ['en', unseen(ninthStopEn), unseen(ninthOtherEn)],
    ['es', unseen(ninthStopEs), unseen(ninthOtherEs)],
  ] as const)('are read as they should be (%s)', (_, stop, other) => {
    expect(Math.min(stop.length, other.length)).toBeGreaterThanOrEqual(100);
    expect(share(stop, 'opt_out')).toBeGreaterThanOrEqual(0.95);
    expect(share(other, 'opt_out')).toBeLessThanOrEqual(0.02);
    expect(share(other, 'doubtful')).toBeLessThanOrEqual(0.05);
  });
});

describe('sentences that the rules were written with', () => {
  const cases = [
    ...Object.entries(development),
    ['opt_out', moreStop] as const,
    ['none', moreOther] as const,
    ['opt_out', thirdStop] as const,
    ['none', thirdOther] as const,
    ['none', fourthDevelopmentOther] as const,
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

  it('names the frame that decided, and the language of the words', () => {
    expect(classifyOptOut('so please stop the appointment reminders')).toMatchObject({ rule: 'ends_sending', language: 'en' });
    expect(classifyOptOut('desactiven las notificaciones de la colonia')).toMatchObject({ rule: 'ends_sending', language: 'es' });
  });

  it('reads a long row of what the frames look for in no time', () => {
    for (const word of ['stop my ', 'no quiero que ', 'if report if ', 'another text and ', 'take me off and ']) {
      expect(['none', 'doubtful', 'opt_out']).toContain(verdict(word.repeat(300)));
    }
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
