import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Refusal } from '../lib/errors.ts';
import { type HttpPart, sendProblem } from './server.ts';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web', 'dist');

/** Serves the built web app; every path that is no file and no API is one of its screens. */
export const webAppPart: HttpPart = async (app, ctx) => {
  const page = join(dist, 'index.html');
  const built = existsSync(page);
  if (built) {
    await app.register(fastifyStatic, {
      root: dist,
      wildcard: false,
      index: false,
      setHeaders: (reply, path) => {
        // File names carry a hash of their content, the page itself does not.
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isScreen =
      request.method === 'GET' && !/^\/(api|hooks|health|metrics)(\/|$)/.test(request.url) && !/\.\w+(\?|$)/.test(request.url);
    if (isScreen && built) return reply.header('cache-control', 'no-cache').type('text/html').send(readFileSync(page));
    return sendProblem(ctx, new Refusal('not_found', 'There is nothing at this address.'), request, reply);
  });
};
