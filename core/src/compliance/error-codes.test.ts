import { describe, expect, it } from 'vitest';
import { classifyErrorCode, type ErrorClass, errorCodes } from './error-codes.ts';
import { fixAccountRows, fixMessageRows, otherSenderRows, retryRows, suppressRows } from './twilio-error-codes.ts';

describe('error codes', () => {
  it.each<[number, ErrorClass, object]>([
    [21610, 'suppress', { suppressAs: 'opt_out', scope: 'all', reason: 'opted_out' }],
    [30005, 'suppress', { suppressAs: 'dead' }],
    [30006, 'suppress', { suppressAs: 'landline', scope: 'sms' }],
    [30004, 'suppress', { suppressAs: 'blocked' }],
    [21211, 'suppress', { suppressAs: 'invalid' }],
    [21202, 'suppress', { suppressAs: 'unsupported', scope: 'voice' }],
    [30011, 'suppress', { scope: 'mms' }],
    [21612, 'other_sender', { reason: 'number_unreachable' }],
    [30003, 'retry', { reason: 'handset_unreachable', wait: { kind: 'after', ms: 7_200_000, attempts: 2 } }],
    [30023, 'retry', { wait: { kind: 'until_midnight', zone: 'America/Los_Angeles' } }],
    [30610, 'retry', { wait: { kind: 'next_window' } }],
    [20429, 'retry', {}],
    [20500, 'retry', { ambiguous: true }],
    [30410, 'retry', { ambiguous: true, reason: 'may_have_arrived' }],
    [30007, 'fix_message', { reason: 'spam_filtered' }],
    [21617, 'fix_message', { reason: 'body_too_long' }],
    [21655, 'fix_message', {}],
    [20003, 'fix_account', {}],
    [21716, 'unknown', {}],
    [21725, 'fix_account', {}],
    [30034, 'fix_account', {}],
    [30445, 'fix_account', {}],
    [572006, 'fix_account', {}],
  ])('%i is %s', (code, errorClass, more) => {
    expect(classifyErrorCode(code)).toMatchObject({ code, class: errorClass, ...more });
  });

  it('ends a message with an unknown code without silencing the person', () => {
    const info = classifyErrorCode(99_999);
    expect(info).toMatchObject({ class: 'unknown', reason: 'provider_refused' });
    expect(info.suppressAs).toBeUndefined();
    expect(info.words).toContain('99999');
  });

  it('lists every code once, with a sentence', () => {
    const all = [...retryRows, ...suppressRows, ...otherSenderRows, ...fixMessageRows, ...fixAccountRows];
    const count = all
      .flatMap((row) => row.codes.split(' '))
      .reduce((sum, item) => {
        const [from = 0, to = from] = item.split('-').map(Number);
        return sum + to - from + 1;
      }, 0);
    expect(errorCodes.size).toBe(count);
    for (const info of errorCodes.values()) {
      expect(Number.isInteger(info.code)).toBe(true);
      expect(info.words).toMatch(/^[A-Z].+\.$/);
      expect(info.class === 'retry', String(info.code)).toBe(info.wait !== undefined);
      expect(info.class === 'suppress', String(info.code)).toBe(info.suppressAs !== undefined);
    }
  });
});
