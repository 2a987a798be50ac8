import { expect, test } from 'vitest';
import { emptyLine, errorsByLine, inputOf, valuesOf } from './contact-form-values.ts';

test('sends only what was changed', () => {
  const before = valuesOf(null);
  expect(inputOf(before, before)).toEqual({});
  const after = { ...before, first_name: ' Ann ', phones: [emptyLine(), emptyLine('202 555 0101', 'work')] };
  expect(inputOf(after, before)).toEqual({
    first_name: 'Ann',
    phones: [{ value: '202 555 0101', label: 'work', preferred: true }],
  });
  expect(inputOf(before, after)).toEqual({ first_name: null, phones: [] });
});

test('puts an error beside the line it is about, past blank lines', () => {
  const values = { ...valuesOf(null), phones: [emptyLine(), emptyLine('1'), emptyLine('2')] };
  expect(errorsByLine({ 'phones.1': 'Too short', first_name: 'Is needed' }, values)).toEqual({
    'phones.2.value': 'Too short',
    first_name: 'Is needed',
  });
});
