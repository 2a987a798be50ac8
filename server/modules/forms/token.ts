import type { Context } from '../../context.ts';
import { randomToken, sameText } from '../../lib/crypto.ts';

/** Nobody reads the words and types a number faster; programs do. */
const leastMs = 3_000;
/** A page that was left open for longer is asked to be sent once more. */
const mostMs = 12 * 3_600_000;

export type TokenState = 'good' | 'quick' | 'old' | 'bad';

/** What a token says. */
export interface ReadToken {
  readonly state: TokenState;
  /** What the answer of its puzzle is to. */
  readonly challenge: string;
  /** How hard the puzzle is, in zero bits. */
  readonly bits: number;
}

/** Proves that the page was fetched from us, when, and for which form; it serves once. Its end is the challenge of the page's puzzle. */
export function makeToken(ctx: Context, formId: string, bits: number): string {
  const text = `${ctx.clock.now().getTime()}.${randomToken(9)}.${bits}`;
  return `${text}.${sign(ctx, formId, text)}`;
}

export function readToken(ctx: Context, formId: string, token: string): ReadToken {
  const [at = '', nonce = '', bits = '', signature = ''] = token.split('.');
  const read = { challenge: signature, bits: Number(bits) };
  if (!sameText(signature, sign(ctx, formId, `${at}.${nonce}.${bits}`))) return { ...read, state: 'bad' };
  const age = ctx.clock.now().getTime() - Number(at);
  if (age < leastMs) return { ...read, state: 'quick' };
  return { ...read, state: age > mostMs ? 'old' : 'good' };
}

const sign = (ctx: Context, formId: string, text: string): string =>
  ctx.secrets.digest(`${formId} ${text}`, 'form tokens').toString('base64url');
