import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople } from '../support/people.ts';
import { phonesTextedTwice, progressOf, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  // Two workers: the first few are counted over all of them.
  await product.startWorker();
  await product.startWorker();
});
afterAll(() => product.close());

const phones = Array.from({ length: 60 }, (_, index) => `+120255501${String(index).padStart(2, '0')}`);

async function sendFirst(size: number): Promise<{ workspace: SandboxWorkspace; id: string }> {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  await addPeople(
    product.ctx,
    workspace.id,
    phones.map((phone, index) => ({ name: `Person ${index}`, phone })),
  );
  const manager = workspace.as('manager');
  const draft = await manager.call(broadcastsApi.createBroadcast, {
    body: {
      name: 'Doors',
      body: 'Doors open at six.',
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
    },
  });
  const { id, version } = draft.body;
  const sent = await manager.call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: id },
    body: { version, canary_size: size },
  });
  expect(sent.body.canary_size).toBe(size);
  expect(sent.status, sent.text).toBe(202);
  return { workspace, id };
}

const whenHolding = (workspace: SandboxWorkspace, id: string, size: number) =>
  eventually(async () => {
    const progress = await progressOf(workspace, id);
    return progress.canary?.holding && progress.counts.delivered === size ? progress : undefined;
  }, 'the first few have it and the others wait');
const release = (workspace: SandboxWorkspace, id: string) =>
  workspace.as('manager').call(broadcastsApi.releaseBroadcast, { params: { broadcast_id: id } });

test('the first few get it, their replies show, and the others get it once somebody says go on', async () => {
  const { workspace, id } = await sendFirst(7);
  const held = await whenHolding(workspace, id, 7);
  expect(held).toMatchObject({ state: 'sending', planned: 60, waiting: 53, seconds_left: null });
  expect(held.canary).toEqual({ size: 7, leased: 7, holding: true });
  const recipients = await workspace
    .as('viewer')
    .call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: { state: ['delivered'] } });
  const [happy, upset] = recipients.body.items.map((one) => one.address ?? '');
  await workspace.textFrom(happy!, 'See you there!');
  // Two phones at the same moment reach us in any order.
  await eventually(async () => (await progressOf(workspace, id)).replies.total === 1, 'the first reply is counted');
  await workspace.textFrom(upset!, 'STOP');
  await eventually(async () => (await progressOf(workspace, id)).replies.total === 2, 'both replies are counted');
  expect((await progressOf(workspace, id)).replies).toEqual({ total: 2, opt_outs: 1 });
  const replies = await workspace.as('agent').call(broadcastsApi.listReplies, { params: { broadcast_id: id }, query: {} });
  expect(replies.body.items.map(({ body, opted_out, address }) => ({ body, opted_out, address }))).toEqual([
    { body: 'STOP', opted_out: true, address: upset },
    { body: 'See you there!', opted_out: false, address: happy },
  ]);

  expect((await release(workspace, id)).status).toBe(200);
  await whenOver(workspace, id, 60);
  const over = await progressOf(workspace, id);
  expect(over.counts.delivered).toBe(60);
  expect(over.canary).toBeNull();
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  const again = await release(workspace, id);
  expect([again.status, again.problem.code]).toEqual([409, 'wrong_state']);
});

test('stopping after the first few sends nothing to the others', async () => {
  const { workspace, id } = await sendFirst(5);
  await whenHolding(workspace, id, 5);
  await workspace.as('manager').call(broadcastsApi.cancelBroadcast, { params: { broadcast_id: id } });
  const counts = await whenOver(workspace, id, 60);
  expect(counts).toMatchObject({ delivered: 5, cancelled: 55 });
});

test('pausing and resuming lets no more through than the first few', async () => {
  const { workspace, id } = await sendFirst(4);
  await whenHolding(workspace, id, 4);
  await workspace.as('manager').call(broadcastsApi.pauseBroadcast, { params: { broadcast_id: id } });
  await workspace.as('manager').call(broadcastsApi.resumeBroadcast, { params: { broadcast_id: id } });
  // A reply passes through the same lane after the resume: what the broadcast may send has been looked at again by then.
  const [phone] = phones;
  await workspace.textFrom(phone!, 'HELP');
  await eventually(async () => (await workspace.phone(phone!)).some((one) => /help/i.test(one.body)), 'the answer has arrived');
  expect((await progressOf(workspace, id)).canary).toEqual({ size: 4, leased: 4, holding: true });
  await release(workspace, id);
  await whenOver(workspace, id, 60);
});

test('a number of first people that makes no sense is refused by name', async () => {
  const workspace = await product.sandboxWorkspace();
  for (const canary_size of [0, 100_001, 1.5]) {
    const refused = await workspace.as('manager').call(broadcastsApi.createBroadcast, { body: { canary_size } });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'body.canary_size']);
  }
});
