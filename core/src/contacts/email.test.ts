import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EmailProblem, maskEmail, normalizeEmail } from './email.ts';

describe('normalising e-mail addresses', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    [' ANN@Example.COM ', 'ann@example.com'],
    ['mailto:ann@example.com', 'ann@example.com'],
    ['mailto:ann@example.com?subject=Hi', 'ann@example.com'],
    ['<ann@example.com>', 'ann@example.com'],
    ['ann@example.com;', 'ann@example.com'],
    ['ann@example.com.', 'ann@example.com'],
    ['"ann@example.com"', 'ann@example.com'],
    ['ann\u200b@example.com\u00a0', 'ann@example.com'],
    ["o'neil+news@sub.example.org", "o'neil+news@sub.example.org"],
    ['josé@example.org', 'josé@example.org'],
    ['info@bücher.example', 'info@bücher.example'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('reads %j', (raw, email) => {
    expect(normalizeEmail(raw)).toMatchObject({ ok: true, email });
  });

  it('takes the name beside the address', () => {
    expect(normalizeEmail('"Ann Example" <ann@example.com>')).toEqual({
      ok: true,
      email: 'ann@example.com',
      name: 'Ann Example',
      suggestion: null,
    });
  });

  it.each<[string, EmailProblem]>([
    ['', 'empty'],
    ['n/a', 'empty'],
    ['ann', 'no_at'],
    ['ann@@example.com', 'several_at'],
    ['ann@x@example.com', 'several_at'],
    ['ann@example.com, bob@example.com', 'several_addresses'],
    ['ann@example.com bob@example.com', 'several_addresses'],
    ['@example.com', 'bad_local_part'],
    ['ann smith@example.com', 'bad_local_part'],
    ['.ann@example.com', 'bad_local_part'],
    ['a..b@example.com', 'bad_local_part'],
    ['ann@example', 'bad_domain'],
    ['ann@', 'bad_domain'],
    ['ann@-example.com', 'bad_domain'],
    ['ann@example..com', 'bad_domain'],
    ['ann@exam ple.com', 'bad_domain'],
    ['ann@127.0.0.1', 'bad_domain'],
    [`${'a'.repeat(65)}@example.com`, 'too_long'],
    [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.com`, 'too_long'],
  ])('refuses %j: %s', (raw, reason) => {
    expect(normalizeEmail(raw)).toMatchObject({ ok: false, reason, words: expect.stringMatching(/\.$/) });
  });

  it('suggests the domain that was probably meant', () => {
    expect(normalizeEmail('ann@gmial.com')).toMatchObject({ ok: true, email: 'ann@gmial.com', suggestion: 'ann@gmail.com' });
    expect(normalizeEmail('ann@gmail.com')).toMatchObject({ suggestion: null });
    expect(normalizeEmail('ann@example.com')).toMatchObject({ suggestion: null });
  });

  it('changes nothing when applied to its own result', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (raw) => {
        const result = normalizeEmail(raw);
        if (result.ok) expect(normalizeEmail(result.email)).toMatchObject({ ok: true, email: result.email });
      }),
    );
  });

  it('hides the mailbox in logs', () => {
    expect(maskEmail('ann@example.com')).toBe('a***@example.com');
    expect(maskEmail('nonsense')).toBe('***');
  });
});
