import { describe, expect, it } from 'vitest';
import { isZone } from '../schedule/zones.ts';
import { areaCodeRows } from './data/area-codes.ts';
import { zipStates, zipZones } from './data/postal-areas.ts';
import { regionNames } from './data/regions.ts';
import { type PlaceFacts, placeOf, zonesOfCountry } from './zones.ts';

const nothing: PlaceFacts = { timeZone: null, country: null, region: null, postalCode: null, phone: null };
const place = (facts: Partial<PlaceFacts>) => {
  const { zones, regions, by } = placeOf({ ...nothing, ...facts });
  return `${by}: ${[...zones].sort().join(' ')} ${regions.join(' ')}`.trim();
};

describe('where a person may be', () => {
  it.each<[string, Partial<PlaceFacts>, string]>([
    ['the own zone before all', { timeZone: 'Europe/Berlin', phone: '+12125550123' }, 'zone: Europe/Berlin US-NY'],
    ['a zone that is none is passed over', { timeZone: 'Nowhere', phone: '+12125550123' }, 'number: America/New_York US-NY'],
    ['an area code', { phone: '+12025550123' }, 'number: America/New_York US-DC'],
    ['an area code with two zones', { phone: '+18505550123' }, 'number: America/Chicago America/New_York US-FL'],
    ['an area code of Arizona, which knows no summer time', { phone: '+16025550123' }, 'number: America/Phoenix US-AZ'],
    ['an island', { phone: '+16715550123' }, 'number: Pacific/Guam US-GU'],
    ['another country of the plan', { phone: '+18765550123' }, 'number: America/Jamaica'],
    ['a province', { phone: '+13065550123' }, 'number: America/Regina CA-SK'],
    [
      'a Kazakh number, not Russian',
      { phone: '+77012345678' },
      'number: Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qostanay Asia/Qyzylorda',
    ],
    ['a British number', { phone: '+447700900123' }, 'number: Europe/London'],
    [
      'a Portuguese number, islands included',
      { phone: '+351912345678' },
      'number: Atlantic/Azores Atlantic/Madeira Europe/Lisbon',
    ],
    [
      'a state beside the number of another',
      { phone: '+12125550123', region: 'tx' },
      'address: America/Chicago America/Denver US-TX US-NY',
    ],
    ['a state by its name', { country: 'US', region: ' New  Mexico ' }, 'address: America/Denver US-NM'],
    ['a ZIP code that tells the zone', { country: 'US', region: 'FL', postalCode: '32501' }, 'address: America/Chicago US-FL'],
    ['a ZIP code alone', { phone: '+12125550123', postalCode: '79901-1234' }, 'address: America/Denver US-TX US-NY'],
    ['a ZIP code that two states share', { country: 'US', postalCode: '06390' }, 'address: America/New_York US-CT US-NY'],
    [
      'a ZIP code and a state that disagree',
      { country: 'US', region: 'CA', postalCode: '10001' },
      'address: America/Los_Angeles America/New_York US-CA US-NY',
    ],
    ['a country and its number, which is nearer', { country: 'US', phone: '+12125550123' }, 'number: America/New_York US-NY'],
    ['a territory given as a country', { country: 'PR' }, 'address: America/Puerto_Rico US-PR'],
    [
      'a country other than that of the number: both',
      { country: 'GB', phone: '+12125550123' },
      'address: America/New_York Europe/London US-NY',
    ],
    ['a French region that spells like a state', { country: 'FR', region: 'CA' }, 'address: Europe/Paris'],
  ])('%s', (_, facts, expected) => {
    expect(place(facts)).toBe(expected);
  });

  it.each([
    ['nothing at all', {}],
    ['a toll-free number', { phone: '+18005550123' }],
    ['an area code newer than the table', { phone: '+12995550123' }],
    ['a number that is none', { phone: '12' }],
    ['only the country', { country: 'US' }],
  ])('from %s is anywhere between New York and Honolulu', (_, facts) => {
    const { zones } = placeOf({ ...nothing, ...facts });
    expect(zones).toContain('America/New_York');
    expect(zones).toContain('Pacific/Honolulu');
    expect(zones.length).toBeGreaterThanOrEqual(7);
  });
});

describe('the tables', () => {
  it('name each area code once, with zones that exist and states that are known', () => {
    const codes = areaCodeRows.flatMap(([, , , list]) => list.split(' '));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(430);
    for (const [country, regions, zones, list] of areaCodeRows) {
      expect(zones.split(' ').every(isZone)).toBe(true);
      expect(list).toMatch(/^[2-9]\d\d( [2-9]\d\d)*$/);
      for (const region of regions.split(' ').filter(Boolean)) expect(regionNames[country as 'US' | 'CA']).toHaveProperty(region);
    }
  });

  it('give every state and province a zone', () => {
    for (const [country, names] of Object.entries(regionNames)) {
      for (const region of Object.keys(names)) expect(place({ country, region })).toMatch(/^address: /);
    }
  });

  it('keep ZIP codes within the zones of their states', () => {
    for (const [zone, prefixes] of zipZones) {
      for (const prefix of prefixes.split(' ')) {
        const zip = `${prefix.slice(0, 3)}01`;
        const { zones, regions } = placeOf({ ...nothing, country: 'US', postalCode: zip });
        expect(zones, zip).toEqual([zone]);
        const state = regions[0]?.slice(3) ?? '';
        expect(placeOf({ ...nothing, country: 'US', region: state }).zones, zip).toContain(zone);
      }
    }
    expect(zipStates.every(([states]) => states.split(' ').every((one) => Object.hasOwn(regionNames.US, one)))).toBe(true);
  });

  it('know the zones of countries that are nobody’s guess', () => {
    expect(zonesOfCountry('DE')).toContain('Europe/Berlin');
    expect(zonesOfCountry('AU')).not.toContain('Antarctica/Macquarie');
    expect(zonesOfCountry('XX')).toEqual([]);
    expect(zonesOfCountry('constructor')).toEqual([]);
  });
});
