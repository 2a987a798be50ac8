import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnection } from '../../server/modules/connections/open-connection.ts';
import { sign } from '../../server/providers/sms/twilio/signature.ts';
import { eventually } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace } from '../support/live-product.ts';
import { queueText } from '../support/queue-text.ts';

let product: LiveProduct;
let workspace: SandboxWorkspace;
beforeAll(async () => {
  product = await liveProduct();
  workspace = await product.sandboxWorkspace();
});
afterAll(() => product.close());

interface Hook {
  readonly path: string;
  readonly fields: Record<string, string>;
  readonly signature?: string;
  readonly contentType?: string;
  readonly payload?: string;
}

const tokens = new Map<string, string>();

async function tokenOf({ connectionId }: SandboxWorkspace): Promise<string> {
  const known = tokens.get(connectionId);
  if (known !== undefined) return known;
  const { secrets } = await product.ctx.db.system((tx) => openConnection(product.ctx, tx, connectionId));
  const token = secrets['auth_token'] ?? '';
  tokens.set(connectionId, token);
  return token;
}

/** Calls a hook as the carrier would: signed with the workspace's token. */
async function call(hook: Hook, of: SandboxWorkspace = workspace) {
  const url = `/hooks/twilio/${of.connectionId}/${hook.path}`;
  const signature = hook.signature ?? sign(await tokenOf(of), `${product.ctx.publicUrl}${url}`, hook.fields);
  return product.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': hook.contentType ?? 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    payload: hook.payload ?? new URLSearchParams(hook.fields).toString(),
  });
}

const receiptOf = (sid: string, status = 'delivered') => ({ MessageSid: sid, MessageStatus: status, To: '+12025550123' });
const textOf = (sid: string, body: string, from = '+12025550123') => ({
  MessageSid: sid,
  From: from,
  To: workspace.number,
  Body: body,
});

const stored = (sid: string) =>
  product.ctx.db.system((tx) => tx.selectFrom('receipts').selectAll().where('provider_id', '=', sid).execute());
const payloads = (sid: string) =>
  product.ctx.db.system((tx) => tx.selectFrom('inbound_payloads').selectAll().where('provider_id', '=', sid).execute());

const stateOf = (id: string) =>
  product.ctx.db.system((tx) => tx.selectFrom('messages').select('state').where('id', '=', id).executeTakeFirstOrThrow());

test.each([
  ['a wrong signature', 'bm90IHRoZSByaWdodCBvbmU='],
  ['an empty signature', ''],
])('a receipt with %s is refused and stores nothing', async (_, signature) => {
  const answer = await call({ path: 'status', fields: receiptOf('SMbad'), signature });
  expect(answer.statusCode).toBe(403);
  expect(answer.json()).toMatchObject({ code: 'not_allowed', status: 403 });
  expect(await stored('SMbad')).toEqual([]);
});

test('a body in another form cannot be signed, and is refused as what it is', async () => {
  for (const contentType of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
    const answer = await call({ path: 'status', fields: {}, contentType, payload: '{"MessageSid":1}' });
    expect(answer.statusCode).toBe(415);
  }
});

test('fields named like parts of an object are fields, not a failure', async () => {
  const fields = { ...receiptOf('SModd', 'sent'), constructor: 'x', __proto__x: 'y', toString: 'z' };
  expect((await call({ path: 'status', fields })).statusCode).toBe(204);
  expect((await stored('SModd'))[0]?.payload).toMatchObject({ constructor: 'x', toString: 'z' });
});

test.each(['0192aaaa-0000-7000-8000-000000000001', 'not-an-id', '../../etc'])(
  'a connection %s that nobody knows is not found',
  async (id) => {
    const answer = await product.app.inject({
      method: 'POST',
      url: `/hooks/twilio/${encodeURIComponent(id)}/status`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'eA==' },
      payload: 'MessageSid=SM1&MessageStatus=sent',
    });
    expect(answer.statusCode).toBe(404);
  },
);

test('an unknown provider is not found', async () => {
  const answer = await product.app.inject({ method: 'POST', url: `/hooks/nobody/${workspace.connectionId}/status` });
  expect(answer.statusCode).toBe(404);
});

