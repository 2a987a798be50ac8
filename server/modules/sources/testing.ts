import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ImportMapping, ImportTarget } from '@tidings/core/contract/import-mapping';
import { listsApi } from '@tidings/core/contract/lists';
import type { SourceSync, SyncChange } from '@tidings/core/contract/source-syncs';
import { type NewSource, type Source, sourcesApi } from '@tidings/core/contract/sources';
import type { z } from 'zod';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { runSync } from './sync.ts';

type Cells = readonly (readonly string[])[];

/** A key file as Google makes it; the private half is made up on the spot. */
export function serviceAccount() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = {
    type: 'service_account',
    project_id: 'example',
    private_key_id: 'key-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: 'reader@example.iam.gserviceaccount.com',
    token_uri: 'https://oauth2.googleapis.com/token',
  };
  return { json: JSON.stringify(key), publicKey };
}

const signInPage =
  '<!DOCTYPE html><html><head><title>Sign in - Google Accounts</title></head><body>Sign in to continue</body></html>';

/** Servers on this machine that behave as Google's do: a web app that redirects, a published CSV, token endpoint and Sheets API. */
export class FakeGoogle {
  readonly account = serviceAccount();
  /** What the sheet holds; the header first. */
  rows: Cells = [['Name', 'Phone', 'Opt in']];
  tabs = ['Members', 'Old'];
  /** The script's answer instead of one object per row. */
  json: unknown;
  /** Answers instead of the usual ones, each once; then as usual again. */
  readonly next: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  asked = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeGoogle> {
    const server = createServer();
    const google = new FakeGoogle(server);
    server.on('request', (request, response) => void google.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return google;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** The sheet as CSV. */
  get csv(): string {
    return this.rows
      .map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
      .join('\n');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (pathname === '/token') return void this.#token(request, send);
    if (pathname === '/signin') return send(200, signInPage, { 'content-type': 'text/html' });
    this.asked += 1;
    const other = this.next.shift();
    if (other) return other(request, response);
    if (pathname === '/macros/s/abc/exec') return send(302, '', { location: `${this.url}/macros/echo?user_content_key=x` });
    if (pathname === '/macros/echo') return send(200, this.json ?? this.objects);
    if (pathname === '/pub') return send(200, this.csv, { 'content-type': 'text/csv' });
    if (!pathname.startsWith('/v4/spreadsheets/')) return send(404, 'not found');
    if (request.headers.authorization !== 'Bearer token-of-tests') return send(401, { error: { message: 'no credentials' } });
    const range = /\/values\/(.+)$/.exec(pathname)?.[1];
    if (range === undefined)
      return send(200, { sheets: this.tabs.map((title) => ({ properties: { title, sheetType: 'GRID' } })) });
    return send(200, { range: decodeURIComponent(range), majorDimension: 'ROWS', values: this.rows });
  }

  async #token(request: IncomingMessage, send: (status: number, body: unknown) => void): Promise<void> {
    let text = '';
    for await (const part of request) text += String(part);
    const form = new URLSearchParams(text);
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const genuine = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(this.account.publicKey, signature, 'base64url');
    const { iss, scope, aud, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
    const right = iss === 'reader@example.iam.gserviceaccount.com' && aud === `${this.url}/token` && exp - iat === 3600;
    const grant = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    if (!genuine || !right || !grant || !String(scope).endsWith('/spreadsheets.readonly')) {
      return send(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    }
    return send(200, { access_token: 'token-of-tests', token_type: 'Bearer', expires_in: 3599 });
  }

  get objects(): object[] {
    const [header = [], ...rows] = this.rows;
    return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])));
  }
}

export const signIn = (google: FakeGoogle) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(302, { location: `${google.url}/signin` });
  response.end();
};

