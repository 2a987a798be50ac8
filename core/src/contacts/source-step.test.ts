import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideStep, type Here, type Said, type StepFacts } from './source-step.ts';

const said = (values: Said['values'], more: Partial<Said> = {}): Said => ({ values, phones: [], emails: [], tags: [], ...more });
const here = (values: Here['values'], more: Partial<Here> = {}): Here => ({ values, phones: [], emails: [], tags: [], ...more });
const facts = (some: Partial<StepFacts>): StepFacts => ({
  before: [],
  also: [],
  sheet: said({}),
  emptied: new Set(),
  unreadable: new Set(),
  here: here({}),
  whole: false,
  ...some,
});
const city = (before: string | null, now: string | null, present: string, more: Partial<StepFacts> = {}) =>
  decideStep(
    facts({
      before: [said(before === null ? {} : { city: before })],
      sheet: said(now === null ? {} : { city: now }),
      emptied: new Set(now === null ? ['city'] : []),
      here: here(present === '' ? {} : { city: present }),
      ...more,
    }),
  );

describe('a field of a row that changed', () => {
  it.each([
    ['follows the sheet', 'Rome', 'Oslo', 'Rome', { values: { city: 'Oslo' }, clear: [], kept: [] }],
    ['is emptied with the sheet', 'Rome', null, 'Rome', { values: {}, clear: ['city'], kept: [] }],
    ['stays as it was changed here while the sheet says the same', 'Rome', 'Rome', 'Bonn', { values: {}, clear: [], kept: [] }],
    ['stays empty here while the sheet says the same', 'Rome', 'Rome', '', { values: {}, clear: [], kept: [] }],
    [
      'is kept where both changed',
      'Rome',
      'Oslo',
      'Bonn',
      { values: {}, kept: [{ field: 'city', sheet: 'Oslo', here: 'Bonn' }] },
    ],
    [
      'is kept where it was changed here and emptied there',
      'Rome',
      null,
      'Bonn',
      { clear: [], kept: [{ field: 'city', sheet: '', here: 'Bonn' }] },
    ],
    ['is nothing to tell where both changed alike', 'Rome', 'Oslo', 'Oslo', { values: {}, kept: [] }],
    ['is taken where the sheet had said nothing', null, 'Oslo', 'Bonn', { values: { city: 'Oslo' }, kept: [] }],
    ['is taken where it was emptied here and the sheet has a new one', 'Rome', 'Oslo', '', { values: { city: 'Oslo' } }],
    ['is nothing to do where it is empty on both sides', 'Rome', null, '', { values: {}, clear: [], kept: [] }],
  ])('%s', (_, before, now, present, expected) => expect(city(before, now, present)).toMatchObject(expected));

  it('is not emptied for a cell that cannot be read, or a column that is not taken any more', () => {
    expect(city('Rome', null, 'Rome', { emptied: new Set() })).toMatchObject({ values: {}, clear: [], kept: [] });
  });

  it('has what another row of the person says instead', () => {
    expect(city('Rome', null, 'Rome', { also: [said({ city: 'Oslo' })] })).toMatchObject({ values: { city: 'Oslo' }, clear: [] });
    expect(city('Rome', 'Bonn', 'Oslo', { also: [said({ city: 'Oslo' })] })).toMatchObject({
      values: { city: 'Bonn' },
      kept: [],
    });
  });

  it('is taken anew from the sheet when everything is', () => {
    expect(city('Rome', 'Rome', 'Bonn', { whole: true })).toMatchObject({ values: { city: 'Rome' }, kept: [] });
  });

  it('compares numbers and answers as what they are', () => {
    const step = decideStep(
      facts({
        before: [said({ 'custom:age': 7, 'custom:member': true })],
        sheet: said({ 'custom:age': 8 }),
        emptied: new Set(['custom:member']),
        here: here({ 'custom:age': '7', 'custom:member': 'true' }),
      }),
    );
    expect(step).toMatchObject({ values: { 'custom:age': 8 }, clear: ['custom:member'], kept: [] });
  });

  it('takes the parts of a full name along when that is emptied, but not a corrected one', () => {
    const step = (first: string) =>
      decideStep(
        facts({
          before: [said({ full_name: 'Ann Arbor' })],
          emptied: new Set(['full_name']),
          here: here({ full_name: 'Ann Arbor', first_name: first, last_name: 'Arbor' }),
        }),
      ).clear;
    expect(step('Ann')).toEqual(['full_name', 'first_name', 'last_name']);
    expect(step('Annie')).toEqual(['full_name', 'last_name']);
  });
});

