import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveProduct, liveProduct, type SandboxWorkspace } from '../../../test/support/live-product.ts';
import { queueText } from '../../../test/support/queue-text.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { openConnection, openConnectionFast } from '../connections/open-connection.ts';
import { provisionSandboxAccount } from '../connections/provision-sandbox.ts';
import { reconcile } from './reconcile.ts';
import { takeLease } from './take-lease.ts';
import { applyTransitions, markUnknown } from './transitions-store.ts';

let product: LiveProduct;
beforeAll(async () => {
  // No worker: the tests hand over and settle by hand.
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '2' });
});
afterAll(() => product.close());

const phone = '+12025550123';

async function ready(): Promise<SandboxWorkspace> {
  const workspace = await product.sandboxWorkspace();
  const connection = await product.ctx.db.system((tx) => openConnection(product.ctx, tx, workspace.connectionId));
  await provisionSandboxAccount(product.ctx, connection);
  return workspace;
}

/** A text that was leased half a minute ago and whose answer never came. */
async function unanswered(workspace: SandboxWorkspace): Promise<string> {
  const id = await queueText(product, workspace, phone);
  const lane = { senderId: workspace.senderId, workspaceId: workspace.id };
  expect((await takeLease(product.ctx, lane, { room: 10, replyRoom: 10 }))?.messages).toMatchObject([{ messageId: id }]);
  await product.ctx.db.system(async (tx) => {
    await applyTransitions(tx, [{ messageId: id, to: 'unknown', reason: 'unknown_outcome' }]);
    await markUnknown(tx, [id], 0);
    await sql`update outbox set leased_at = now() - interval '30 seconds' where message_id = ${id}`.execute(tx);
  });
  return id;
}

/** What the provider has in its list: the text as it keeps it. Returns its id. */
async function atProvider(workspace: SandboxWorkspace, body: string): Promise<string> {
  const connection = await openConnectionFast(product.ctx, workspace.connectionId);
  const sent = await smsProvider(connection.provider).send(product.ctx.outgoing, connection, {
    to: phone,
    from: { kind: 'number', address: workspace.number },
    body,
    statusUrl: 'http://127.0.0.1:9/status#rc=0',
    validitySeconds: undefined,
  });
  if (sent.kind !== 'accepted') throw new Error(sent.words);
  return sent.providerId;
}

async function settled(ids: readonly string[]) {
  await reconcile(product.ctx, new AbortController().signal);
  const rows = await product.ctx.db.system((tx) =>
    tx.selectFrom('messages').select(['id', 'state', 'reason', 'provider_id']).where('id', 'in', ids).execute(),
  );
  return ids.map((id) => rows.find((one) => one.id === id));
}

it('sends again what the provider’s list does not have', async () => {
  const workspace = await ready();
  expect(await settled([await unanswered(workspace)])).toMatchObject([{ state: 'queued' }]);
});

it('never sends again what the list perhaps has under another text: a member decides', async () => {
  const workspace = await ready();
  const id = await unanswered(workspace);
  await atProvider(workspace, 'Redacted');
  expect(await settled([id])).toMatchObject([{ state: 'failed', reason: 'may_have_arrived', provider_id: null }]);
});

it('sends again where the unlike text was sent at another time', async () => {
  const workspace = await ready();
  const id = await unanswered(workspace);
  await atProvider(workspace, 'Something else');
  await product.ctx.db.system((tx) =>
    sql`update outbox set leased_at = now() - interval '10 minutes' where message_id = ${id}`.execute(tx),
  );
  expect(await settled([id])).toMatchObject([{ state: 'queued' }]);
});

it('of two to one phone adopts what each reads like, and sends again the one that is not there', async () => {
  const workspace = await ready();
  const [first, second] = [await unanswered(workspace), await unanswered(workspace)];
  await product.ctx.db.system((tx) => sql`update outbox set body = 'The other one.' where message_id = ${second}`.execute(tx));
  const providerId = await atProvider(workspace, 'The other one.');
  expect(await settled([first, second])).toMatchObject([{ state: 'queued' }, { provider_id: providerId }]);
});

it('of two to one phone sends neither again where the list has one text that reads like none', async () => {
  const workspace = await ready();
  const ids = [await unanswered(workspace), await unanswered(workspace)];
  await atProvider(workspace, '(redacted)');
  const perhaps = { state: 'failed', reason: 'may_have_arrived' };
  expect(await settled(ids)).toMatchObject([perhaps, perhaps]);
});
