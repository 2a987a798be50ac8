import { expect, test } from 'vitest';
import { besideField, fieldLabel, fieldSentence } from './field-words.ts';

test('calls a field what the screen calls it, else makes words of its path', () => {
  expect(fieldLabel('name', { name: 'Your name' })).toBe('Your name');
  expect(fieldLabel('body.phones.0')).toBe('Phones 1');
  expect(fieldLabel('columns.2.target')).toBe('Column 3');
  expect(fieldLabel('sender_id')).toBe('Sender');
  expect(fieldLabel('email')).toBe('E-mail');
});

test('makes one sentence of a field and what is wrong with it', () => {
  expect(fieldSentence({ field: 'name', message: 'is needed' })).toBe('Name is needed.');
  expect(fieldSentence({ field: 'phone', message: 'Two people share it.' })).toBe('Phone: Two people share it.');
  // The request as a whole has no name worth saying.
  expect(fieldSentence({ field: 'body', message: 'The file is empty.' })).toBe('The file is empty.');
  expect(fieldSentence({ field: 'body', message: 'must be an object' })).toBe('This must be an object.');
});

test('says beside the field what is wrong with it, without its name', () => {
  expect(besideField('is needed')).toBe('This is needed');
  expect(besideField('must have at least 10 characters')).toBe('Must have at least 10 characters');
});
