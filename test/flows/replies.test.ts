import { afterAll, beforeAll, expect, test } from 'vitest';
import { findActiveSuppression } from '../../server/modules/compliance/suppressions-store.ts';
import { queueMessage } from '../../server/modules/messages/queue.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople } from '../support/people.ts';

let product: LiveProduct;
let workspace: SandboxWorkspace;
beforeAll(async () => {
  product = await liveProduct();
  workspace = await product.sandboxWorkspace();
  await product.startWorker();
  await whenProvisioned(workspace);
});
afterAll(() => product.close());

const messagesOf = (contactId: string) =>
  product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('messages').selectAll().where('contact_id', '=', contactId).orderBy('id').execute(),
  );

function reply(contactId: string, phone: string, sendKey: string) {
  return product.ctx.db.workspace(workspace.id, (tx) =>
    queueMessage(tx, {
      workspaceId: workspace.id,
      contactId,
      address: phone,
      ourAddress: workspace.number,
      senderId: workspace.senderId,
      source: 'reply',
      sourceId: null,
      priority: 0,
      body: 'See you on Sunday.',
      sendKey,
      createdBy: null,
      createdByName: 'Test',
      uselessAfter: null,
    }),
  );
}

test('a reply is handed over once, however often it is asked for, and follows its receipts', async () => {
  const phone = '+12025550101';
  const [contactId] = await addPeople(product.ctx, workspace.id, [{ name: 'Maria', phone }]);
  const first = await reply(contactId!, phone, 'reply|one');
  const second = await reply(contactId!, phone, 'reply|one');
  expect(second).toEqual({ id: first.id, repeated: true });
  await eventually(
    async () => (await messagesOf(contactId!)).every((one) => one.state === 'delivered'),
    'the reply is delivered',
  );
  expect((await workspace.phone(phone)).map((one) => one.body)).toEqual(['See you on Sunday.']);
  const left = await product.ctx.db.system((tx) =>
    tx.selectFrom('outbox').selectAll().where('message_id', '=', first.id).execute(),
  );
  expect(left).toEqual([]);
});

test('STOP from a stranger makes a contact, opts out, is confirmed once, and START undoes it', async () => {
  const phone = '+12025550102';
  await workspace.textFrom(phone, ' Stop! ');
  const standing = await eventually(
    () => product.ctx.db.workspace(workspace.id, (tx) => findActiveSuppression(tx, workspace.id, 'sms', phone)),
    'the number is suppressed',
  );
  expect(standing).toMatchObject({ kind: 'opt_out', source: 'keyword' });
  await eventually(async () => (await workspace.phone(phone)).length === 2, 'the confirmation arrives');
  await workspace.textFrom(phone, 'STOP');
  await workspace.textFrom(phone, 'Thanks');
  const conversation = await eventually(
    () =>
      product.ctx.db.workspace(workspace.id, (tx) =>
        tx
          .selectFrom('conversations')
          .selectAll()
          .where('workspace_id', '=', workspace.id)
          // STOP has its effect by itself: only the thanks wait for somebody.
          .where('unread', '=', 1)
          .executeTakeFirst(),
      ),
    'the thanks wait to be read',
  );
  const answers = (await messagesOf(conversation.contact_id)).filter((one) => one.source === 'answer');
  expect(answers).toHaveLength(1);
  await workspace.textFrom(phone, 'Start');
  await eventually(
    async () => !(await product.ctx.db.workspace(workspace.id, (tx) => findActiveSuppression(tx, workspace.id, 'sms', phone))),
    'START lifts it',
  );
});

test('a reply to somebody who opted out is never leased', async () => {
  const phone = '+12025550103';
  const [contactId] = await addPeople(product.ctx, workspace.id, [{ name: 'Ines', phone }]);
  await workspace.textFrom(phone, 'STOP');
  await eventually(
    () => product.ctx.db.workspace(workspace.id, (tx) => findActiveSuppression(tx, workspace.id, 'sms', phone)),
    'it is suppressed',
  );
  const { id } = await reply(contactId!, phone, 'reply|two');
  const message = await eventually(
    async () => (await messagesOf(contactId!)).find((one) => one.id === id && one.state === 'skipped'),
    'it is skipped',
  );
  expect(message).toMatchObject({ reason: 'opted_out', attempts: 0 });
});

test('a hook with a wrong signature is refused and stores nothing', async () => {
  const answer = await product.app.inject({
    method: 'POST',
    url: `/hooks/twilio/${workspace.connectionId}/inbound`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'bm90IHRoZSByaWdodCBvbmU=' },
    payload: 'MessageSid=SM1&From=%2B12025550104&To=%2B12025550100&Body=STOP',
  });
  expect(answer.statusCode).toBe(403);
  const stored = await product.ctx.db.system((tx) =>
    tx.selectFrom('inbound_payloads').selectAll().where('provider_id', '=', 'SM1').execute(),
  );
  expect(stored).toEqual([]);
});

test('a hook of ten megabytes is refused as too large', async () => {
  const answer = await product.app.inject({
    method: 'POST',
    url: `/hooks/twilio/${workspace.connectionId}/inbound`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `Body=${'x'.repeat(10_000_000)}`,
  });
  expect(answer.statusCode).toBe(413);
});
