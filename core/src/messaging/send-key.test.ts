import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SendIntention, sendKey, sendKeyRecipient } from './send-key.ts';

const intention: SendIntention = {
  sourceKind: 'broadcast',
  sourceId: '0192f0c4-0000-7000-8000-000000000001',
  occurrence: '',
  step: '',
  recipient: '+12025550123',
  channel: 'sms',
};

describe('the send key', () => {
  it('is the text that concat_ws builds', () => {
    expect(sendKey(intention)).toBe('broadcast|0192f0c4-0000-7000-8000-000000000001|||+12025550123|sms');
    expect(sendKey({ ...intention, occurrence: 3, step: 'N10' })).toContain('|3|N10|');
  });

  it('escapes what could be mistaken for a separator', () => {
    expect(sendKey({ ...intention, recipient: 'a|b%7C@example.com' })).toContain('|a%7Cb%257C@example.com|');
  });

  it('differs whenever any part differs', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '|', '%', '7', 'C'), maxLength: 4 });
    const any = fc.record({ sourceKind: part, sourceId: part, occurrence: part, step: part, recipient: part, channel: part });
    fc.assert(fc.property(any, any, (a, b) => (sendKey(a) === sendKey(b)) === (JSON.stringify(a) === JSON.stringify(b))));
  });

  it('counts a household once by address and each person by contact', () => {
    expect(sendKeyRecipient('+12025550123')).toBe('+12025550123');
    expect(sendKeyRecipient('+12025550123', 'c1')).toBe('c1@+12025550123');
  });
});
