import type { CheckedPlace, PlaceError } from './contract.ts';

/** Checks an address that somebody entered, and how to show it; `refuse` says what else is wrong with it. */
export function checkWebAddress(
  address: string,
  refuse: (url: URL) => string | undefined,
): CheckedPlace | { readonly errors: readonly PlaceError[] } {
  const bad = (message: string) => ({ errors: [{ field: 'address', message } as const] });
  if (!URL.canParse(address)) return bad('must be an address such as https://script.google.com/macros/s/…/exec');
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return bad('must begin with https://');
  if (url.username !== '' || url.password !== '') return bad('must not have a name and password in it');
  const words = refuse(url);
  return words === undefined ? { hint: hintOf(url), accountEmail: null } : bad(words);
}

/** The host and the end of the path: who has all of it may be able to read the sheet. */
function hintOf(url: URL): string {
  const path = url.pathname.replace(/\/$/, '');
  return path.length <= 16 && url.search === '' ? `${url.host}${path}` : `${url.host}/…${path.slice(-10)}`;
}
