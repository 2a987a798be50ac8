import { describe, expect, it } from 'vitest';
import { suppressionKinds, suppressionWords } from '../compliance/suppression.ts';
import { isReasonCode, reasonCodes, reasons, suppressionReason } from './reasons.ts';

describe('reasons', () => {
  it.each(reasonCodes)('%s has a label and whole sentences', (code) => {
    const { label, words } = reasons[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(label).toMatch(/^[A-Z]/);
    expect(words).toMatch(/^[A-Z].+\.$/);
  });

  it('says who must act wherever something must be repaired', () => {
    for (const code of reasonCodes)
      if (reasons[code].sendAgain === 'after_fix') expect(reasons[code].actor, code).not.toBe('nobody');
  });

  it('has one for every kind of suppression', () => {
    for (const kind of suppressionKinds) {
      expect(isReasonCode(suppressionReason(kind))).toBe(true);
      expect(suppressionWords[kind].words).toMatch(/\.$/);
    }
    expect(suppressionReason('opt_out')).toBe('opted_out');
  });

  it('knows nothing outside the list', () => {
    expect(isReasonCode('toString')).toBe(false);
    expect(isReasonCode('bad_luck')).toBe(false);
  });
});
