import { expect, test } from 'vitest';
import { hashOfNobody, hashPassword, verifyPassword } from './password-hash.ts';

test('knows the password again, composed or decomposed, and no other', async () => {
  const hash = await hashPassword('grünes fahrrad');
  expect(await verifyPassword('grünes fahrrad', hash)).toBe(true);
  expect(await verifyPassword('gru\u0308nes fahrrad', hash)).toBe(true);
  expect(await verifyPassword('grunes fahrrad', hash)).toBe(false);
});

test('salts: the same password has another hash each time', async () => {
  expect(await hashPassword('seven rivers meet')).not.toBe(await hashPassword('seven rivers meet'));
});

test('nobody’s hash has the shape and cost of a real one and matches nothing', async () => {
  const real = await hashPassword('seven rivers meet');
  expect(hashOfNobody.split('$').slice(0, 4)).toEqual(real.split('$').slice(0, 4));
  expect(hashOfNobody.length).toBe(real.length);
  expect(await verifyPassword('', hashOfNobody)).toBe(false);
});

test('a hash of another kind is an error, not a wrong password', async () => {
  await expect(verifyPassword('x', 'md5$1')).rejects.toThrow(/known format/);
});