describe('the numbers of a row that changed', () => {
  const [a, b, c] = ['+12025550101', '+12025550102', '+12025550103'];
  const phones = (before: string[], now: string[], present: string[], more: Partial<StepFacts> = {}) => {
    const step = decideStep(
      facts({
        before: [said({}, { phones: before })],
        sheet: said({}, { phones: now }),
        emptied: new Set(now.length === 0 ? ['phones'] : []),
        here: here({}, { phones: present }),
        ...more,
      }),
    );
    return { ...step.phones, kept: step.kept };
  };

  it('replace the former', () => expect(phones([a], [b], [a])).toEqual({ remove: [a], prefer: b, kept: [] }));
  it('are taken off with an emptied cell, and another becomes preferred', () => {
    expect(phones([a], [], [a, c])).toEqual({ remove: [a], prefer: c, kept: [] });
    expect(phones([a], [], [a])).toEqual({ remove: [a], prefer: null, kept: [] });
  });
  it('stay where the cell cannot be read', () => {
    expect(phones([a], [], [a], { unreadable: new Set(['phones']), emptied: new Set() }).remove).toEqual([]);
    expect(phones([a, b], [a], [a, b], { unreadable: new Set(['phones']) }).remove).toEqual([]);
  });
  it('stay where another row has them, and where somebody added them here', () => {
    expect(phones([a], [b], [a], { also: [said({}, { phones: [a] })] }).remove).toEqual([]);
    expect(phones([a], [b], [a, c]).remove).toEqual([a]);
  });
  it('do not come back where they were taken off here', () => expect(phones([a, b], [a, b], [a]).remove).toEqual([b]));
  it('leave the number preferred that somebody preferred here, and say so', () => {
    expect(phones([a], [b], [c, a])).toEqual({ remove: [a], prefer: c, kept: [{ field: 'phone', sheet: b, here: c }] });
    expect(phones([a], [a], [c, a])).toEqual({ remove: [], prefer: c, kept: [] });
  });
  it('follow another order in the sheet', () => expect(phones([a, b], [b, a], [a, b])).toMatchObject({ remove: [], prefer: b }));
  it('are all taken anew when everything is', () =>
    expect(phones([a, b], [a, b], [c], { whole: true })).toMatchObject({ remove: [] }));
});

describe('the tags of a row that changed', () => {
  it('come and go with it, whatever their capitals; those that were given here stay', () => {
    const step = decideStep(
      facts({
        before: [said({}, { tags: ['Choir', 'Youth'] })],
        sheet: said({}, { tags: ['choir', 'Ushers'] }),
        here: here({}, { tags: ['Choir', 'Youth', 'VIP'] }),
      }),
    );
    expect(step.tags).toEqual({ give: ['Ushers'], take: ['Youth'] });
  });
});

it('loses nothing that the sheet did not say before, and does nothing to a row that says the same', () => {
  const value = fc.constantFrom('A', 'B', 'C', undefined);
  const record = fc.record({ city: value, company: value }, { requiredKeys: [] });
  const filled = (one: object) => Object.fromEntries(Object.entries(one).filter(([, entry]) => entry !== undefined));
  fc.assert(
    fc.property(record, record, record, (before, now, present) => {
      const [was, is, there] = [filled(before), filled(now), filled(present)] as Record<string, string>[];
      const emptied = new Set(['city', 'company'].filter((field) => is?.[field] === undefined));
      const step = decideStep(facts({ before: [said(was ?? {})], sheet: said(is ?? {}), emptied, here: here(there ?? {}) }));
      for (const field of step.clear) expect(there?.[field]).toBe(was?.[field]);
      for (const field of ['city', 'company']) if (was?.[field] === is?.[field]) expect(step.values[field]).toBeUndefined();
    }),
  );
});
