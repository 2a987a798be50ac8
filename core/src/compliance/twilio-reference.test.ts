import { expect, it } from 'vitest';
import { classifyErrorCode, type ErrorClass, errorCodes } from './error-codes.ts';
import {
  fixAccountReference,
  fixMessageReference,
  otherSenderReference,
  referenceAsOf,
  retryReference,
  suppressReference,
} from './test-data/twilio-reference.ts';
import { twilioErrorCodesSource } from './twilio-error-codes.ts';

function codesIn(row: string): number[] {
  return row.split(' ').flatMap((item) => {
    const [from = 0, to = from] = item.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

const rows: readonly (readonly [ErrorClass, readonly string[]])[] = [
  ['retry', retryReference],
  ['suppress', suppressReference.map(([codes]) => codes)],
  ['other_sender', otherSenderReference],
  ['fix_message', fixMessageReference],
  ['fix_account', fixAccountReference],
];

it.each(rows)('sorts every code of the reference that asks to %s', (errorClass, reference) => {
  for (const code of reference.flatMap(codesIn)) expect([code, classifyErrorCode(code).class]).toEqual([code, errorClass]);
});

it.each(suppressReference)('suppresses for %s as %s', (codes, as) => {
  for (const code of codesIn(codes)) expect([code, classifyErrorCode(code).suppressAs]).toEqual([code, as]);
});

it('knows no code that the reference does not have, and says when both were compared', () => {
  const known = new Set(rows.flatMap(([, reference]) => reference.flatMap(codesIn)));
  expect([...errorCodes.keys()].filter((code) => !known.has(code))).toEqual([]);
  expect(errorCodes.size).toBe(known.size);
  expect(twilioErrorCodesSource.asOf).toBe(referenceAsOf);
});

it('tries a few times at most after a receipt, and never what may have been delivered', () => {
  for (const info of errorCodes.values()) {
    if (info.class !== 'retry') expect(info.afterReceipt).toBeUndefined();
    expect(info.afterReceipt ?? 0).toBeLessThanOrEqual(2);
    if (info.ambiguous) expect(info.afterReceipt).toBeUndefined();
  }
});
