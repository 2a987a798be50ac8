import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnection } from '../../server/modules/connections/open-connection.ts';
import { sign } from '../../server/providers/sms/twilio/signature.ts';
import { eventually } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';
import { type LiveProduct, liveProduct, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

interface Receipt {
  readonly messageId: string;
  readonly sid: string;
  readonly status: 'sent' | 'delivered';
}

async function workspaceWith(count: number, settings: object) {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const people = Array.from({ length: count }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  await workspace.control('PUT', '', { settings });
  return workspace;
}

test('of receipts that come in a flood, what was acknowledged is stored, also when the database goes away in the middle', async () => {
  const count = 300;
  const busy = await workspaceWith(150, {});
  // The receipts of these are brought by the test.
  const workspace = await workspaceWith(count, { lose_probability: 1, profile: 'instant' });
  const id = await sendToEveryone(workspace, 'We meet at nine.');
  await eventually(async () => (await progressOf(workspace, id)).counts.accepted === count, 'all are accepted');
  const running = await sendToEveryone(busy, 'We meet at ten.');
  const { secrets } = await product.ctx.db.system((tx) => openConnection(product.ctx, tx, workspace.connectionId));
  const rows = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('messages').select(['id', 'provider_id']).where('source_id', '=', id).execute(),
  );
  const receipts = rows.flatMap((row): Receipt[] =>
    (['sent', 'delivered'] as const).map((status) => ({ messageId: row.id, sid: row.provider_id ?? '', status })),
  );
  const post = async ({ messageId, sid, status }: Receipt) => {
    const fields = { MessageSid: sid, MessageStatus: status };
    const url = `/hooks/twilio/${workspace.connectionId}/status?m=${messageId}`;
    const answer = await product.app.inject({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': sign(secrets['auth_token'] ?? '', `${product.ctx.publicUrl}${url}`, fields),
      },
      payload: new URLSearchParams(fields).toString(),
    });
    return answer.statusCode;
  };

  const acknowledged: Receipt[] = [];
  const refused: Receipt[] = [];
  const statuses = new Set<number>();
  const waiting = [...receipts];
  const clients = Array.from({ length: 30 }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const status = await post(one);
      statuses.add(status);
      (status === 204 ? acknowledged : refused).push(one);
      if (status !== 204) await wait(50);
    }
  });
  await eventually(() => acknowledged.length > 50, 'some are acknowledged');
  const reopen = await closeDatabase(product);
  await eventually(() => refused.length > 20, 'some are told to come again');
  await reopen();
  await Promise.all(clients);

  expect([...statuses].sort()).toEqual([204, 503]);
  const stored = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('receipts').select(['provider_id', 'status', 'payload']).where('workspace_id', '=', workspace.id).execute(),
  );
  const kept = new Set(stored.filter((one) => 'MessageSid' in one.payload).map((one) => `${one.provider_id} ${one.status}`));
  expect(acknowledged.filter((one) => !kept.has(`${one.sid} ${one.status}`))).toEqual([]);
  // Nobody comes again with the others; the gap is fetched.
  expect(await whenOver(workspace, id, count)).toMatchObject({ delivered: count });
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: count });
  expect(await whenOver(busy, running, 150)).toMatchObject({ delivered: 150 });
});
