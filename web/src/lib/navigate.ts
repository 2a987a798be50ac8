import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { parseSearch } from './search-state.ts';

/** An address (`/w/x/contacts?tag=a#top`) as the router takes it. */
export function routerTarget(href: string): { to: string; search: Record<string, unknown>; hash: string } {
  const url = new URL(href, 'http://tidings.invalid');
  return { to: url.pathname, search: parseSearch(url.search), hash: url.hash.slice(1) };
}

/** Goes to an address inside the app: `const go = useGo(); go(path('contacts'))`. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (href, options = {}) => void navigate({ ...routerTarget(href), replace: options.replace === true } as never),
    [navigate],
  );
}
