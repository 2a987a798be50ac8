import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionsApi } from '@tidings/core/contract/connections';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../testing/product.ts';
import { examine } from './doctor.ts';

const accountSid = `AC${'0'.repeat(32)}`;
let product: TestProduct;
let ws: TestWorkspace;
let connectionId: string;
let carrier: Server;
let folder: string;

beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace({ name: 'Grace Church' });
  const made = await ws.as('admin').call(connectionsApi.createConnection, {
    body: { provider: 'twilio', name: 'Main account', settings: { account_sid: accountSid }, secrets: { auth_token: 'secret' } },
  });
  connectionId = made.body.id;
  folder = mkdtempSync(join(tmpdir(), 'tidings-doctor-'));
  await setCommit('on');
  carrier = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
  await new Promise((done) => carrier.once('listening', done));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  carrier.close();
  await product.close();
});

/** Tests run with fast commits; an installation must not. */
async function setCommit(wish: 'on' | 'off'): Promise<void> {
  const name = new URL(product.databaseUrl).pathname.slice(1);
  await sql`alter database ${sql.id(name)} set synchronous_commit = ${sql.raw(wish)}`.execute(product.ctx.db.open);
}

/** The environment of an installation where all is well. */
const env = (change: Record<string, string> = {}) => ({
  TIDINGS_DATA: inject('dataDir'),
  DATABASE_URL: product.databaseUrl,
  TIDINGS_SANDBOX_URL: `http://127.0.0.1:${(carrier.address() as AddressInfo).port}`,
  ...change,
});

/** The findings about one thing. */
const about = async (what: string, change: Record<string, string> = {}) =>
  (await examine(env(change))).filter((one) => one.what.startsWith(what));

async function setStatus(status: 'working' | 'failing', words: string): Promise<void> {
  await product.ctx.db.workspace(ws.id, (tx) =>
    tx.updateTable('connections').set({ status, status_words: words }).where('id', '=', connectionId).execute(),
  );
}

test('finds nothing to mend where all is well', async () => {
  expect((await examine(env())).filter((one) => !one.ok)).toEqual([]);
});

test('names every setting that cannot be read, and looks at nothing else', async () => {
  const found = await examine(env({ TIDINGS_PORT: 'x', TIDINGS_TRUST_PROXY: 'maybe' }));
  expect(found.filter((one) => !one.ok).map((one) => one.words)).toEqual([
    'TIDINGS_PORT must be a whole number from 0 to 65535, not "x"',
    'TIDINGS_TRUST_PROXY must be true or false, not "maybe"',
  ]);
});

test('refuses a database role that row-level security does not bind', async () => {
  const found = await about('Database role', { DATABASE_URL: inject('adminUrl') });
  expect(found).toEqual([expect.objectContaining({ ok: false, words: expect.stringContaining('bypasses row-level security') })]);
});

test('refuses a database that confirms what a crash could still undo', async () => {
  await setCommit('off');
  const found = await about('Durability');
  await setCommit('on');
  expect(found).toEqual([expect.objectContaining({ ok: false, words: expect.stringContaining('synchronous_commit') })]);
  expect(await about('Durability')).toEqual([]);
});

test('says that a database without tables needs migrating', async () => {
  const found = await about('Tables', { DATABASE_URL: inject('adminUrl') });
  expect(found).toEqual([expect.objectContaining({ ok: false, words: expect.stringContaining('tidings migrate') })]);
});

test('says how searching is made fast where the database does not use the index', async () => {
  expect(await about('Search')).toEqual([expect.objectContaining({ words: 'uses its index' })]);
  const admin = new pg.Client(
    Object.assign(new URL(inject('adminUrl')), { pathname: new URL(product.databaseUrl).pathname }).toString(),
  );
  await admin.connect();
  await admin.query('alter function textlike(text, text) not leakproof');
  expect(await about('Search')).toEqual([expect.objectContaining({ words: expect.stringContaining('leakproof') })]);
  await admin.end();
});

test('repeats in words what the last test of each connection said', async () => {
  expect(await about('Connection "Main account" of Grace Church')).toEqual([
    expect.objectContaining({ ok: true, words: expect.stringContaining('not tested yet') }),
  ]);
  await setStatus('failing', 'Twilio does not accept these credentials.');
  expect(await about('Connection "Main account"')).toEqual([
    expect.objectContaining({ ok: false, words: expect.stringContaining('Twilio does not accept these credentials.') }),
  ]);
  await setStatus('working', 'Connected to “Grace”, which has one number.');
  expect(await about('Connection "Main account"')).toEqual([
    expect.objectContaining({ ok: true, words: 'Connected to “Grace”, which has one number.' }),
  ]);
});

test('notices credentials that were encrypted with another key', async () => {
  const other = Buffer.alloc(32, 7).toString('base64');
  expect(await about('Connection "Main account"', { TIDINGS_ENCRYPTION_KEY: other })).toEqual([
    expect.objectContaining({ ok: false, words: expect.stringContaining('encrypted with another key') }),
  ]);
});

test('notices a key that is none', async () => {
  expect(await about('Encryption key', { TIDINGS_ENCRYPTION_KEY: 'short' })).toEqual([
    expect.objectContaining({ ok: false, words: expect.stringContaining('openssl rand -base64 32') }),
  ]);
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'keys', 'encryption.key'), '');
  expect(await about('Encryption key', { TIDINGS_DATA: folder })).toEqual([
    expect.objectContaining({ ok: false, words: expect.stringContaining('must be 32 bytes') }),
  ]);
});

test('makes no key where there is none yet', async () => {
  const empty = join(folder, 'empty');
  expect(await about('Encryption key', { TIDINGS_DATA: empty })).toEqual([expect.objectContaining({ ok: true })]);
  expect(await about('Encryption key', { TIDINGS_DATA: empty })).toEqual([
    expect.objectContaining({ words: expect.stringContaining('none yet') }),
  ]);
});

test('says when the sandbox carrier does not answer where it was said to be', async () => {
  const found = await about('Sandbox carrier', { TIDINGS_SANDBOX_URL: 'http://127.0.0.1:9' });
  expect(found).toEqual([expect.objectContaining({ ok: false, words: expect.stringContaining('http://127.0.0.1:9') })]);
  expect(await about('Sandbox carrier')).toEqual([expect.objectContaining({ ok: true })]);
});
