import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate, parseTemplate, render, type TemplateScope } from './template.ts';
import { validateTemplate } from './template-check.ts';

const maria = {
  contact: {
    first_name: 'Maria',
    last_name: 'López',
    city: '',
    age: 41,
    vip: true,
    shoe_size: '7½',
    joined: '2026-03-01',
    boss: null,
  },
  event: { name: 'Harvest dinner', date: '2026-11-29T18:30', starts_at: '2026-11-30T00:30:00Z' },
};
const run = (source: string, scope: TemplateScope = maria) => render(compileTemplate(source), scope);
const text = (source: string, scope: TemplateScope = maria) => {
  const result = run(source, scope);
  return result.ok ? result.text : `${result.reason}:${result.tag}`;
};

describe('rendering merge tags', () => {
  it.each([
    ['Hello everybody', 'Hello everybody'],
    ['Hi {{ contact.first_name }}!', 'Hi Maria!'],
    ['Hi {{contact.first_name}}!', 'Hi Maria!'],
    ['Hi {{ Contact.FIRST_NAME }}!', 'Hi Maria!'],
    ['Hi {{ contact.nickname | default: "there" }}', 'Hi there'],
    ["Hi {{ contact.city | default: 'you' }}", 'Hi you'],
    ['Hi {{ contact.first_name | default: “there” }}', 'Hi Maria'],
    ['Hi {{ contact.nickname | default: contact.first_name }}', 'Hi Maria'],
    ['Hi {{ contact.nickname | default: contact.city | default: "you" }}', 'Hi you'],
    ['Hi{{ contact.nickname | default: "" }}!', 'Hi!'],
    ['{{ contact.first_name | upcase }} {{ contact.last_name | downcase }}', 'MARIA lópez'],
    ['{{ contact.nickname | default: "friend" | capitalize }}', 'Friend'],
    ['{{ contact.age }} {{ contact.vip }}', '41 yes'],
    ['{{ event.date | date: "%A, %B %-d at %-I:%M %p" }}', 'Sunday, November 29 at 6:30 PM'],
    ['{{ contact.joined | date }}', 'March 1, 2026'],
    ['{{ event.starts_at | date: "%a %H:%M", "America/Chicago" }}', 'Sun 18:30'],
    ['{{ contact.nickname | date: "%Y" | default: "soon" }}', 'soon'],
    ['a {{- contact.first_name -}} b', 'aMariab'],
    ['{% if contact.vip %}Dear{% else %}Hi{% endif %} {{ contact.first_name }}', 'Dear Maria'],
    ['{% if contact.city %}in {{ contact.city }}{% else %}around{% endif %}', 'around'],
    ['{% if CONTACT.age > 40 and contact.vip %}{{ contact.age }}{% endif %} ok', '41 ok'],
    ['{% case contact.first_name %}{% when "Maria" %}M{% else %}?{% endcase %}', 'M'],
    ['{% unless contact.boss %}free{% endunless %}{{ contact.boss | default: "" }}', 'free'],
    ['{% comment %}for us{% endcomment %}Hi', 'Hi'],
    ['{% if contact %}x{% endif %}{{ contact.first_name }}', 'xMaria'],
    ['null and void, {{ contact.first_name }}', 'null and void, Maria'],
    ['100% } of { it', '100% } of { it'],
  ])('%s', (source, expected) => {
    expect(text(source)).toBe(expected);
  });

  it.each([
    ['Hi {{ contact.nickname }}', 'empty_value:contact.nickname'],
    ['Hi {{ contact.city | upcase }}', 'empty_value:contact.city'],
    ['Hi {{ contact }}', 'empty_value:contact'],
    ['Hi {{ contact.first_name.length }}', 'empty_value:contact.first_name.length'],
    ['Hi {{ contact.nickname | default: contact.city }}', 'empty_value:contact.nickname'],
    ['{% if contact.vip %}{{ contact.nickname }}{% endif %}', 'empty_value:contact.nickname'],
    ['   {{ contact.nickname | default: "" }} \n', 'empty_body:null'],
    ['', 'empty_body:null'],
    ['{% if contact.city %}x{% endif %}', 'empty_body:null'],
    ['{{ contact.first_name | date: "%Y" }}', 'render_failed:contact.first_name'],
    ['{{ event.starts_at | date: "%H:%M" }}', 'render_failed:event.starts_at'],
    ['{% if contact.vip %}{{ event.starts_at | date: "%H" }}{% endif %}', 'render_failed:event.starts_at'],
    ['Hi {{ contact.first_name', 'render_failed:null'],
    ['{{ contact.constructor }}', 'empty_value:contact.constructor'],
    ['{{ contact.__proto__ }}', 'empty_value:contact.__proto__'],
    ['{% if true %}{{ __proto__.polluted }}{% endif %}', 'empty_value:__proto__.polluted'],
  ])('holds %s', (source, expected) => {
    expect(text(source)).toBe(expected);
  });
});

