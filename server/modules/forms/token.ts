import type { Context } from '../../context.ts';
import { randomToken, sameText } from '../../lib/crypto.ts';

/** Nobody reads the words and types a number faster; programs do. */
const leastMs = 3_000;
/** A page that was left open for longer is asked to be sent once more. */
const mostMs = 12 * 3_600_000;

export type TokenState = 'good' | 'quick' | 'old' | 'bad';

/** Proves that the page was fetched from us, when, and for which form; it serves once. */
export function makeToken(ctx: Context, formId: string): string {
  const text = `${ctx.clock.now().getTime()}.${randomToken(9)}`;
  return `${text}.${sign(ctx, formId, text)}`;
}

export function readToken(ctx: Context, formId: string, token: string): TokenState {
  const [at = '', nonce = '', signature = ''] = token.split('.');
  if (!sameText(signature, sign(ctx, formId, `${at}.${nonce}`))) return 'bad';
  const age = ctx.clock.now().getTime() - Number(at);
  if (age < leastMs) return 'quick';
  return age > mostMs ? 'old' : 'good';
}

const sign = (ctx: Context, formId: string, text: string): string =>
  ctx.secrets.digest(`${formId} ${text}`, 'form tokens').toString('base64url');
