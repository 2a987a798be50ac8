import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGsm } from './gsm.ts';
import { smartCharacters } from './smart-characters.ts';
import { removeAccents, smartEncode } from './smart-encoding.ts';

describe('smart encoding', () => {
  it.each([
    ['It’s “on” – see you…', 'It\'s "on" - see you...'],
    ['10\u00a0am\u2009to\u3000noon', '10 am to noon'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['a\tb', 'a b'],
    ['½ price • today', '1/2 price - today'],
    ['ＳＡＬＥ １２３！', 'SALE 123!'],
    ['ᴛɪᴍᴇ', 'TIME'],
    ['‹a› «b»', '<a> "b"'],
    ['wait‼', 'wait!!'],
    ['line\nbreak\r\nkept’', "line\nbreak\r\nkept'"],
    ['Jose\u0301', 'José'],
  ])('writes %j as %j', (text, expected) => {
    expect(smartEncode(text)).toMatchObject({ text: expected, applied: true, fits: true });
  });

  it('leaves the text alone when it would not become GSM-7 anyway', () => {
    const result = smartEncode('It’s on 😀');
    expect(result).toMatchObject({ text: 'It’s on 😀', applied: false, fits: false });
    expect(result.replacements).toEqual([{ from: '’', to: "'", count: 1 }]);
    expect(smartEncode('It’s on 😀', { always: true })).toMatchObject({ text: "It's on 😀", applied: true, fits: false });
  });

  it('reports what it replaced and how often', () => {
    expect(smartEncode('“a” “b”').replacements).toEqual([
      { from: '“', to: '"', count: 2 },
      { from: '”', to: '"', count: 2 },
    ]);
    expect(smartEncode('plain text').replacements).toEqual([]);
  });

  it('only ever writes characters of the alphabet', () => {
    for (const [from, to] of smartCharacters) {
      expect(isGsm(to), from).toBe(true);
      expect(isGsm(from) && from !== '\f', from).toBe(false);
    }
  });

  it('never touches accented letters', () => {
    expect(smartEncode('façade').text).toBe('façade');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, always) => {
        const once = smartEncode(text, { always }).text;
        expect(smartEncode(once, { always }).text).toBe(once);
      }),
    );
  });
});

describe('removing accents', () => {
  it.each([
    ['São José, façade', 'Sao José, facade'],
    ['Łukasz Đorđe Œuvre', 'Lukasz Dorde OEuvre'],
    ['Zoë', 'Zoe'],
    ['über Ångström', 'über Ångström'],
    ['привет 😀 你好', 'привет 😀 你好'],
  ])('writes %j as %j', (text, expected) => {
    expect(removeAccents(text)).toBe(expected);
  });
});
