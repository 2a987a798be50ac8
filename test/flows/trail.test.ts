import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { contactsApi } from '../../core/src/contract/contacts.ts';
import { messagesApi } from '../../core/src/contract/messages.ts';
import { suppressionsApi } from '../../core/src/contract/suppressions.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople } from '../support/people.ts';
import { sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
let workspace: SandboxWorkspace;
beforeAll(async () => {
  product = await liveProduct();
  workspace = await product.sandboxWorkspace();
  await product.startWorker();
  await whenProvisioned(workspace);
});
afterAll(() => product.close());

async function trailOf(broadcastId: string, address: string) {
  const viewer = workspace.as('viewer');
  const found = await viewer.call(broadcastsApi.listRecipients, { params: { broadcast_id: broadcastId }, query: {} });
  const recipient = found.body.items.find((one) => one.address === address);
  const trail = await viewer.call(messagesApi.getMessageTrail, { params: { message_id: recipient?.message_id ?? '' } });
  expect(trail.status, trail.text).toBe(200);
  return trail.body;
}

test('the trail of a delivered text: planned by whom, every rule with its values, the request, the receipts as they came', async () => {
  const [maria] = await addPeople(product.ctx, workspace.id, [{ name: 'Maria', phone: '+12025550101' }]);
  expect(maria).toBeDefined();
  const id = await sendToEveryone(workspace, 'Hello Maria');
  await whenOver(workspace, id, 1);
  await workspace.textFrom('+12025550101', 'Thanks!');
  const trail = await eventually(async () => {
    const now = await trailOf(id, '+12025550101');
    return now.entries.some((one) => one.kind === 'answered') ? now : undefined;
  }, 'the answer is part of the trail');
  expect(trail.answer).toContain('They got it');
  const kinds = trail.entries.map((one) => one.kind);
  for (const kind of ['planned', 'allowed', 'handed_over', 'receipt', 'ended', 'answered'] as const)
    expect(kinds).toContain(kind);
  const of = (kind: string) => trail.entries.find((one) => one.kind === kind);
  expect(of('planned')?.words).toMatch(/“Sunday”, by /);
  const rules = of('allowed')?.rules ?? [];
  expect(rules.every((one) => one.outcome === 'passed')).toBe(true);
  expect(rules.find((one) => one.rule === 'has_consent')?.values).toMatchObject({ consent: 'yes' });
  const details = of('handed_over')?.details ?? [];
  expect(details).toContainEqual({ name: 'Body', value: 'Hello Maria' });
  expect(details.find((one) => one.name === 'StatusCallback')?.value).toContain(trail.message.id);
  expect(of('receipt')?.details.map((one) => one.name)).toContain('MessageStatus');
  expect(of('receipt')?.details.find((one) => one.name === 'AccountSid')?.value).toMatch(/…/);
  expect(of('answered')?.words).toBe('Thanks!');
  // Nothing that opens the account stands in it.
  const { secrets } = await product.ctx.db.system((tx) =>
    tx.selectFrom('connections').select('secrets').where('id', '=', workspace.connectionId).executeTakeFirstOrThrow(),
  );
  expect(secrets).not.toBeNull();
  expect(JSON.stringify(trail)).not.toMatch(/auth_token|Basic /i);
});

test('a person left out when it was planned: the reason, and what it rested on', async () => {
  await addPeople(product.ctx, workspace.id, [
    { name: 'Kim', phone: '+12025550102' },
    { name: 'Ann', phone: '+12025550103' },
  ]);
  await workspace.textFrom('+12025550102', 'STOP');
  await eventually(async () => {
    const list = await workspace.as('viewer').call(suppressionsApi.listSuppressions, { query: {} });
    return list.body.items.some((one) => one.address === '+12025550102');
  }, 'the STOP is on the list');
  const id = await sendToEveryone(workspace, 'Hello');
  await whenOver(workspace, id, 3);
  const trail = await trailOf(id, '+12025550102');
  expect(trail.answer).toContain('They did not get it');
  const leftOut = trail.entries.find((one) => one.kind === 'left_out');
  expect(leftOut?.title).toContain('Opted out');
  expect(leftOut?.details).toContainEqual({ name: 'On the do-not-contact list as', value: 'opt out' });
  // What is played on sandbox phones is no consent that anybody gave or took back.
  expect(leftOut?.details).toContainEqual({ name: 'Consent at that moment', value: 'none on record' });
});

test('a person who said STOP while it waited: the lease that stopped it, with the rule and its values', async () => {
  const other = await product.sandboxWorkspace();
  await whenProvisioned(other);
  await addPeople(product.ctx, other.id, [{ name: 'Lee', phone: '+12025550104' }]);
  const pause = (paused: Date | null) =>
    product.ctx.db.system((tx) =>
      tx.updateTable('senders').set({ paused_at: paused }).where('id', '=', other.senderId).execute(),
    );
  await pause(new Date());
  const id = await sendToEveryone(other, 'Hello Lee');
  await other.textFrom('+12025550104', 'STOP');
  await eventually(async () => {
    const list = await other.as('viewer').call(suppressionsApi.listSuppressions, { query: {} });
    return list.body.items.length > 0;
  }, 'the STOP is on the list');
  await pause(null);
  await whenOver(other, id, 1);
  const found = await other.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: {} });
  const params = { message_id: found.body.items[0]?.message_id ?? '' };
  const trail = (await other.as('viewer').call(messagesApi.getMessageTrail, { params })).body;
  const stopped = trail.entries.find((one) => one.kind === 'stopped');
  expect(stopped?.rules.find((one) => one.outcome === 'decided')).toMatchObject({
    rule: 'not_suppressed',
    values: { suppression: 'opt_out' },
  });
  // Nobody else’s: the same address in another workspace is not found.
  const foreign = await workspace.as('viewer').call(messagesApi.getMessageTrail, { params });
  expect([foreign.status, foreign.problem.code]).toEqual([404, 'not_found']);
});

