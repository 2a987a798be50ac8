import { describe, expect, it } from 'vitest';
import { decideSend } from './decide-send.ts';
import type { SendFacts } from './decision.ts';
import { defaultQuestion, questionProblem, questionText, thanksText } from './double-opt-in.ts';
import { classifyKeyword } from './keywords.ts';
import { consentPurposes, coversPurpose } from './purposes.ts';
import { suppressionKinds } from './suppression.ts';

const facts: SendFacts = {
  now: Date.UTC(2026, 10, 20, 15, 0),
  channel: 'sms',
  address: { value: '+12025550123', valid: true, country: 'US' },
  contact: { deleted: false, consent: 'unknown', lastInboundAt: null },
  suppression: null,
  source: { state: 'running', uselessAfter: null, requiresConsent: true },
  workspace: { mode: 'live', installationLiveAllowed: true },
  sender: { sandbox: false, status: 'active' },
  message: { kind: 'opt_in', priority: 1, attempt: 1 },
  duplicateOf: null,
};

describe('the question whether somebody agrees', () => {
  it('goes to whoever has not said no, and to nobody suppressed, opted out or deleted', () => {
    expect(decideSend(facts)).toEqual({ action: 'send' });
    expect(decideSend({ ...facts, contact: { ...facts.contact, consent: 'no' } })).toEqual({
      action: 'skip',
      reason: 'consent_refused',
    });
    expect(decideSend({ ...facts, contact: { ...facts.contact, deleted: true } })).toMatchObject({ action: 'skip' });
    for (const kind of suppressionKinds)
      expect(decideSend({ ...facts, suppression: { kind, since: 0 } })).toMatchObject({ action: 'skip' });
  });

  it('waits for the hours of the person, unlike the answer to a keyword', () => {
    const closed = { open: false, until: facts.now + 3_600_000, local: null } as const;
    expect(decideSend({ ...facts, hours: closed })).toMatchObject({ action: 'defer', reason: 'quiet_hours' });
    expect(decideSend({ ...facts, message: { ...facts.message, kind: 'answer' }, hours: closed })).toEqual({ action: 'send' });
  });

  it('says what carriers ask for, whatever the name of the organisation', () => {
    for (const brand of ['Hillside Church', '$& {{what}} Co', 'Stop & Shop of Yes']) {
      for (const purpose of consentPurposes) {
        const text = questionText(defaultQuestion, brand, purpose);
        expect(text.startsWith(`${brand}: `)).toBe(true);
        for (const word of ['Reply YES', 'rates may apply', 'HELP', 'STOP to opt out']) expect(text).toContain(word);
      }
      expect(questionProblem(defaultQuestion, brand)).toBeNull();
      expect(thanksText(brand).startsWith(`${brand}: `)).toBe(true);
    }
  });

  it('is answered by YES and its like, and by nothing longer or other', () => {
    const pending = { optedOut: false, optInPending: true };
    for (const text of ['YES', 'y', ' yes. ', 'Sí', 'I agree!', 'Yes, please', 'yeah', '“Yes”'])
      expect(classifyKeyword(text, pending)?.kind).toBe('start');
    for (const text of ['no', 'yes but not on sundays', 'ok', 'who is this', 'maybe yes', '👍', 'yesterday', 'not yes'])
      expect(classifyKeyword(text, pending)).toBeNull();
    for (const text of ['y', 'si', 'confirm', 'I agree'])
      expect(classifyKeyword(text, { optedOut: true, optInPending: false })).toBeNull();
    expect(classifyKeyword('stop', pending)?.kind).toBe('stop');
  });
});

describe('a purpose', () => {
  it('is covered by an agreement to all, and information by one to information', () => {
    expect(coversPurpose('all', 'marketing')).toBe(true);
    expect(coversPurpose('all', 'patient')).toBe(true);
    expect(coversPurpose('informational', 'informational')).toBe(true);
    expect(coversPurpose('informational', 'patient')).toBe(true);
    expect(coversPurpose('informational', 'marketing')).toBe(false);
  });

  it('is looked at in bulk only, and an agreement from before purposes were told apart is one to all', () => {
    const bulk: SendFacts = {
      ...facts,
      contact: { ...facts.contact, consent: 'yes', consentPurpose: 'informational' },
      source: { ...facts.source, purpose: 'marketing' },
      message: { ...facts.message, kind: 'broadcast' },
    };
    expect(decideSend(bulk)).toEqual({ action: 'skip', reason: 'consent_other_purpose' });
    expect(decideSend({ ...bulk, source: { ...bulk.source, purpose: 'informational' } })).toEqual({ action: 'send' });
    expect(decideSend({ ...bulk, contact: { deleted: false, consent: 'yes', lastInboundAt: null } })).toEqual({ action: 'send' });
    for (const kind of ['reply', 'answer', 'test'] as const)
      expect(decideSend({ ...bulk, message: { ...bulk.message, kind } })).toEqual({ action: 'send' });
    expect(decideSend({ ...bulk, contact: { ...bulk.contact, consent: 'no' } })).toEqual({
      action: 'skip',
      reason: 'consent_refused',
    });
  });
});
