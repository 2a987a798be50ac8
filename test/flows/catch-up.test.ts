import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findActiveSuppression } from '../../server/modules/compliance/suppressions-store.ts';
import { catchUp, watchNewConnections } from '../../server/modules/messages/catch-up.ts';
import { HookWatch } from '../../server/modules/messages/hook-watch.ts';
import { eventually } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

async function ready(): Promise<SandboxWorkspace> {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  await watchNewConnections(product.ctx);
  // The provider gives up soon.
  await workspace.control('PUT', '', { settings: { retry_delay_ms: 1 } });
  return workspace;
}

/** Says that hooks may have been lost, as a web process that starts does. */
const noteGap = () => new HookWatch(product.ctx).beat();

const textsIn = (workspace: SandboxWorkspace) =>
  product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .selectFrom('messages')
      .select(['id', 'body', 'created_at'])
      .where('workspace_id', '=', workspace.id)
      .where('direction', '=', 'in')
      .orderBy('id')
      .execute(),
  );

const standing = (workspace: SandboxWorkspace, phone: string) =>
  product.ctx.db.workspace(workspace.id, (tx) => findActiveSuppression(tx, workspace.id, 'sms', phone));

/** Where the carrier delivers texts: to us, or to nobody. */
async function deliverTexts(workspace: SandboxWorkspace, wish: 'to us' | 'to nobody'): Promise<() => Promise<unknown>> {
  const { numbers } = (await workspace.control('GET', '')).json as {
    numbers: { phone_number: string; sms_url: string | null }[];
  };
  const changed = numbers.map((one) => ({ ...one, sms_url: wish === 'to us' ? one.sms_url : 'http://127.0.0.1:9/inbound#rc=0' }));
  await workspace.control('PUT', '', { numbers: changed });
  return () => workspace.control('PUT', '', { numbers });
}

/** Waits until nothing is due any more for a workspace's connection. */
const caughtUp = (workspace: SandboxWorkspace) =>
  eventually(async () => {
    const row = await product.ctx.db.system((tx) =>
      tx.selectFrom('catch_ups').selectAll().where('connection_id', '=', workspace.connectionId).executeTakeFirst(),
    );
    return row && row.gap_from === null && row.taken_until === null && row.ran_at !== null ? row : undefined;
  }, 'the connection is caught up with');

test('texts that came while the database was away and nobody repeated any more are fetched, in their order, and obeyed', async () => {
  const workspace = await ready();
  const [stopper, returner, writer] = ['+12025550141', '+12025550142', '+12025550143'] as const;
  await workspace.textFrom(returner, 'Stop');
  await eventually(() => standing(workspace, returner), 'the first STOP is obeyed');
  // The list knows whole seconds, and when in doubt a STOP holds.
  await wait(1_100);
  const reopen = await closeDatabase(product);
  await workspace.textFrom(stopper, 'START');
  await workspace.textFrom(stopper, 'STOP');
  await workspace.textFrom(returner, 'START');
  for (let index = 0; index < 20; index += 1) await workspace.textFrom(writer, `Line ${index}`);
  await eventually(async () => {
    const { json } = await workspace.control('GET', '/stats');
    const stats = json as { callbacks_pending: number; since_start: { callbacks_failed: number } };
    return stats.callbacks_pending === 0 && stats.since_start.callbacks_failed >= 23;
  }, 'the carrier has given up');
  await reopen();
  await eventually(() => standing(workspace, stopper), 'the STOP of the gap is obeyed');
  await eventually(async () => !(await standing(workspace, returner)), 'the START of the gap is obeyed');
  await caughtUp(workspace);
  const texts = await textsIn(workspace);
  expect(texts.filter((one) => one.body?.startsWith('Line')).map((one) => one.body)).toEqual(
    Array.from({ length: 20 }, (_, index) => `Line ${index}`),
  );
  expect(texts).toHaveLength(24);
  // Once more changes nothing.
  await noteGap();
  await caughtUp(workspace);
  expect(await textsIn(workspace)).toHaveLength(24);
});

