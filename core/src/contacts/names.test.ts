import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, initials, joinName, nameLimits, splitName } from './names.ts';

describe('splitting full names', () => {
  it.each([
    ['Maria Lopez', 'Maria', 'Lopez'],
    ['Maria', 'Maria', ''],
    ['', '', ''],
    ['  Maria   Lopez ', 'Maria', 'Lopez'],
    ['Maria Elena Lopez', 'Maria Elena', 'Lopez'],
    ['Lopez, Maria', 'Maria', 'Lopez'],
    ['Lopez, Maria Elena', 'Maria Elena', 'Lopez'],
    ['van der Berg, Vincent', 'Vincent', 'van der Berg'],
    ['Vincent van der Berg', 'Vincent', 'van der Berg'],
    ['Vincent Van Der Berg', 'Vincent', 'Van Der Berg'],
    ['Ludwig von Example', 'Ludwig', 'von Example'],
    ['Maria de la Cruz', 'Maria', 'de la Cruz'],
    ['John Smith Jr.', 'John', 'Smith Jr.'],
    ['John Smith, Jr', 'John', 'Smith Jr'],
    ['Smith, John, III', 'John', 'Smith III'],
    ['John Smith III', 'John', 'Smith III'],
    ['Dr. Ann Example', 'Ann', 'Example'],
    ['Ann Jr', 'Ann', 'Jr'],
    ['Van Morrison', 'Van', 'Morrison'],
    ['Lopez,', 'Lopez', ''],
    ['李 小龙', '李', '小龙'],
    ['محمد علي', 'محمد', 'علي'],
    ['Zoë 😀 Example', 'Zoë 😀', 'Example'],
    ["Sinead O'Connor-Smith", 'Sinead', "O'Connor-Smith"],
  ])('%j', (full, firstName, lastName) => {
    expect(splitName(full)).toEqual({ firstName, lastName });
  });

  it('never makes a name longer than its limits nor breaks a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (full) => {
        const { firstName, lastName } = splitName(full);
        expect(firstName.length).toBeLessThanOrEqual(nameLimits.first);
        expect(lastName.length).toBeLessThanOrEqual(nameLimits.last);
        expect((firstName + lastName).isWellFormed()).toBe(true);
      }),
    );
    expect(cleanName('👨‍👩‍👧'.repeat(50), 20)).toBe('👨‍👩‍👧'.repeat(2));
  });

  it('puts names together and cleans them', () => {
    expect(joinName('Maria', '')).toBe('Maria');
    expect(joinName(' Maria', 'Lopez ')).toBe('Maria Lopez');
    expect(cleanName('Ma\u202eria\n Lo\u0000pez')).toBe('Maria Lo pez');
  });
});

describe('initials', () => {
  it.each([
    ['Maria Lopez', 'ML'],
    ['maria', 'M'],
    ['Maria de la Cruz', 'MC'],
    ['John Smith Jr.', 'JS'],
    ['😀 Example', '😀E'],
    ['👩‍👧', '👩‍👧'],
    ['محمد علي', 'مع'],
    ['(Ann) "Bee"', 'AB'],
    ['', null],
    ['---', null],
  ])('of %j are %j', (full, expected) => {
    expect(initials(full)).toBe(expected);
  });
});