/** Answers once with this status, body and headers. */
export const answering =
  (status: number, body = '', headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** Settings of a product that talks to it. */
export const googleEnv = (google: FakeGoogle): Record<string, string> => ({
  TIDINGS_ALLOW_PRIVATE_ADDRESSES: 'true',
  TIDINGS_GOOGLE_SHEETS_URL: google.url,
  TIDINGS_GOOGLE_TOKEN_URL: `${google.url}/token`,
});

/** The product with a Google of its own, which ends with it. */
export async function withGoogle(): Promise<{ product: TestProduct; google: FakeGoogle }> {
  const google = await FakeGoogle.start();
  const product = await testProduct({ env: googleEnv(google) });
  const close = async () => {
    await product.close();
    await google.close();
  };
  return { product: { ...product, close }, google };
}

type Mapping = z.input<typeof ImportMapping>;

/** A list with a source, driven as a manager does. Nothing runs but what is asked for. */
export class SourceDriver {
  readonly product: TestProduct;
  readonly ws: TestWorkspace;
  listId = '';
  sourceId = '';

  constructor(product: TestProduct, ws: TestWorkspace) {
    this.product = product;
    this.ws = ws;
  }

  get #caller() {
    return this.ws.as('manager');
  }

  /** Another source of the same list, driven apart. */
  beside(): SourceDriver {
    const other = new SourceDriver(this.product, this.ws);
    other.listId = this.listId;
    return other;
  }

  async connect(
    wish: Omit<z.input<typeof import('@tidings/core/contract/sources').NewSource>, 'list_id'>,
    list = 'Members',
  ): Promise<Source> {
    this.listId ||= (await this.#caller.call(listsApi.createList, { body: { name: list } })).body.id;
    const made = await this.#caller.call(sourcesApi.createSource, { body: { ...wish, list_id: this.listId } as NewSource });
    if (made.status !== 201) throw new Error(made.text);
    this.sourceId = made.body.id;
    await this.run();
    return this.get();
  }

  async get(): Promise<Source> {
    return (await this.#caller.call(sourcesApi.getSource, { params: { source_id: this.sourceId } })).body;
  }

  async map(targets: readonly ImportTarget[], more: Partial<Mapping> = {}) {
    const consent = targets.includes('consent') ? { kind: 'column' as const } : { kind: 'none' as const };
    const body: Mapping = {
      columns: targets.map((target, column) => ({ column, target })),
      default_country: 'US',
      consent,
      ...more,
    };
    const mapped = await this.#caller.call(sourcesApi.setSourceMapping, { params: { source_id: this.sourceId }, body });
    if (mapped.status !== 200) throw new Error(mapped.text);
  }

  /** Runs the sync that waits, to its end. */
  async run(chunkRows?: number): Promise<SourceSync> {
    const { sync } = await this.get();
    if (!sync) throw new Error('No sync waits.');
    const { ctx } = this.product;
    await runSync(ctx, { workspaceId: this.ws.id, syncId: sync.id }, new AbortController().signal, chunkRows);
    return this.latest();
  }

  async latest(): Promise<SourceSync> {
    const { sync } = await this.get();
    if (!sync) throw new Error('There is no sync.');
    return sync;
  }

  async start(whole = false): Promise<SourceSync> {
    const started = await this.#caller.call(sourcesApi.syncSource, { params: { source_id: this.sourceId }, body: { whole } });
    if (started.status !== 202) throw new Error(started.text);
    return started.body;
  }

  /** Syncs to the end, or to the question. */
  async sync(options: { whole?: boolean; chunkRows?: number } = {}): Promise<SourceSync> {
    await this.start(options.whole);
    return this.run(options.chunkRows);
  }

  async answer(answer: 'approve' | 'reject', chunkRows?: number): Promise<SourceSync> {
    const { id } = await this.latest();
    const endpoint = answer === 'approve' ? sourcesApi.approveSourceSync : sourcesApi.rejectSourceSync;
    const answered = await this.#caller.call(endpoint, { params: { source_id: this.sourceId, sync_id: id } });
    if (answered.status >= 300) throw new Error(answered.text);
    return answer === 'approve' ? this.run(chunkRows) : this.latest();
  }

  /** The first sync, looked at and approved. */
  async bringIn(targets: readonly ImportTarget[], more: Partial<Mapping> = {}): Promise<SourceSync> {
    await this.map(targets, more);
    await this.sync();
    return this.answer('approve');
  }

  async changes(): Promise<SyncChange[]> {
    const { id } = await this.latest();
    const params = { source_id: this.sourceId, sync_id: id };
    return (await this.#caller.call(sourcesApi.listSyncChanges, { params, query: { limit: 200 } })).body.items;
  }

  /** The people of the list by name, with number and consent. */
  async listed(): Promise<Record<string, string>> {
    return this.product.ctx.db.workspace(this.ws.id, async (tx) => {
      const rows = await tx
        .selectFrom('list_entries')
        .innerJoin('contacts', 'contacts.id', 'list_entries.contact_id')
        .select(['contacts.full_name', 'contacts.phone', 'contacts.sms_consent'])
        .where('list_entries.list_id', '=', this.listId)
        .where('contacts.deleted_at', 'is', null)
        .orderBy('contacts.full_name')
        .execute();
      return Object.fromEntries(rows.map((row) => [row.full_name ?? '', `${row.phone} ${row.sms_consent}`]));
    });
  }
}

export const header = ['Name', 'Phone', 'Opt in'];
export const ann = ['Ann Arbor', '202-555-0101', 'yes'];
export const bob = ['Bob Bell', '202-555-0102', 'yes'];
export const cy = ['Cy Young', '202-555-0103', 'no'];
export const targets = ['full_name', 'phone', 'consent'] as const;

/** A list in step with Ann, Bob and Cy by a web app. */
export async function keptInStep(
  product: TestProduct,
  google: FakeGoogle,
  wish: object = {},
  rows: Cells = [ann, bob, cy],
): Promise<SourceDriver> {
  const one = new SourceDriver(product, await product.workspace());
  google.rows = [header, ...rows];
  await one.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec`, ...wish });
  await one.bringIn(targets);
  return one;
}
