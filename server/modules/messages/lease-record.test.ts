import { explainDecision } from '@tidings/core/compliance/decide-send';
import type { SendFacts } from '@tidings/core/compliance/decision';
import { expect, test } from 'vitest';
import { packFacts, unpackDecision, unpackFacts } from './lease-record.ts';

const facts: SendFacts = {
  now: Date.UTC(2026, 2, 1, 12),
  channel: 'sms',
  address: { value: '+12025550101', valid: true, country: 'US' },
  contact: { deleted: false, consent: 'yes', lastInboundAt: null },
  suppression: null,
  source: { state: 'running', uselessAfter: null, requiresConsent: true },
  workspace: { mode: 'live', installationLiveAllowed: true },
  sender: { sandbox: false, status: 'active' },
  message: { kind: 'broadcast', priority: 0, attempt: 1 },
  duplicateOf: null,
};
const optedOut: SendFacts = { ...facts, suppression: { kind: 'opt_out', since: Date.UTC(2026, 1, 1) } };

test('what all messages of a lease share is kept once, and each decision is explained as it was made', () => {
  const packed = packFacts([facts, optedOut, facts]);
  expect(Object.keys(packed.common)).toContain('workspace');
  expect(packed.each).toEqual([{ suppression: null }, { suppression: optedOut.suppression }, { suppression: null }]);
  const through = JSON.parse(JSON.stringify(packed));
  for (const [place, original] of [facts, optedOut, facts].entries()) {
    const back = unpackFacts(through, place);
    expect(back && explainDecision(back)).toEqual(explainDecision(original));
  }
  expect(unpackFacts(through, 3)).toBeUndefined();
});

test('no number is kept', () => {
  expect(JSON.stringify(packFacts([facts, { ...facts, address: null }]))).not.toContain('2025550101');
});

test('a part that only some facts have stays with them', () => {
  const canary: SendFacts = { ...facts, allowedCountries: ['US'] };
  const packed = packFacts([facts, canary]);
  expect(unpackFacts(packed, 0)).not.toHaveProperty('allowedCountries');
  expect(unpackFacts(packed, 1)).toHaveProperty('allowedCountries', ['US']);
});

test('what was decided is kept beside the facts, once where all were sent, and is no fact', () => {
  const sent = packFacts([facts, facts], [{ action: 'send' }, { action: 'send' }]);
  expect(sent.each).toEqual([{}, {}]);
  expect(unpackDecision(sent, 1)).toEqual({ action: 'send' });
  const mixed = packFacts([facts, optedOut], [{ action: 'send' }, { action: 'skip', reason: 'opted_out' }]);
  expect(unpackDecision(mixed, 1)).toEqual({ action: 'skip', reason: 'opted_out' });
  expect(unpackFacts(mixed, 1)).not.toHaveProperty('decided');
  expect(unpackDecision(packFacts([facts]), 0)).toBeUndefined();
});
