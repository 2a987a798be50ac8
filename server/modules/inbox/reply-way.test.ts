import { randomUUID } from 'node:crypto';
import { contactsApi } from '@tidings/core/contract/contacts';
import { inboxApi } from '@tidings/core/contract/inbox';
import { poolsApi } from '@tidings/core/contract/pools';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addPeople, addSender } from '../broadcasts/testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
let senders: string[];
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  ws = await product.workspace();
  senders = [await addSender(product, ws), await addNumber('+12025550132'), await addNumber('+12025550133')];
});

/** Another number of the same connection. */
const addNumber = (address: string) =>
  product.ctx.db.workspace(ws.id, async (tx) => {
    const first = await tx.selectFrom('senders').select(['connection_id']).executeTakeFirstOrThrow();
    const number = {
      ...first,
      workspace_id: ws.id,
      channel: 'sms',
      kind: 'number',
      address,
      name: address,
      sandbox: true,
    } as const;
    return (await tx.insertInto('senders').values(number).returning('id').executeTakeFirstOrThrow()).id;
  });

const person = async () => (await addPeople(product, ws, [{ phone: '+12025550101' }]))[0] ?? '';
const conversation = (contactId: string, query: { sender_id?: string; pool_id?: string } = {}) =>
  ws.as('agent').call(inboxApi.getConversation, { params: { contact_id: contactId }, query });
const reply = (contactId: string, from: { sender_id?: string; pool_id?: string } = {}) =>
  ws
    .as('agent')
    .call(inboxApi.reply, { params: { contact_id: contactId }, body: { id: randomUUID(), body: 'Hello there.', ...from } });
const sentFrom = (messageId: string) =>
  product.ctx.db.workspace(ws.id, async (tx) => {
    const row = await tx.selectFrom('outbox').select('sender_id').where('message_id', '=', messageId).executeTakeFirstOrThrow();
    return row.sender_id;
  });
/** The person wrote to one of the numbers. */
const wroteTo = (contactId: string, senderId: string | undefined) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx
      .insertInto('messages')
      .values({
        workspace_id: ws.id,
        direction: 'in',
        channel: 'sms',
        contact_id: contactId,
        address: '+12025550101',
        sender_id: senderId ?? null,
        source: 'inbound',
        state: 'received',
        body: 'Hi',
      })
      .execute(),
  );

it('leaves from the default, or from the number that was chosen, which the conversation shows', async () => {
  const id = await person();
  expect((await conversation(id)).body.reply.from?.id).toBe(senders[0]);
  expect((await conversation(id, { sender_id: senders[1] })).body.reply.from?.id).toBe(senders[1]);
  const usual = await reply(id);
  expect(await sentFrom(usual.body.id)).toBe(senders[0]);
  const chosen = await reply(id, { sender_id: senders[1] });
  expect(chosen.status, chosen.text).toBe(201);
  expect(await sentFrom(chosen.body.id)).toBe(senders[1]);
});

it('the number they wrote to answers by itself; another, or a pool without it, only where somebody chose it', async () => {
  const id = await person();
  await wroteTo(id, senders[2]);
  expect((await conversation(id)).body.reply.from?.id).toBe(senders[2]);
  expect(await sentFrom((await reply(id, { sender_id: senders[0] })).body.id)).toBe(senders[0]);
  const pool = async (name: string, ids: (string | undefined)[]) =>
    (await ws.as('admin').call(poolsApi.createPool, { body: { name, sender_ids: ids as string[] } })).body.id;
  const without = await pool('Two', [senders[0], senders[1]]);
  expect([senders[0], senders[1]]).toContain(await sentFrom((await reply(id, { pool_id: without })).body.id));
  const having = await pool('Others', [senders[1], senders[2]]);
  expect(await sentFrom((await reply(id, { pool_id: having })).body.id)).toBe(senders[2]);
});

it('stays with the number of a pool that somebody was once answered from', async () => {
  const id = await person();
  const pool = await ws.as('admin').call(poolsApi.createPool, { body: { name: 'All', sender_ids: senders } });
  const first = await sentFrom((await reply(id, { pool_id: pool.body.id })).body.id);
  expect(await sentFrom((await reply(id, { pool_id: pool.body.id })).body.id)).toBe(first);
  expect((await conversation(id)).body.reply.from?.id).toBe(first);
});

it('says which choice is wrong, and changes nothing', async () => {
  const id = await person();
  const stranger = await product.workspace();
  const theirs = await addSender(product, stranger);
  const pool = await ws.as('admin').call(poolsApi.createPool, { body: { name: 'All', sender_ids: senders } });
  for (const [from, field] of [
    [{ sender_id: theirs }, 'sender_id'],
    [{ sender_id: randomUUID() }, 'sender_id'],
    [{ pool_id: randomUUID() }, 'pool_id'],
    [{ sender_id: senders[0], pool_id: pool.body.id }, 'pool_id'],
  ] as const) {
    const answer = await reply(id, from);
    expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, `body.${field}`]);
    const shown = await conversation(id, from);
    expect([shown.status, shown.problem.errors?.[0]?.field]).toEqual([400, `query.${field}`]);
  }
  const { body } = await ws.as('agent').call(contactsApi.getContact, { params: { contact_id: id } });
  expect(body.id).toBe(id);
  const rows = await product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('messages').select('id').execute());
  expect(rows).toEqual([]);
});