describe('values', () => {
  const hi = (value: unknown) => text('Hi {{ contact.first_name }}', { contact: { first_name: value } });
  const note = (value: unknown) => text('{% if true %}Hi{% endif %} {{ contact.note }}', { contact: { note: value } });

  it.each([
    ['A\nB\tC\u0000', 'Hi A B C'],
    ['  Ann  ', 'Hi Ann'],
    ['\u202eAnn\u200b', 'Hi Ann'],
    ['{{ contact.secret }}', 'Hi contact.secret'],
    ['{% if x %}', 'Hi % if x %'],
    ['{{{', 'empty_value:contact.first_name'],
    ['undefined', 'empty_value:contact.first_name'],
    ['null', 'empty_value:contact.first_name'],
    ['Null', 'Hi Null'],
    [{}, 'empty_value:contact.first_name'],
    [Number.NaN, 'empty_value:contact.first_name'],
    ['👩‍👧', 'Hi 👩‍👧'],
    ['Win $$$ https://example.com/x', 'unsafe_value:contact.first_name'],
    ['free-stuff.xyz', 'unsafe_value:contact.first_name'],
    ['J.R. Smith', 'Hi J.R. Smith'],
  ])('%j becomes %s', (value, expected) => {
    expect(hi(value)).toBe(expected);
  });

  it('caps names at 40 and other values at 200 characters, never inside an emoji', () => {
    expect(hi('x'.repeat(100))).toBe(`Hi ${'x'.repeat(40)}`);
    expect(hi('😀'.repeat(100))).toBe(`Hi ${'😀'.repeat(40)}`);
    expect(note('y'.repeat(300))).toBe(`Hi ${'y'.repeat(200)}`);
    expect(note('see https://example.org')).toBe('Hi see https://example.org');
  });

  it('uses the fallback instead of a suspicious name, also inside a condition', () => {
    const scope = { contact: { first_name: 'http://example.com' } };
    expect(text('Hi {{ contact.first_name | default: "there" }}', scope)).toBe('Hi there');
    expect(text('{% if true %}{{ contact.first_name }}{% endif %}', scope)).toBe('unsafe_value:contact.first_name');
  });

  it('never let anything of a tag, a line break or a placeholder into the text, and render alike with and without Liquid', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{{', '}}', '{%', 'undefined', '\r\n'),
      fc.constant(null),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 4 }), (parts) => {
        const scope = { contact: { note: parts.length === 1 ? parts[0] : parts.join('') } };
        const quick = run('[{{ contact.note | default: "none" }}]', scope);
        const liquid = run('{% if true %}[{{ contact.note | default: "none" }}]{% endif %}', scope);
        expect(liquid).toEqual(quick);
        expect(quick.ok && !/[{}\p{Cc}]|^undefined$/u.test(quick.text.slice(1, -1)) && quick.text.length > 2).toBe(true);
      }),
    );
  });
});