test.each([
  [`status?m=${randomUUID()}`, 'that nobody knows'],
  ['status?m=1%27%20or%201=1', 'that is none'],
  ['status', 'that is missing'],
])('a receipt for %s, a message id %s, is kept and changes nothing', async (path) => {
  const sid = `SM${randomUUID()}`;
  expect((await call({ path, fields: receiptOf(sid) })).statusCode).toBe(204);
  expect(await stored(sid)).toMatchObject([{ workspace_id: workspace.id, status: 'delivered' }]);
});

test('a receipt cannot touch a message of another workspace', async () => {
  const other = await product.sandboxWorkspace();
  const id = await queueText(product, other, '+12025550123');
  expect((await call({ path: `status?m=${id}`, fields: receiptOf('SMforeign') })).statusCode).toBe(204);
  expect(await stateOf(id)).toEqual({ state: 'queued' });
  expect(
    (await call({ path: `status?m=${id}`, fields: { ...receiptOf('SMforeign', 'failed'), ErrorCode: '30005' } })).statusCode,
  ).toBe(204);
  const suppressed = await product.ctx.db.system((tx) => tx.selectFrom('suppressions').select('id').execute());
  expect(suppressed).toEqual([]);
  expect((await call({ path: `status?m=${id}`, fields: receiptOf('SMown') }, other)).statusCode).toBe(204);
  expect(await stateOf(id)).toEqual({ state: 'delivered' });
});

test('hooks that lack what they need are refused with the names of it', async () => {
  const receipt = await call({ path: 'status', fields: { MessageSid: 'SM1' } });
  expect(receipt.statusCode).toBe(400);
  expect(receipt.json().detail).toMatch(/MessageSid and MessageStatus/);
  const inbound = await call({ path: 'inbound', fields: { MessageSid: 'SM1', Body: 'Hello' } });
  expect(inbound.statusCode).toBe(400);
  expect(inbound.json().detail).toMatch(/MessageSid, From and To/);
});

test('a receipt of ten megabytes is refused as too large', async () => {
  const answer = await call({ path: 'status', fields: {}, payload: `MessageStatus=${'x'.repeat(10_000_000)}` });
  expect(answer.statusCode).toBe(413);
});

test('an inbound text repeated and at the same moment is one message', async () => {
  const stop = await product.startWorker();
  const fields = textOf('SMtwice', 'Hello there', '+12025550131');
  const answers = await Promise.all(Array.from({ length: 5 }, () => call({ path: 'inbound', fields })));
  expect(answers.map((one) => one.statusCode)).toEqual([200, 200, 200, 200, 200]);
  expect(answers[0]?.body).toContain('<Response/>');
  await eventually(async () => (await payloads('SMtwice'))[0]?.processed_at, 'it is processed');
  expect((await call({ path: 'inbound', fields })).statusCode).toBe(200);
  const messages = await product.ctx.db.system((tx) =>
    tx.selectFrom('messages').select('id').where('provider_id', '=', 'SMtwice').execute(),
  );
  expect(messages).toHaveLength(1);
  expect(await payloads('SMtwice')).toHaveLength(1);
  await stop();
});

test('a text with a character that the database cannot hold is kept without it', async () => {
  expect((await call({ path: 'inbound', fields: textOf('SMnul', 'before\0after') })).statusCode).toBe(200);
  expect((await payloads('SMnul'))[0]?.payload).toMatchObject({ Body: 'before\uFFFDafter' });
});

test('while the database is away a hook is told to come again, and then it is taken', async () => {
  const id = await queueText(product, workspace, '+12025550123');
  const receipt = { path: `status?m=${id}`, fields: receiptOf('SMaway') };
  const inbound = { path: 'inbound', fields: textOf('SMawayin', 'Hello') };
  // Known to this process: the hook gets as far as the writing.
  expect((await call({ path: 'status', fields: receiptOf('SMbefore') })).statusCode).toBe(204);
  const reopen = await closeDatabase(product);
  const answers = [await call(receipt), await call(inbound)];
  for (const answer of answers) {
    expect(answer.statusCode).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  await reopen();
  // A connection that the outage broke may still cost one answer; the provider comes again.
  await eventually(async () => (await call(receipt)).statusCode === 204, 'the repeated receipt is taken');
  await eventually(async () => (await call(inbound)).statusCode === 200, 'the repeated text is taken');
  expect(await stateOf(id)).toEqual({ state: 'delivered' });
  expect(await payloads('SMawayin')).toHaveLength(1);
});
