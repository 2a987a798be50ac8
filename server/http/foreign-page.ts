import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from '../context.ts';
import { Refusal } from '../lib/errors.ts';

interface Request {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Refuses what another site's page made the browser send with our cookie (CSRF). Three hurdles, each enough by itself: browsers tell with
 * `Sec-Fetch-Site` where a request comes from; where they do not (plain http on a network), with `Origin`; and our own page adds a header
 * that a form elsewhere cannot. The cookie is SameSite=Lax besides. A request with an API key proves itself.
 */
export function refuseForeignPage(ctx: Context, request: Request, byCookie: boolean): void {
  if (request.method === 'GET' || request.headers['authorization']?.startsWith('Bearer ') === true) return;
  const site = request.headers['sec-fetch-site'];
  const foreign = site === undefined ? isForeignOrigin(ctx, request) : site !== 'same-origin' && site !== 'none';
  if (foreign) throw new Refusal('not_allowed', 'This request came from another site and was not carried out.');
  if (byCookie && request.headers['x-tidings-client'] === undefined) {
    throw new Refusal('not_allowed', 'Requests with a session cookie must carry the header x-tidings-client.');
  }
}

function isForeignOrigin(ctx: Context, { headers }: Request): boolean {
  const { origin, host } = headers;
  if (typeof origin !== 'string') return false;
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== host && origin !== new URL(ctx.publicUrl).origin;
}