test('somebody who was not among the recipients is told apart from somebody who was left out', async () => {
  const viewer = workspace.as('viewer');
  const id = await sendToEveryone(workspace, 'Last one');
  await whenOver(workspace, id, 3);
  const [late] = await addPeople(product.ctx, workspace.id, [{ name: 'Late', phone: '+12025550105' }]);
  const why = await viewer.call(broadcastsApi.explainRecipient, { params: { broadcast_id: id, contact_id: late! } });
  expect(why.body.message_id).toBeNull();
  expect(why.body.answer).toContain('added after');
});

test('a number that somebody gave up while the text waited gets nothing, whoever has it now', async () => {
  const other = await product.sandboxWorkspace();
  await whenProvisioned(other);
  const [from, to] = ['+12025550161', '+12025550162'];
  await addPeople(product.ctx, other.id, [{ name: 'Ann', phone: from }]);
  const pause = (paused: Date | null) =>
    product.ctx.db.system((tx) =>
      tx.updateTable('senders').set({ paused_at: paused }).where('id', '=', other.senderId).execute(),
    );
  await pause(new Date());
  const id = await sendToEveryone(other, 'Your results are in.');
  const manager = other.as('manager');
  const found = await manager.call(contactsApi.listContacts, { query: {} });
  const ann = found.body.items[0]?.id ?? '';
  const changed = await manager.call(contactsApi.updateContact, {
    params: { contact_id: ann },
    body: { phones: [{ value: to, preferred: true }] },
  });
  expect(changed.status, changed.text).toBe(200);
  await manager.call(contactsApi.createContact, { body: { full_name: 'Bob', phones: [{ value: from }] } });
  await pause(null);
  expect(await whenOver(other, id, 1)).toMatchObject({ skipped: 1 });
  for (const phone of [from, to]) expect(await other.phone(phone)).toEqual([]);
  const recipients = await manager.call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: {} });
  expect(recipients.body.items[0]?.reason).toBe('address_changed');
});
