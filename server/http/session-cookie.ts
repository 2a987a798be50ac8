import type { Context } from '../context.ts';
import type { Exchange } from './route.ts';

/** With https the cookie is bound to exactly this host (`__Host-`, RFC 6265bis): no neighbour domain can set or read it. */
function nameOf(ctx: Context): string {
  return isSecure(ctx) ? '__Host-tidings' : 'tidings';
}

function isSecure(ctx: Context): boolean {
  return ctx.publicUrl.startsWith('https:');
}

/** Out of reach for scripts, and not sent along with what other sites make the browser post. */
function attributes(ctx: Context, expires: Date): string {
  return `Path=/; Expires=${expires.toUTCString()}; HttpOnly;${isSecure(ctx) ? ' Secure;' : ''} SameSite=Lax`;
}

/** Puts the session's token into the browser until the session ends at the latest. Tokens are URL-safe and need no escaping. */
export function setSessionCookie(ctx: Context, exchange: Exchange, token: string, expiresAt: Date): void {
  exchange.setHeader('set-cookie', `${nameOf(ctx)}=${token}; ${attributes(ctx, expiresAt)}`);
}

/** Takes the token out of the browser. */
export function clearSessionCookie(ctx: Context, exchange: Exchange): void {
  exchange.setHeader('set-cookie', `${nameOf(ctx)}=; ${attributes(ctx, new Date(0))}`);
}

/** The session's token that a request carries. */
export function sessionTokenOf(
  ctx: Context,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  const header = headers['cookie'];
  if (typeof header !== 'string') return undefined;
  const start = `${nameOf(ctx)}=`;
  const pair = header
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(start));
  const token = pair?.slice(start.length);
  return token === '' ? undefined : token;
}
