import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { costsApi } from '../../core/src/contract/costs.ts';
import { inboxApi } from '../../core/src/contract/inbox.ts';
import { type DirectSend, sendMessagesApi } from '../../core/src/contract/send-messages.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople } from '../support/people.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

/** The sandbox carrier says that numbers ending in 93 are landlines. */
const landline = '+12025550193';
const mobile = '+12025550101';
const micros = 8_000;

async function workspaceWith(costs: object = { lookups: true }): Promise<SandboxWorkspace> {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const set = await workspace.as('admin').call(costsApi.updateCosts, { body: costs });
  expect(set.status, set.text).toBe(200);
  return workspace;
}

const send = (workspace: SandboxWorkspace, phones: readonly string[], wish: Partial<DirectSend> = {}) =>
  workspace.as('manager').call(sendMessagesApi.sendMessages, {
    body: { to: phones.map((phone) => ({ phone })), body: 'Hello.', consent: { wording: 'Signed the card' }, ...wish },
  });
const asked = (workspace: SandboxWorkspace) =>
  product.ctx.db.workspace(workspace.id, async (tx) =>
    (await tx.selectFrom('number_lookups').select('address').orderBy('address').execute()).map((one) => one.address),
  );
const spent = async (workspace: SandboxWorkspace) =>
  (await workspace.as('admin').call(costsApi.getCosts)).body.spent.today_micros;
const converse = (workspace: SandboxWorkspace, id: string) =>
  workspace.as('agent').call(inboxApi.getConversation, { params: { contact_id: id } });
const reply = (workspace: SandboxWorkspace, id: string) =>
  workspace.as('agent').call(inboxApi.reply, { params: { contact_id: id }, body: { id: randomUUID(), body: 'Hello.' } });

test('numbers that a program names are looked up once: landlines are refused, and what it cost is said', async () => {
  const workspace = await workspaceWith();
  const first = await send(workspace, [mobile, landline, 'nonsense', mobile]);
  expect(first.status, first.text).toBe(202);
  expect(first.body.lookups).toEqual({ numbers: 2, landlines: 1, micros: 2 * micros });
  expect(first.body.results.map((one) => one.reason)).toEqual([
    null,
    'suppressed_landline',
    'invalid_address',
    'duplicate_address',
  ]);
  await eventually(async () => (await workspace.phone(mobile)).length === 1, 'the other one gets it');
  expect(await workspace.phone(landline)).toEqual([]);
  expect(await spent(workspace)).toBeGreaterThanOrEqual(2 * micros);
  const again = await send(workspace, [mobile, landline]);
  expect(again.body).toMatchObject({ accepted: 1, refused: 1, lookups: null });
});

test('nothing is asked where it is switched off, and not about who would get nothing', async () => {
  const off = await workspaceWith({ lookups: false });
  expect((await send(off, [mobile])).body).toMatchObject({ accepted: 1, lookups: null });
  const workspace = await workspaceWith();
  await addPeople(product.ctx, workspace.id, [{ name: 'No', phone: '+12025550102', consent: 'no' }]);
  // Said no, nothing known of them, another country, and a text that is refused.
  const answer = await workspace.as('manager').call(sendMessagesApi.sendMessages, {
    body: { to: [{ phone: '+12025550102' }, { phone: '+12025550103' }], body: 'Hello.' },
  });
  expect(answer.body).toMatchObject({ accepted: 0, lookups: null });
  expect((await send(workspace, ['+442079460101'])).body).toMatchObject({ accepted: 0, lookups: null });
  expect((await send(workspace, [mobile], { body: ' ' })).status).toBe(422);
  expect(await asked(workspace)).toEqual([]);
});

test('the spending limit bounds what is asked, and the texts go out all the same', async () => {
  const workspace = await workspaceWith({ lookups: true, daily_limit_micros: micros });
  const answer = await send(workspace, [mobile, '+12025550104']);
  expect(answer.body).toMatchObject({ accepted: 2, lookups: { numbers: 1, micros } });
});

test('who is written to from the inbox is looked up before the first text, and not after they wrote', async () => {
  const workspace = await workspaceWith();
  const [fixed = '', cell = '', writer = ''] = await addPeople(product.ctx, workspace.id, [
    { name: 'Fixed', phone: landline },
    { name: 'Cell', phone: mobile },
    { name: 'Writer', phone: '+12025550105' },
  ]);
  expect((await converse(workspace, fixed)).body.reply).toMatchObject({ allowed: true, lookup: { micros } });
  const refused = await reply(workspace, fixed);
  expect(refused.status).toBe(422);
  expect(refused.problem.detail).toContain('landline');
  expect((await converse(workspace, fixed)).body.reply).toMatchObject({ allowed: false, lookup: null });

  expect((await reply(workspace, cell)).status).toBe(201);
  expect((await converse(workspace, cell)).body.reply.lookup).toBeNull();
  await workspace.textFrom('+12025550105', 'Hello?');
  await eventually(async () => (await converse(workspace, writer)).body.reply.lookup === null, 'their text has come');
  expect((await reply(workspace, writer)).status).toBe(201);
  expect(await asked(workspace)).toEqual([mobile, landline]);
});

test('a provider that gives no answers keeps nobody from writing', async () => {
  const workspace = await workspaceWith();
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'auth_failure', scope: 'all' }] });
  const answer = await send(workspace, [mobile]);
  expect(answer.status, answer.text).toBe(202);
  expect(answer.body).toMatchObject({ accepted: 1, lookups: { numbers: 0, landlines: 0, micros: 0 } });
});