describe('parsing', () => {
  it('lists tags in order of use and says which have no fallback', () => {
    const source =
      'Hi {{ Contact.first_name }},\n{{ event.name | default: "x" }}{% if contact.city %}{{ contact.city }}{% endif %}{{ a.b | default: c.d }}';
    expect(parseTemplate(source)).toEqual({
      ok: true,
      tags: [
        { name: 'contact.first_name', line: 1, column: 7, hasFallback: false },
        { name: 'event.name', line: 2, column: 4, hasFallback: true },
        { name: 'contact.city', line: 2, column: expect.any(Number), hasFallback: true },
        { name: 'a.b', line: 2, column: expect.any(Number), hasFallback: true },
        { name: 'c.d', line: 2, column: expect.any(Number), hasFallback: false },
      ],
    });
  });

  it.each([
    ['Hi {{ contact.first_name', 1, 4, /opened with \{\{ and not closed/],
    ['one\ntwo {{}}', 2, 5, /empty/],
    ['{{ first_name | there }}', 1, 1, /\| default: "there"/],
    ['{{ first_name|there }}', 1, 1, /\| default: "there"/],
    ['{{ contact.first_name | default "x" }}', 1, 1, /colon/],
    ['{{ contact.first_name | default: ‘x’ }}', 1, 1, /straight quotes/],
    ['{{ contact.first name }}', 1, 1, /no spaces/],
    ['{{ contact.first_name | default: "x }}', 1, 1, /quote is opened/],
    ['{{ contact["first_name"] }}', 1, 1, /not written correctly/],
    ['{{ a | default }}', 1, 1, /needs a fallback/],
    ['{{ a | date: "%Q" }}', 1, 1, /%Q/],
    ['{% if contact.x %}yes', 1, 1, /\{% endif %\}/],
    ['yes{% endif %}', 1, 4, /no beginning/],
    ['{% if a = 1 %}x{% endif %}', 1, 1, /==/],
    ['{% for x in y %}{% endfor %}', 1, 1, /cannot be used/],
    ['{% include "x" %}', 1, 1, /cannot be used/],
    ['{% render "x" %}', 1, 1, /cannot be used/],
    ['{% assign x = 1 %}', 1, 1, /cannot be used/],
    ['{{ a | map: "b" }}', 1, 1, /"map" is not known/],
    ['{% if a', 1, 1, /not closed/],
    ['x'.repeat(10_001), 1, 1, /longer than 10,000/],
  ])('%s is an error at %i:%i', (source, line, column, words) => {
    const parsed = parseTemplate(source);
    expect(parsed).toMatchObject({ ok: false, error: { line, words: expect.stringMatching(words) } });
    if (!parsed.ok) expect(parsed.error.column).toBe(column);
  });

  it('never throws, whatever is typed', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' if ',
      'endif',
      'contact.x',
      '|',
      'default:',
      '"',
      "'",
      'a',
      '.',
      ' ',
      '\n',
      '-',
      '“',
      '==',
      '{',
      '[0]',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const check = validateTemplate(pieces.join(''), []);
        for (const problem of check.problems) expect(problem.words).toMatch(/[.?]$/);
        run(pieces.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('validating', () => {
  const known = ['contact.first_name', 'contact.last_name', 'contact.company', 'event.date'];

  it.each([
    ['{{ first_name }}', 'contact.first_name'],
    ['{{ contact.firstname }}', 'contact.first_name'],
    ['{{ contact.frist_name }}', 'contact.first_name'],
    ['{{ contact.compny }}', 'contact.company'],
    ['{{ lead.company }}', 'contact.company'],
    ['{{ event.dat }}', 'event.date'],
    ['{{ contact.zodiac }}', undefined],
  ])('%s is unknown and probably means %s', (source, suggestion) => {
    const check = validateTemplate(source, known);
    expect(check.ok).toBe(false);
    expect(check.problems[0]).toMatchObject({ severity: 'error', code: 'unknown_tag', line: 1 });
    expect(check.problems[0]?.suggestion).toBe(suggestion);
  });

  it('warns about a missing fallback and accepts a template that has them all', () => {
    expect(validateTemplate('Hi {{ contact.first_name }}', known)).toMatchObject({
      ok: true,
      problems: [{ severity: 'warning', code: 'no_fallback' }],
    });
    expect(validateTemplate('Hi {{ Contact.First_Name | default: "you" }}', known)).toMatchObject({ ok: true, problems: [] });
  });

  it.each(['Hi {first_name}', 'Hi [First Name]', 'Hi %FIRST_NAME%', 'Hi *|FNAME|*'])(
    'warns that %s is no merge tag',
    (source) => {
      expect(validateTemplate(source, known).problems).toMatchObject([
        { severity: 'warning', code: 'foreign_tag', line: 1, column: 4 },
      ]);
    },
  );

  it('reports a syntax error with its place', () => {
    expect(validateTemplate('a\n b {{ x', known).problems).toMatchObject([
      { severity: 'error', code: 'syntax', line: 2, column: 4 },
    ]);
  });

  it('reports every error at once, not only the first that parsing meets', () => {
    const source =
      'Hi {{ contact.frist_name }},\n{{ contact.first name }} {{ }}\n{{ contact.first_name | def: "x" }} {{ frist_name';
    const check = validateTemplate(source, known);
    expect(check.ok).toBe(false);
    expect(check.problems).toMatchObject([
      { code: 'unknown_tag', line: 1, column: 4 },
      { code: 'syntax', line: 2, column: 1, words: expect.stringContaining('no spaces') },
      { code: 'syntax', line: 2, column: 26, words: expect.stringContaining('empty') },
      { code: 'syntax', line: 3, column: 1, words: expect.stringContaining('"def"') },
      { code: 'syntax', line: 3, column: 37, words: expect.stringContaining('not closed') },
    ]);
  });

  it('looks for further errors neither in comments nor in what is right', () => {
    const source = '{% comment %}{{ x | y }}{% endcomment %}{{ contact.first_name | default: "you" }} {{ a b }}';
    expect(validateTemplate(source, known).problems).toMatchObject([{ code: 'syntax', column: 83 }]);
  });
});
