import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import { queryString } from './request.ts';

type Search = Record<string, unknown>;

/** `?tag=a&tag=b&q=ann` as an object: a repeated key becomes a list. Values stay text; schemas coerce. */
export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = search[key];
    search[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return search;
}

export function stringifySearch(search: Search): string {
  const text = queryString(search);
  return text === '' ? '' : `?${text}`;
}

/** Reads what is valid and drops the rest: a hand-written address never breaks a screen. */
export function readSearch<T extends z.ZodObject>(schema: T, search: Search): z.output<T> {
  const whole = schema.safeParse(search);
  if (whole.success) return whole.data;
  const bad = new Set(whole.error.issues.map((issue) => issue.path[0]));
  return schema.parse(Object.fromEntries(Object.entries(search).filter(([key]) => !bad.has(key))));
}

/**
 * Filters and tabs that live in the URL: `const [filters, setFilters] = useSearchState(Filters)`.
 * Every field needs a default or must be optional; lists are `queryList(z.string())`, numbers `z.coerce.number()`.
 * Setting `undefined` or '' removes a key. By default the history entry is replaced; `{ push: true }` adds one.
 */
export function useSearchState<T extends z.ZodObject>(
  schema: T,
): [z.output<T>, (patch: Partial<z.input<T>>, options?: { push?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const state = useMemo(() => readSearch(schema, search), [schema, search]);
  const set = useCallback(
    (patch: Partial<z.input<T>>, options: { push?: boolean } = {}) =>
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...patch })) as never,
        replace: options.push !== true,
        resetScroll: false,
      }),
    [navigate],
  );
  return [state, set];
}
