import { editDistance } from '../messaging/did-you-mean.ts';

export type EmailProblem = 'empty' | 'no_at' | 'several_at' | 'bad_local_part' | 'bad_domain' | 'too_long' | 'several_addresses';

export type NormalizedEmail =
  | {
      readonly ok: true;
      /** Lower case throughout. Mail servers may tell case apart before the @, but none that people use does. */
      readonly email: string;
      /** The name in `Ann Example <ann@example.com>`. */
      readonly name: string | null;
      /** What was probably meant, when the domain looks mistyped. */
      readonly suggestion: string | null;
    }
  | { readonly ok: false; readonly reason: EmailProblem; readonly words: string };

const problemWords: Readonly<Record<EmailProblem, string>> = {
  empty: 'There is no e-mail address.',
  no_at: 'The e-mail address has no @.',
  several_at: 'The e-mail address has more than one @.',
  bad_local_part: 'The part before the @ has characters or dots where none may be.',
  bad_domain: 'The part after the @ is not a domain, such as example.com.',
  too_long: 'The e-mail address is longer than any can be.',
  several_addresses: 'There are several e-mail addresses in one place. Keep one.',
};

/** RFC 5321: 64 octets before the @, 254 in all. */
const localLimit = 64;
const totalLimit = 254;

const localPattern = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainPattern =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+(?:\p{L}[\p{L}\p{M}]{1,62}|xn--[a-z\d-]{1,59})$/u;

/** How nearly every address is written: the full rules say the same of it, at several times the cost. */
const plainAddress = /^[a-z\d_+-]+(?:\.[a-z\d_+-]+)*@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,20}$/;

/**
 * Cleans and checks an e-mail address. Applied to its own result it changes nothing.
 *
 * @example normalizeEmail(' Ann <ANN@Example.com> ') // { ok: true, email: 'ann@example.com', name: 'Ann', suggestion: null }
 */
export function normalizeEmail(raw: string): NormalizedEmail {
  const quick = raw.toLowerCase();
  if (plainAddress.test(quick) && quick.length <= localLimit) return accept(quick);
  const text = raw
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .trim();
  if (/^(?:|-+|n\/?a|none|null|unknown)$/i.test(text)) return problem('empty');
  if (/@[^@]*[,;\s]+[^@]*@/.test(text) && !/<[^<>]*>$/.test(text)) return problem('several_addresses');
  const { address, name } = unwrap(text);
  const at = address.lastIndexOf('@');
  if (at < 0) return problem('no_at');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1).replace(/\.$/, '');
  if (local.includes('@')) return problem('several_at');
  if (local.length > localLimit || address.length > totalLimit) return problem('too_long');
  if (!localPattern.test(local)) return problem('bad_local_part');
  if (!domainPattern.test(domain)) return problem('bad_domain');
  return accept(`${local}@${domain}`, name);
}

function accept(email: string, name: string | null = null): NormalizedEmail {
  const at = email.lastIndexOf('@');
  const known = suggestDomain(email.slice(at + 1));
  return { ok: true, email, name, suggestion: known === null ? null : email.slice(0, at + 1) + known };
}

function problem(reason: EmailProblem): NormalizedEmail {
  return { ok: false, reason, words: problemWords[reason] };
}

/** Takes the address out of `mailto:`, `Name <address>` and stray brackets or quotes. */
function unwrap(text: string): { address: string; name: string | null } {
  const match = /^(.*?)<([^<>]*)>$/.exec(text);
  const inner = (match?.[2] ?? text).trim();
  const name = match?.[1]?.trim().replace(/^["']|["']$/g, '') ?? '';
  const address = inner
    .replace(/^mailto:/i, '')
    .replace(/\?.*$/, '')
    .replace(/^[<"'(]+|[>"'),;.]+$/g, '');
  return { address: address.toLowerCase(), name: name === '' ? null : name };
}

const usualDomains = ['gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'icloud.com', 'aol.com', 'comcast.net', 'live.com'];

/** One slip away from a mailbox provider nearly everybody uses, and not one of them itself. */
function suggestDomain(domain: string): string | null {
  if (usualDomains.includes(domain) || domain.length < 6 || domain.length > 13) return null;
  return usualDomains.find((usual) => usual.charAt(0) === domain.charAt(0) && editDistance(usual, domain) === 1) ?? null;
}

/**
 * For logs (I9).
 *
 * @example maskEmail('ann@example.com') // 'a***@example.com'
 */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${[...email][0] ?? ''}***${email.slice(at)}`;
}
