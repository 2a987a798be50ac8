import { describe, expect, it } from 'vitest';
import { areaCodeRows } from '../contacts/data/area-codes.ts';
import { placeOf, signsOfStates } from '../contacts/zones.ts';
import type { LawHours } from './data/quiet-hours-law.ts';
import { decideSend } from './decide-send.ts';
import type { SendFacts } from './decision.ts';
import { limitedStates, stateLimitMemo, stateLimitOf } from './state-limits.ts';

const nothing = { timeZone: null, country: null, region: null, postalCode: null, phone: null };
const now = Date.parse('2026-11-21T18:00Z');
const today = '2026-11-21';

describe('how many texts a state lets reach one person in a day', () => {
  it('is known of those whose law names a number', () => {
    expect([...limitedStates].sort()).toEqual(['US-FL', 'US-MD', 'US-OK']);
    expect(stateLimitOf(['US-FL'], today)).toEqual({ messages: 3, place: 'US-FL' });
    expect(stateLimitOf(['US-NY'], today)).toBeNull();
    expect(stateLimitOf([], today)).toBeNull();
  });

  it('is the strictest of those that may apply, on the days on which they hold', () => {
    const row = { week: 'Mon-Sun 08:00-20:00', source: 'A law', confirmed: 'law' } as const;
    const rows: LawHours[] = [
      { ...row, place: 'US-FL', mostInDay: 3, until: '2026-12-31' },
      { ...row, place: 'US-FL', mostInDay: 1, since: '2027-01-01' },
      { ...row, place: 'US-OK', mostInDay: 2 },
    ];
    expect(stateLimitOf(['US-FL', 'US-OK'], '2026-12-31', rows)).toEqual({ messages: 2, place: 'US-OK' });
    expect(stateLimitOf(['US-FL', 'US-OK'], '2027-01-01', rows)).toEqual({ messages: 1, place: 'US-FL' });
    expect(stateLimitOf(['US-FL'], '2026-12-31', rows)).toEqual({ messages: 3, place: 'US-FL' });
  });

  it('is found by area code, by address, and again by the next day', () => {
    const limitAt = stateLimitMemo();
    expect(limitAt({ ...nothing, phone: '+13055550123' }, now)?.place).toBe('US-FL');
    expect(limitAt({ ...nothing, phone: '+12125550123' }, now)).toBeNull();
    expect(limitAt({ ...nothing, phone: '+12125550123', region: 'Maryland' }, now)?.place).toBe('US-MD');
    expect(limitAt({ ...nothing, phone: '+13055550123' }, now + 86_400_000)?.place).toBe('US-FL');
  });

  it('concerns nobody who shows none of the signs by which people are looked up', () => {
    const signs = signsOfStates(limitedStates);
    const people = areaCodeRows
      .flatMap(([, , , codes]) => codes.split(' '))
      .map((code) => ({ ...nothing, phone: `+1${code}5550123` }));
    const zips = Array.from({ length: 1000 }, (_, n) => ({
      ...nothing,
      country: 'US',
      postalCode: `${String(n).padStart(3, '0')}01`,
    }));
    const named = ['FL', 'Florida', ' md. ', 'Okla', 'oklahoma', 'NY'].map((region) => ({ ...nothing, country: 'US', region }));
    const shows = ({ phone, postalCode, region }: { phone: string | null; postalCode: string | null; region: string | null }) =>
      signs.beginnings.includes(phone?.slice(0, 5) ?? '') ||
      signs.zips.includes(postalCode?.slice(0, 3) ?? '') ||
      signs.names.includes(
        (region ?? '')
          .toUpperCase()
          .replace(/[^A-Z]+/g, ' ')
          .trim(),
      );
    for (const person of [...people, ...zips, ...named]) {
      const limited = placeOf(person).regions.some((one) => limitedStates.includes(one));
      if (limited) expect(shows(person), JSON.stringify(person)).toBe(true);
    }
    expect(people.filter(shows).length).toBeLessThan(60);
  });
});

describe('one more than that', () => {
  const facts: SendFacts = {
    now,
    channel: 'sms',
    address: { value: '+13055550123', valid: true, country: 'US' },
    contact: { deleted: false, consent: 'yes', lastInboundAt: null },
    suppression: null,
    source: { state: 'running', uselessAfter: null, requiresConsent: true },
    workspace: { mode: 'live', installationLiveAllowed: true },
    sender: { sandbox: false, status: 'active' },
    message: { kind: 'broadcast', priority: 2, attempt: 1 },
    duplicateOf: null,
    stateLimit: { freeAt: now + 3_600_000, messages: 3, place: 'US-FL' },
  };

  it('waits until the first is a day old, or ends where that is too late', () => {
    expect(decideSend(facts)).toEqual({ action: 'defer', until: now + 3_600_000, reason: 'state_limit' });
    expect(decideSend({ ...facts, now: now + 3_600_000 })).toEqual({ action: 'send' });
    const late = { ...facts, source: { ...facts.source, uselessAfter: now + 60_000 } };
    expect(decideSend(late)).toEqual({ action: 'expire', reason: 'expired' });
  });

  it('does not hold back a reply, an answer or a test', () => {
    for (const kind of ['reply', 'answer', 'test'] as const)
      expect(decideSend({ ...facts, message: { ...facts.message, kind } })).toEqual({ action: 'send' });
  });
});
