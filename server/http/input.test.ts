import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { importsApi } from '@tidings/core/contract/imports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Refusal } from '../lib/errors.ts';
import { routes } from '../registry/routes.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../testing/product.ts';
import { readInput } from './input.ts';

/** What is said about a value, field by field. */
function said(schema: z.ZodType, value: unknown): string[] {
  try {
    readInput('body', schema, value);
    return [];
  } catch (error) {
    return error instanceof Refusal ? error.fields.map((one) => `${one.field}: ${one.message}`) : [String(error)];
  }
}

test.each<[string, z.ZodType, unknown, string[]]>([
  ['something missing', z.object({ version: z.number().int() }), {}, ['body.version: is needed']],
  ['a choice missing', z.object({ kind: z.enum(['a', 'b']) }), {}, ['body.kind: is needed']],
  ['nothing at all', z.object({ a: z.string() }), undefined, ['body: is needed']],
  ['words for a whole number', z.object({ n: z.number().int() }), { n: 'x' }, ['body.n: must be a whole number']],
  ['a half for a whole number', z.object({ n: z.number().int() }), { n: 1.5 }, ['body.n: must be a whole number']],
  ['an unreadable number', z.object({ n: z.coerce.number().int() }), { n: 'x' }, ['body.n: must be a whole number']],
  ['words for a number', z.object({ n: z.number() }), { n: 'x' }, ['body.n: must be a number']],
  ['a number for text', z.object({ a: z.string() }), { a: 1 }, ['body.a: must be text']],
  ['nothing for text', z.object({ a: z.string() }), { a: null }, ['body.a: must be text']],
  ['text for a flag', z.object({ a: z.boolean() }), { a: 'yes' }, ['body.a: must be true or false']],
  ['text for a list', z.object({ a: z.array(z.string()) }), { a: 'x' }, ['body.a: must be a list']],
  ['a list for an object', z.object({ a: z.string() }), [], ['body: must be an object']],
  ['an unknown choice', z.object({ a: z.enum(['b', 'c', 'd']) }), { a: 'x' }, ['body.a: must be one of b, c, d']],
  ['another fixed value', z.object({ a: z.literal(true) }), { a: false }, ['body.a: must be true']],
  ['too small a number', z.object({ n: z.number().min(1) }), { n: 0 }, ['body.n: must be at least 1']],
  ['too large a number', z.object({ n: z.number().max(9) }), { n: 10 }, ['body.n: must be at most 9']],
  ['a number at an open limit', z.object({ n: z.number().gt(1) }), { n: 1 }, ['body.n: must be more than 1']],
  ['empty text', z.object({ a: z.string().min(1) }), { a: '' }, ['body.a: is needed']],
  ['short text', z.object({ a: z.string().min(3) }), { a: 'x' }, ['body.a: must have at least 3 characters']],
  ['long text', z.object({ a: z.string().max(1) }), { a: 'xy' }, ['body.a: must have at most 1 character']],
  ['a short list', z.object({ a: z.array(z.string()).min(1) }), { a: [] }, ['body.a: must have at least 1 entry']],
  ['no e-mail address', z.object({ a: z.email() }), { a: 'x' }, ['body.a: must be an e-mail address']],
  ['another pattern', z.object({ a: z.string().regex(/^a/) }), { a: 'x' }, ['body.a: is not written in the form that is needed']],
  ['unknown fields', z.strictObject({}), { b: 1, c: 2 }, ['body.b: is not known here', 'body.c: is not known here']],
  [
    'unknown fields further in',
    z.object({ a: z.array(z.strictObject({})) }),
    { a: [{ b: 1 }] },
    ['body.a.0.b: is not known here'],
  ],
  ['words of the contract', z.object({ a: z.string('must be a name') }), { a: 1 }, ['body.a: must be a name']],
  ['a rule of the contract', z.object({ a: z.string().refine(() => false, 'must rhyme') }), { a: 'x' }, ['body.a: must rhyme']],
  [
    'neither of two kinds',
    z.object({ a: z.union([z.string(), z.boolean()]) }),
    { a: 1 },
    ['body.a: must be text, or must be true or false'],
  ],
  [
    'one of two shapes, almost',
    z.union([
      z.strictObject({ ids: z.array(z.string()) }),
      z.strictObject({ all: z.literal(true), of: z.string(), by: z.string() }),
    ]),
    { ids: 'x' },
    ['body.ids: must be a list'],
  ],
  [
    'no kind of several',
    z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b') })]),
    { k: 'x' },
    ['body.k: must be one of a, b'],
  ],
])('%s is said in plain words', (_, schema, value, words) => {
  expect(said(schema, value)).toEqual(words);
});

