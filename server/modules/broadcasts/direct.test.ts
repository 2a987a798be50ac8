import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { type DirectSend, sendMessagesApi } from '@tidings/core/contract/send-messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addPeople, addSender, addSuppression } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

async function workspace(people: Parameters<typeof addPeople>[2] = []) {
  const ws = await product.workspace();
  await addSender(product, ws);
  const ids = await addPeople(product, ws, people);
  return { ws, ids };
}

const send = (ws: TestWorkspace, to: DirectSend['to'], wish: Partial<DirectSend> = {}, headers: Record<string, string> = {}) =>
  ws.as('manager').call(sendMessagesApi.sendMessages, {
    body: { to, body: 'Hi {{ contact.first_name | default: "there" }}', ...wish },
    headers,
  });

const contacts = (ws: TestWorkspace) =>
  product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('contacts').selectAll().orderBy('phone').execute());

const agreed = { consent: { wording: 'Ticked "Send me news" on example.org on 3 May.' } };

describe('sending to numbers that a program names', () => {
  it('answers for each number what was accepted or refused, and why', async () => {
    const { ws, ids } = await workspace([
      { phone: '+12025550101', first_name: 'Ana' },
      { phone: '+12025550102', consent: 'no' },
      { phone: '+12025550103' },
    ]);
    await addSuppression(product, ws, '+12025550103', 'opt_out');
    const { status, body } = await send(ws, [
      { phone: '202-555-0101' },
      { phone: '+12025550102' },
      { phone: '+12025550103' },
      { phone: '+12025550104' },
      { phone: 'twelve' },
      { phone: '+1 202 555 0101' },
    ]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, refused: 5 });
    expect(body.results).toMatchObject([
      { phone: '202-555-0101', address: '+12025550101', outcome: 'accepted', reason: null, contact_id: ids[0] },
      { outcome: 'refused', reason: 'consent_refused', words: expect.stringContaining('said no') },
      { outcome: 'refused', reason: 'opted_out' },
      { address: '+12025550104', outcome: 'refused', reason: 'no_consent' },
      { phone: 'twelve', address: null, outcome: 'refused', reason: 'invalid_address', message_id: null },
      { address: '+12025550101', outcome: 'refused', reason: 'duplicate_address', words: expect.stringContaining('once') },
    ]);
  });

  it('makes contacts of strangers, with name, consent and its evidence', async () => {
    const { ws } = await workspace();
    const { body } = await send(ws, [{ phone: '+12025550105', name: 'Maria  Lopez' }, { phone: '+12025550106' }], agreed);
    expect(body).toMatchObject({ accepted: 2, refused: 0 });
    expect(await contacts(ws)).toMatchObject([
      {
        phone: '+12025550105',
        first_name: 'Maria',
        last_name: 'Lopez',
        origin: 'api',
        sms_consent: 'yes',
        search: expect.stringContaining('maria'),
      },
      { phone: '+12025550106', origin: 'api', sms_consent: 'yes' },
    ]);
    const events = await product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('consent_events').selectAll().execute());
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ consent: 'yes', source: 'api', wording: agreed.consent.wording });
    await send(ws, [{ phone: '+12025550105' }]);
    expect(await contacts(ws)).toHaveLength(2);
  });

  it('never turns a no into a yes by a statement of the sender', async () => {
    const { ws } = await workspace([{ phone: '+12025550107', consent: 'no' }]);
    const { body } = await send(ws, [{ phone: '+12025550107' }], agreed);
    expect(body.results).toMatchObject([{ outcome: 'refused', reason: 'consent_refused' }]);
    expect(await contacts(ws)).toMatchObject([{ sms_consent: 'no' }]);
  });

  it('texts the number that was named, also when the person prefers another, where they agreed for it', async () => {
    const { ws, ids } = await workspace([{ phone: '+12025550108' }]);
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx
        .insertInto('contact_addresses')
        .values({ workspace_id: ws.id, contact_id: ids[0] ?? '', kind: 'phone', value: '+12025550109' })
        .execute(),
    );
    // Their yes is for the other number.
    const refused = await send(ws, [{ phone: '+12025550109' }]);
    expect(refused.body.results).toMatchObject([{ outcome: 'refused', reason: 'no_consent' }]);
    const both = [{ phone: '+12025550109' }, { phone: '+12025550108' }];
    const { body } = await send(ws, both, agreed);
    expect(body.results).toMatchObject(both.map(({ phone }) => ({ address: phone, outcome: 'accepted', contact_id: ids[0] })));
    expect(await contacts(ws)).toMatchObject([
      { phone: '+12025550108', sms_agreed: { '+12025550108': 'all', '+12025550109': 'all' } },
    ]);
  });

  it('sends once for one idempotency key, and to a stranger once for two requests at the same moment', async () => {
    const { ws } = await workspace();
    const key = { 'idempotency-key': 'order-1' };
    const first = await send(ws, [{ phone: '+12025550110' }], agreed, key);
    const again = await send(ws, [{ phone: '+12025550110' }], agreed, key);
    expect(again.body).toEqual(first.body);
    await Promise.all([send(ws, [{ phone: '+12025550111' }], agreed), send(ws, [{ phone: '+12025550111' }], agreed)]);
    expect((await contacts(ws)).map((one) => one.phone)).toEqual(['+12025550110', '+12025550111']);
    const { rows } = await product.ctx.db.system(async (tx) => ({
      rows: await tx
        .selectFrom('messages')
        .select('id')
        .where('workspace_id', '=', ws.id)
        .where('address', '=', '+12025550110')
        .execute(),
    }));
    expect(rows).toHaveLength(1);
  });

  it('has a page of its own with progress, apart from the broadcasts', async () => {
    const { ws } = await workspace([{ phone: '+12025550112' }]);
    const { body } = await send(ws, [{ phone: '+12025550112' }], { name: 'Order shipped' });
    const id = body.broadcast_id ?? '';
    const progress = await ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } });
    expect(progress.body).toMatchObject({ planned: 1, counts: { queued: 1 }, state: 'sending' });
    expect((await ws.as('viewer').call(broadcastsApi.listBroadcasts)).body.items).toEqual([]);
    const all = await ws.as('viewer').call(broadcastsApi.listBroadcasts, { query: { kind: 'all' } });
    expect(all.body.items).toMatchObject([{ kind: 'direct', sent_by_name: expect.any(String) }]);
    const direct = await ws.as('viewer').call(broadcastsApi.listBroadcasts, { query: { kind: 'direct' } });
    expect(direct.body.items).toMatchObject([{ id, name: 'Order shipped', kind: 'direct' }]);
  });

  it('refuses texts that cannot be sent, and requests without numbers', async () => {
    const { ws } = await workspace();
    expect((await send(ws, [{ phone: '+12025550113' }], { body: 'Hi {{ contact.nmae }}' })).problem.errors).toMatchObject([
      { field: 'body', code: 'unknown_tag' },
    ]);
    expect((await send(ws, [])).problem).toMatchObject({ status: 400, errors: [{ field: 'body.to' }] });
    const nothing = await send(ws, [{ phone: 'x' }]);
    expect(nothing.body).toMatchObject({ broadcast_id: null, accepted: 0, refused: 1 });
    expect(await contacts(ws)).toEqual([]);
  });
});
