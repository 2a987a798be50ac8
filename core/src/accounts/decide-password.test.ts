import { expect, test } from 'vitest';
import { refusePassword } from './decide-password.ts';

const owner = { name: 'Maria Sandoval', email: 'maria.sandoval@example.com', organisations: ['Grace Church'] };

test.each([
  'seven rivers meet',
  'Kj8#mmQz!2pL',
  'maria likes violet elephants',
  'grünes fahrrad am see',
  'the church bell rings',
  'correct-mule-cable-drum',
])('lets %j pass', (password) => {
  expect(refusePassword(password, owner)).toBeUndefined();
});

test.each([
  ['short one', /at least 10/],
  ['aaaaaaaaaaaa', /repeats/],
  ['abcabcabcabc', /repeats/],
  ['1212121212', /repeats/],
  ['1234567890', /sequence/],
  ['abcdefghijk', /sequence/],
  ['9876543210', /sequence/],
  ['Password123!', /common/],
  ['qwertyuiop', /common/],
  ['Iloveyou2026', /common/],
  ['!!Welcome2026', /common/],
  ['maria.sandoval', /made of/],
  ['MariaSandoval1', /made of/],
  ['sandoval2026!', /made of/],
  ['GraceChurch1', /made of/],
  ['Grace-Church!', /made of/],
  ['maria.sandoval@example.com', /made of/],
])('refuses %j', (password, words) => {
  expect(refusePassword(password, owner)).toMatch(words);
});

test('an owner without a name or organisation refuses nothing by them', () => {
  expect(refusePassword('seven rivers meet', { name: '', email: '', organisations: [] })).toBeUndefined();
});
