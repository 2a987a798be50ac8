import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { beginningsOf, countryOf, dialCountries, ownCountries } from './country-of.ts';
import { areaCodeRows } from './data/area-codes.ts';

describe('the country of a number', () => {
  it.each([
    ['+12025550123', 'US'],
    ['+18005550123', 'US'],
    // Not assigned yet: new area codes are nearly always the United States'.
    ['+12305550123', 'US'],
    ['+14165550123', 'CA'],
    ['+17875550123', 'PR'],
    // Dear, and easily taken for an American area code.
    ['+18765550123', 'JM'],
    ['+12845550123', 'VG'],
    ['+18095550123', 'DO'],
    ['+12685550123', 'AG'],
    ['+19005550123', null],
    ['+447400123456', 'GB'],
    ['+447781123456', 'GG'],
    ['+79123456789', 'RU'],
    ['+77710009998', 'KZ'],
    ['+881612345678', null],
    ['+979123456789', null],
    ['+0123', null],
    ['', null],
    ['nonsense', null],
  ])('of %s is %s', (phone, country) => expect(countryOf(phone)).toBe(country));

  it('agrees with the table of area codes that quiet hours use', () => {
    const ofUnitedStates = ownCountries('US');
    const wrong = areaCodeRows.flatMap(([country, , , codes]) =>
      codes.split(' ').filter((code) => {
        const found = countryOf(`+1${code}5550100`) ?? '';
        return country === 'US' ? !ofUnitedStates.includes(found) : found !== country;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('agrees with libphonenumber on every country’s example of a mobile number', () => {
    // These share their ranges with another country; nothing in the number tells them apart.
    const shared = new Set(['BL', 'MF', 'CC', 'CX', 'SJ', 'VA', 'AX', 'EH', 'AC', 'TA']);
    const wrong = getCountries().flatMap((country) => {
      const phone = getExampleNumber(country, examples)?.number;
      return phone === undefined || shared.has(country) || countryOf(phone) === country
        ? []
        : [`${country} ${phone} ${countryOf(phone)}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('a choice of countries as beginnings', () => {
  const isWithin = (phone: string, countries: readonly string[]) => {
    const { within, except, also } = beginningsOf(countries);
    const begins = (all: typeof within) => all.some(({ length, values }) => values.includes(phone.slice(0, length)));
    return (begins(within) && !begins(except)) || begins(also);
  };
  const phones = dialCountries.flatMap((country) => getExampleNumber(country as never, examples)?.number ?? []);
  const more = [
    '+12025550123',
    '+14165550123',
    '+17875550123',
    '+18765550123',
    '+19005550123',
    '+447781123456',
    '+881612345678',
    '+0123',
  ];

  it.each([
    [['US']],
    [ownCountries('US')],
    [['CA']],
    [['US', 'CA', 'JM']],
    [['GB']],
    [ownCountries('GB')],
    [['GG']],
    [['KZ']],
    [['RU', 'DE']],
    [[]],
    [dialCountries],
  ])('means the same as asking for each number: %j', (countries) => {
    for (const phone of [...phones, ...more]) {
      const country = countryOf(phone);
      expect(`${phone} ${isWithin(phone, countries)}`).toBe(`${phone} ${country !== null && countries.includes(country)}`);
    }
  });
});