describe('a request', () => {
  let product: TestProduct;
  let ws: TestWorkspace;
  beforeAll(async () => {
    product = await testProduct();
    ws = await product.workspace();
  });
  afterAll(() => product.close());
  const headers = (type?: string) => ({ authorization: `Bearer ${ws.keys.manager}`, ...(type ? { 'content-type': type } : {}) });
  const get = (url: string) => product.app.inject({ url: `/api/v1${url}`, headers: headers() });

  test.each(['text/csv', 'text/plain', 'application/octet-stream'])('of type %s is refused where JSON is read', async (type) => {
    const answer = await product.app.inject({ method: 'POST', url: '/api/v1/contacts', headers: headers(type), payload: 'x' });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({
      code: 'unsupported_media_type',
      detail: 'Send JSON with content-type application/json.',
    });
  });

  test('of JSON is refused where a file is read', async () => {
    const params = { import_id: '11111111-1111-7111-8111-111111111111' };
    const { problem } = await ws.as('manager').call(importsApi.uploadImportFile, { params, body: {} as never });
    expect(problem).toMatchObject({ status: 415, detail: expect.stringContaining('text/csv') });
  });

  test.each(['image/png', 'multipart/form-data; boundary=x', 'nonsense', 'text/html', 'application/json'])(
    'of type %s is refused in words of the file where a file is read',
    async (type) => {
      const url = '/api/v1/imports/11111111-1111-7111-8111-111111111111/file';
      const answer = await product.app.inject({ method: 'PUT', url, headers: headers(type), payload: 'phone,name' });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
        detail: 'Send the file itself, with content-type text/csv or application/octet-stream.',
      });
    },
  );

  test('that is not JSON at all is refused in plain words', async () => {
    const answer = await product.app.inject({
      method: 'POST',
      url: '/api/v1/contacts',
      headers: headers('application/json'),
      payload: '{"first_name": Ana}',
    });
    expect(answer.json()).toMatchObject({ status: 400, detail: 'The body is not valid JSON.' });
  });

  test('that lacks something or has too much says it of each field', async () => {
    const body = { nickname: 'Ana', shoe: 38 };
    const { problem } = await ws.as('manager').call(contactsApi.createContact, { body: body as never });
    expect(problem.errors).toEqual(
      expect.arrayContaining([
        { field: 'body.nickname', message: 'is not known here' },
        { field: 'body.shoe', message: 'is not known here' },
      ]),
    );
    const params = { broadcast_id: '11111111-1111-7111-8111-111111111111' };
    const sent = await ws.as('manager').call(broadcastsApi.sendBroadcast, { params, body: {} as never });
    expect(sent.problem.errors).toContainEqual({ field: 'body.version', message: 'is needed' });
  });

  test('with an unknown filter is refused instead of answered with everything', async () => {
    const answer = await get('/contacts?q=Ana&limit=x');
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([
      { field: 'query.limit', message: 'must be a whole number from 1 to 200' },
      { field: 'query.q', message: 'is not known here' },
    ]);
    expect((await get('/home?verbose=1')).json().errors).toEqual([{ field: 'query.verbose', message: 'is not known here' }]);
  });

  test('may name its workspace in the address of any route', async () => {
    expect((await get(`/contacts?workspace=${ws.id}`)).statusCode).toBe(200);
    expect((await get(`/home?workspace=${ws.id}`)).statusCode).toBe(200);
  });
});

test('every query of the contract is an object, so that unknown names can be told', () => {
  for (const { endpoint } of routes) expect(endpoint.query === undefined || endpoint.query instanceof z.ZodObject).toBe(true);
});
