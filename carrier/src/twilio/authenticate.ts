import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';

/** HTTP Basic: account sid and auth token, or API key and secret, of the account in the path. */
export function authenticate(carrier: Carrier, accountSid: string, header: string | undefined): Account | undefined {
  const account = carrier.accounts.get(accountSid);
  if (!account || header === undefined) return undefined;
  const document = account.document;
  if (header === lastGood.header && document === lastGood.document) return account;
  if (!/^basic /i.test(header)) return undefined;
  const pair = Buffer.from(header.slice(6), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const user = pair.slice(0, colon);
  const secret = user === accountSid ? document.auth_token : document.api_keys.find((key) => key.sid === user)?.secret;
  if (colon < 0 || secret === undefined || !isSame(secret, pair.slice(colon + 1))) return undefined;
  lastGood = { header, document };
  return account;
}

// A client sends the same header thousands of times a second. A changed account has a new document.
let lastGood: { header: string; document: unknown } = { header: '', document: undefined };

export function isSame(expected: string, given: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(expected), hash(given));
}