test('receipts that never came are fetched after a gap, by the list and one by one', async () => {
  for (const count of [5, 120]) {
    const workspace = await ready();
    const people = Array.from({ length: count }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
    await addPeople(product.ctx, workspace.id, people);
    await workspace.control('PUT', '', { settings: { lose_probability: 1, profile: 'instant' } });
    const id = await sendToEveryone(workspace, 'We meet at nine.');
    await eventually(
      async () => (await progressOf(workspace, id)).counts.accepted === count,
      'all are accepted, and nothing more is heard',
    );
    await noteGap();
    expect(await whenOver(workspace, id, count)).toMatchObject({ delivered: count });
    expect(await countLedger(product, workspace, id)).toEqual({ delivered: count });
    const kept = await product.ctx.db.workspace(workspace.id, (tx) =>
      tx.selectFrom('receipts').select('payload').where('workspace_id', '=', workspace.id).execute(),
    );
    expect(kept.map((one) => one.payload)).toEqual(
      Array.from({ length: count }, () => ({ fetched_from_list: true, status: 'delivered' })),
    );
    expect((await caughtUp(workspace)).receipts).toBe(count);
  }
});

test('a failure that is fetched has the consequences of one that came', async () => {
  const workspace = await ready();
  await addPeople(product.ctx, workspace.id, [{ name: 'Dead', phone: '+12025550192' }]);
  await workspace.control('PUT', '', { settings: { lose_probability: 1, profile: 'instant' } });
  const id = await sendToEveryone(workspace, 'We meet at nine.');
  await eventually(async () => (await progressOf(workspace, id)).counts.accepted === 1, 'it is accepted');
  await noteGap();
  expect(await whenOver(workspace, id, 1)).toMatchObject({ failed: 1 });
  expect(await standing(workspace, '+12025550192')).toMatchObject({ kind: 'dead' });
});

test('a provider that is in trouble is asked again until it answers', async () => {
  const workspace = await ready();
  const restore = await deliverTexts(workspace, 'to nobody');
  await workspace.textFrom('+12025550151', 'Is anybody there?');
  await workspace.control('PUT', '/faults', {
    faults: [
      { kind: 'rate_limited', scope: 'read_messages', retry_after_seconds: 1, remaining: 2 },
      { kind: 'server_error', scope: 'read_messages', remaining: 5 },
      { kind: 'reset_before_accept', scope: 'read_messages', remaining: 1 },
    ],
  });
  await noteGap();
  await eventually(async () => (await textsIn(workspace)).length === 1, 'the text is there');
  await restore();
});

test('what was written to numbers that are not ours, or not yet ours, is left alone', async () => {
  const workspace = await ready();
  const restore = await deliverTexts(workspace, 'to nobody');
  const account = (await workspace.control('GET', '')).json as { numbers: { phone_number: string }[] };
  const foreign = '+13125550177';
  await workspace.control('PUT', '', { numbers: [...account.numbers, { phone_number: foreign }] });
  const answer = await workspace.control('POST', `/phones/${encodeURIComponent('+12025550152')}/reply`, {
    body: 'Not for us',
    to: foreign,
  });
  expect(answer.status).toBeLessThan(300);
  await workspace.textFrom('+12025550152', 'From before');
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .updateTable('senders')
      .set({ created_at: new Date(Date.now() + 3_600_000) })
      .where('id', '=', workspace.senderId)
      .execute(),
  );
  await noteGap();
  await caughtUp(workspace);
  expect(await textsIn(workspace)).toEqual([]);
  // With a messaging service the whole account is read; still only ours is taken.
  await product.ctx.db.workspace(workspace.id, async (tx) => {
    const sender = await tx.selectFrom('senders').selectAll().where('id', '=', workspace.senderId).executeTakeFirstOrThrow();
    const { id: _, ...rest } = sender;
    await tx
      .insertInto('senders')
      .values({
        ...rest,
        kind: 'messaging_service',
        address: 'MG00000000000000000000000000000001',
        is_default: false,
        created_at: new Date(),
      })
      .execute();
    await tx
      .updateTable('senders')
      .set({ created_at: new Date(0) })
      .where('id', '=', workspace.senderId)
      .execute();
  });
  await noteGap();
  await eventually(async () => (await textsIn(workspace)).length > 0, 'ours is there');
  expect((await textsIn(workspace)).map((one) => one.body)).toEqual(['From before']);
  await restore();
});

test('an account that cannot be opened does not keep the others from being caught up with', async () => {
  const broken = await ready();
  await product.ctx.db.workspace(broken.id, (tx) =>
    tx
      .updateTable('connections')
      .set({ secrets: Buffer.from('nonsense') })
      .where('id', '=', broken.connectionId)
      .execute(),
  );
  const workspace = await ready();
  const restore = await deliverTexts(workspace, 'to nobody');
  await workspace.textFrom('+12025550153', 'Hello?');
  await noteGap();
  await eventually(async () => (await textsIn(workspace)).length === 1, 'the text is there');
  await restore();
});

test('nothing is asked of anybody before it is due', async () => {
  const workspace = await ready();
  await noteGap();
  await caughtUp(workspace);
  const before = await caughtUp(workspace);
  await catchUp(product.ctx, new AbortController().signal);
  expect((await caughtUp(workspace)).ran_at).toEqual(before.ran_at);
  expect(before.due_at.getTime()).toBeGreaterThan(Date.now() + 500_000);
});
