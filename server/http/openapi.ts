import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { Endpoint } from '@tidings/core/contract/endpoint';
import { errorCodes, Problem } from '@tidings/core/contract/errors';
import { z } from 'zod';
import type { Route } from './route.ts';
import type { HttpPart } from './server.ts';

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    target: 'draft-2020-12',
  });
  return inlineIds(schema) as Record<string, unknown>;
}

/** Named schemas come as `$defs`; OpenAPI wants them in one place, so their references are inlined per operation. */
function inlineIds(schema: unknown): unknown {
  const defs = (schema as { $defs?: Record<string, unknown> }).$defs ?? {};
  const walk = (value: unknown, seen: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((one) => walk(one, seen));
    if (value === null || typeof value !== 'object') return value;
    const reference = (value as { $ref?: string }).$ref;
    const name = reference?.replace('#/$defs/', '');
    if (name !== undefined && defs[name] !== undefined) return seen.includes(name) ? {} : walk(defs[name], [...seen, name]);
    return Object.fromEntries(
      Object.entries(value)
        // The name of a schema is a text; a property called id is a schema.
        .filter(([key, one]) => key !== '$defs' && !(key === 'id' && typeof one === 'string'))
        .map(([key, one]) => [key, walk(one, seen)]),
    );
  };
  return walk(schema, []);
}

function parametersOf(endpoint: Endpoint): object[] {
  const of = (place: 'path' | 'query', type: z.ZodType | undefined) => {
    if (!type) return [];
    const schema = schemaOf(type, 'input') as { properties?: Record<string, object>; required?: string[] };
    return Object.entries(schema.properties ?? {}).map(([name, one]) => ({
      name,
      in: place,
      required: place === 'path' || (schema.required?.includes(name) ?? false),
      schema: one,
    }));
  };
  return [...of('path', endpoint.params), ...of('query', endpoint.query)];
}

function operationOf(route: Route): object {
  const { endpoint } = route;
  const status = String(endpoint.status ?? (endpoint.response === 'none' ? 204 : 200));
  const content =
    endpoint.response === 'none'
      ? {}
      : endpoint.response === 'file'
        ? { content: { 'text/csv': { schema: { type: 'string' } } } }
        : { content: { 'application/json': { schema: schemaOf(endpoint.response, 'output') } } };
  const body =
    endpoint.body === undefined
      ? {}
      : endpoint.body === 'stream'
        ? {
            requestBody: {
              required: true,
              content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
            },
          }
        : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } } } };
  return {
    operationId: route.name,
    summary: endpoint.summary,
    description: `Needs: ${endpoint.access}.`,
    tags: [endpoint.path.split('/')[1] ?? ''],
    parameters: parametersOf(endpoint),
    ...body,
    responses: {
      [status]: { description: 'Done.', ...content },
      default: {
        description: 'Refused; branch on `code`.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    ...(endpoint.access === 'public' ? { security: [] } : {}),
  };
}

/** The OpenAPI 3.1 description of every route of the registry. */
export function describeApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/api/v1${route.endpoint.path}`;
    paths[path] = { ...paths[path], [route.endpoint.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tidings API',
      version: '1',
      description: `Everything the screens do. Errors are problem details with a stable \`code\`: ${Object.keys(errorCodes).join(', ')}.`,
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a workspace (Settings, API keys).' },
      },
      schemas: { Problem: schemaOf(Problem, 'output') },
    },
    paths,
  };
}

/** What the page at `/api/docs` may load. It sets styles on elements and has its icons in the style sheet. */
function pagePolicy(publicUrl: string): string {
  const policy = [
    "default-src 'self'",
    "base-uri 'self'",
    "frame-ancestors 'self'",
    "object-src 'none'",
    "script-src 'self'",
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
  ];
  // Over plain http this would send the browser for scripts and styles to where nobody answers.
  if (publicUrl.startsWith('https:')) policy.push('upgrade-insecure-requests');
  return policy.join('; ');
}

/** `/api/v1/openapi.json`, and a page to read it at `/api/docs`. */
export function openApiPart(routes: readonly Route[]): HttpPart {
  return async (app, ctx) => {
    const document = describeApi(routes);
    app.get('/api/v1/openapi.json', async () => document);
    await app.register(swagger, { mode: 'static', specification: { document: document as never } });
    await app.register(swaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: pagePolicy(ctx.publicUrl),
      // The page names the address that programs read, not one of its own.
      uiConfig: { urls: [{ url: '/api/v1/openapi.json', name: 'Tidings API' }] },
      // The bar on top is a sign of another product and a choice of one.
      theme: { title: 'Tidings API', css: [{ filename: 'theme.css', content: '.swagger-ui .topbar { display: none; }' }] },
    });
  };
}
