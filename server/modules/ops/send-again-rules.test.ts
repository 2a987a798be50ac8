import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { accepted, oneRecipient } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const open = (settings?: Parameters<typeof oneRecipient>[1]) => oneRecipient(product, settings);

describe('what is sent again is decided as the first', () => {
  it('not for people who agreed to information only, also when sent again twice', async () => {
    const one = await open();
    await one.change(sql`update contacts set sms_consent_purpose = 'all'`);
    await one.send({ purpose: 'marketing' });
    await one.fail();
    await one.again();
    await one.fail();
    await one.change(sql`update contacts set sms_consent_purpose = 'informational'`);
    expect(await one.again()).toBe(1);
    expect(await one.lease()).toEqual([]);
    expect(await one.last()).toEqual({ source: 'retry', state: 'skipped', reason: 'consent_other_purpose' });
  });

  it('with the broadcast’s stricter hours, at the place of the person', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    // About one in the afternoon there.
    await one.change(sql`update message_sources set quiet_hours = '{"kind":"stricter","from":"09:00","to":"10:00","days":[1,2,3,4,5,6,7]}'
      where id = ${id}`);
    expect(await one.again()).toBe(1);
    expect(await one.lease()).toEqual([]);
    const { rows } = await product.ctx.db.workspace(one.ws.id, (tx) =>
      sql<{ wait_reason: string }>`select wait_reason from outbox`.execute(tx),
    );
    expect(rows).toEqual([{ wait_reason: 'quiet_hours' }]);
  });

  it('within how often one person is texted, and counted for it', async () => {
    const one = await open({ frequency_cap: { messages: 1, days: 7, excess: 'skip' } });
    await one.send();
    await one.fail();
    await one.again();
    await one.report(await one.lease(), accepted);
    await one.send({ name: 'Second' });
    expect(await one.lease()).toEqual([]);
    expect(await one.last()).toMatchObject({ source: 'broadcast', reason: 'frequency_cap' });
    const other = await open({ frequency_cap: { messages: 1, days: 7, excess: 'skip' } });
    await other.send();
    await other.fail();
    await other.send({ name: 'Second' });
    await other.report(await other.lease(), accepted);
    await other.again();
    expect(await other.lease()).toEqual([]);
    expect(await other.last()).toMatchObject({ source: 'retry', reason: 'frequency_cap' });
  });

  it('waits while its broadcast is paused, goes on with it, and ends when it is cancelled', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const control = (name: 'pauseBroadcast' | 'resumeBroadcast' | 'cancelBroadcast') =>
      one.ws.as('manager').call(broadcastsApi[name], { params: { broadcast_id: id } });
    expect((await control('pauseBroadcast')).status).toBe(200);
    await one.again();
    expect(await one.lease()).toEqual([]);
    expect((await control('resumeBroadcast')).status).toBe(200);
    await one.fail();
    await one.again();
    expect((await control('cancelBroadcast')).status).toBe(200);
    expect(await one.lease()).toEqual([]);
    expect(await one.last()).toMatchObject({ source: 'retry', state: 'cancelled', reason: 'cancelled_by_member' });
  });
});
