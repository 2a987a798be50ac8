import { expect, test } from 'vitest';
import { passwordStrength } from './password-strength.ts';

test('says how many characters are missing', () => {
  expect(passwordStrength('short').words).toBe('5 more characters needed.');
  expect(passwordStrength('123456789').words).toBe('1 more character needed.');
});

test('is not impressed by repetitions and sequences', () => {
  expect(passwordStrength('aaaaaaaaaaaaaaaa').score).toBe(1);
  expect(passwordStrength('1234567890').score).toBe(1);
});

test('likes a few words in a row', () => {
  expect(passwordStrength('copper lantern tuesday').score).toBe(4);
});

test('refuses by the rule of the server', () => {
  expect(passwordStrength('password123')).toEqual({
    score: 1,
    words: 'Too weak: it is one of the most common passwords; choose a few unrelated words.',
  });
  expect(passwordStrength('Password2026!').score).toBe(1);
  const owner = { name: 'Ana Ruiz', email: 'ana@example.org', organisations: ['Hillside Church'] };
  expect(passwordStrength('HillsideChurch1', owner).score).toBe(1);
  expect(passwordStrength('HillsideChurch1').score).toBeGreaterThan(1);
});
