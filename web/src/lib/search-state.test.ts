import { queryList } from '@tidings/core/contract/common';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseSearch, readSearch, stringifySearch } from './search-state.ts';

const Filters = z.object({ q: z.string().default(''), page: z.coerce.number().int().default(1), tags: queryList(z.string()) });

test('reads filters from an address a person can read, and writes them back', () => {
  const search = parseSearch('?q=ann+lee&tags=a&tags=b');
  expect(readSearch(Filters, search)).toEqual({ q: 'ann lee', page: 1, tags: ['a', 'b'] });
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('keeps text that looks like a number as text', () => {
  expect(readSearch(Filters, parseSearch('?q=12')).q).toBe('12');
});

test('makes a list of a single value', () => {
  expect(readSearch(Filters, parseSearch('?tags=a')).tags).toEqual(['a']);
});

test('drops only what is wrong in a hand-written address', () => {
  expect(readSearch(Filters, parseSearch('?q=ann&page=many'))).toMatchObject({ q: 'ann', page: 1 });
});
