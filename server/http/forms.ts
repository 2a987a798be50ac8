import type { FastifyReply, FastifyRequest } from 'fastify';
import { puzzleScriptSource } from '../modules/forms/puzzle-script.ts';
import { type PublicPage, showForm, submitForm } from '../modules/forms/submit.ts';
import type { HttpPart } from './server.ts';

/** A form is some lines of text. */
const largestForm = 32 * 1024;

/** These pages alone may stand in a frame of another site; they know no session, run no script but the one of their puzzle, and load nothing. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src ${puzzleScriptSource}; form-action 'self'; base-uri 'none'; frame-ancestors *`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** `/f/<slug>`: the public sign-up pages. */
export const formsPart: HttpPart = async (app, ctx) => {
  await app.register(async (forms) => {
    forms.removeAllContentTypeParsers();
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: largestForm },
      (_request, body, done) => done(null, valuesOf(String(body))),
    );
    forms.get('/f/:slug', { helmet: false }, async (request, reply) => send(reply, await showForm(ctx, slugOf(request))));
    forms.post('/f/:slug', { helmet: false, bodyLimit: largestForm }, async (request, reply) => {
      const visitor = { ip: request.ip, userAgent: request.headers['user-agent'] ?? '' };
      return send(reply, await submitForm(ctx, slugOf(request), (request.body ?? {}) as Record<string, string>, visitor));
    });
  });
};

const slugOf = (request: FastifyRequest): string => (request.params as { slug: string }).slug.toLowerCase();

function send(reply: FastifyReply, page: PublicPage): FastifyReply {
  return reply.code(page.status).headers(pageHeaders).send(page.html);
}

/** The last of repeated inputs. Without a prototype, and without NUL, which PostgreSQL's text cannot hold. */
function valuesOf(body: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) values[name] = value.replaceAll('\0', '').slice(0, 2_000);
  return values;
}
