import { expect, test } from 'vitest';
import { dearCharacters } from './dear-characters.ts';

const at = (text: string, smart: boolean) => {
  const found = dearCharacters(text, smart);
  return found && { ...found, characters: found.characters.map((one) => one.char).join('') };
};

test('names no character of a text that goes out plainly', () => {
  expect(at('See you at nine', true)).toBeNull();
  expect(at('It’s “on” – see you…', true)).toBeNull();
});

test('offers to replace typographic characters where that is enough and was not asked for', () => {
  expect(at('It’s on', false)).toEqual({ characters: '’', helps: true, keepsTypography: false });
});

test('blames only what has no plain writing, since the others change nothing then', () => {
  for (const smart of [true, false]) {
    expect(at('It’s “on”, Łukasz ł — 😀…', smart)).toEqual({ characters: 'Łł😀', helps: false, keepsTypography: true });
    expect(at('On, Łukasz', smart)).toEqual({ characters: 'Ł', helps: false, keepsTypography: false });
  }
});
