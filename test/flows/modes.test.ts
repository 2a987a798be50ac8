import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

/** As if the sandbox's own line were one to real phones: whatever is really sent would be seen at the carrier. */
async function makeSenderLive(product: LiveProduct, workspace: SandboxWorkspace) {
  await product.ctx.db.workspace(workspace.id, async (tx) => {
    await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', workspace.senderId).execute();
  });
}

async function reasons(product: LiveProduct, workspace: SandboxWorkspace, sourceId: string) {
  return product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('messages').select(['state', 'reason', 'attempts']).where('source_id', '=', sourceId).execute(),
  );
}

const people = Array.from({ length: 12 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));

describe.each([
  ['a workspace in sandbox mode', {}, 'sandbox', 'sandbox_only'],
  ['an installation that is not for production', { TIDINGS_LIVE_ALLOWED: 'false' }, 'live', 'live_not_allowed'],
] as const)('%s', (_, env, mode, reason) => {
  let product: LiveProduct;
  beforeAll(async () => {
    product = await liveProduct(env);
  });
  afterAll(() => product.close());

  it('never sends through a live sender, even when rows say so: everybody is skipped with the reason', async () => {
    const workspace = await product.sandboxWorkspace();
    await addPeople(product.ctx, workspace.id, people);
    const id = await sendToEveryone(workspace, 'This must not leave.');
    const stopOnce = await planOnly(product, workspace, id);
    await makeSenderLive(product, workspace);
    await product.ctx.db.workspace(workspace.id, (tx) =>
      tx.updateTable('workspaces').set({ mode }).where('id', '=', workspace.id).execute(),
    );
    await stopOnce();
    await whenOver(workspace, id, people.length);
    expect(await reasons(product, workspace, id)).toEqual(people.map(() => ({ state: 'skipped', reason, attempts: 0 })));
    for (const { phone } of people) expect(await workspace.phone(phone)).toEqual([]);
  });
});

/** Lets a worker plan while the sender is paused; returns what lets the sender go on. */
async function planOnly(product: LiveProduct, workspace: SandboxWorkspace, id: string) {
  const setPaused = (at: Date | null) =>
    product.ctx.db.workspace(workspace.id, (tx) =>
      tx.updateTable('senders').set({ paused_at: at }).where('id', '=', workspace.senderId).execute(),
    );
  await setPaused(new Date());
  await product.startWorker();
  await whenProvisioned(workspace);
  await eventually(async () => (await countLedger(product, workspace, id))['queued'] === people.length, 'it is planned');
  return () => setPaused(null);
}
