import { connectionsApi } from '@tidings/core/contract/connections';
import { messagesApi } from '@tidings/core/contract/messages';
import { sendingApi } from '@tidings/core/contract/sending';
import { describe, expect, it } from 'vitest';
import { addSuppression } from '../broadcasts/testing.ts';
import { asleep, awake, type Lane, lane, outbox, people, product, send } from './quiet-hours-testing.ts';

const phone = '+12025550100';

/** The last step of the only message of a broadcast. */
async function standing({ ws }: Lane, id: string) {
  const [row] = await outbox(ws, id);
  const trail = await ws.as('viewer').call(messagesApi.getMessageTrail, { params: { message_id: row?.message_id ?? '' } });
  expect(trail.status, trail.text).toBe(200);
  const step = trail.body.entries.at(-1);
  return { title: step?.title, details: step?.details ?? [], answer: trail.body.answer };
}

const doubt = ({ ws }: Lane) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx
      .insertInto('opt_out_doubts')
      .values({
        workspace_id: ws.id,
        channel: 'sms',
        address: phone,
        message_id: ws.id,
        body: 'stop?',
        rule: 'bare_stop',
        language: 'en',
        asked_at: new Date(),
        holds_until: new Date(Date.now() + 3_600_000),
      })
      .execute(),
  );

describe('what holds a message now', () => {
  it('is a lane that is paused or stopped, before a rule that would put it off: nothing is decided until it goes on', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    const params = { sender_id: one.senderId };
    await one.ws.as('admin').call(connectionsApi.pauseSender, { params, body: { reason: 'To look at it.' } });
    const id = await send(one.ws);
    await doubt(one);
    const paused = await standing(one, id);
    expect(paused).toMatchObject({ title: 'Waits now: Sender paused', answer: expect.stringContaining('its sender is paused') });
    expect(paused.details).toContainEqual({ name: 'What then decides, as of now', value: 'May have asked to stop' });
    await one.ws.as('admin').call(connectionsApi.resumeSender, { params });
    await one.ws.as('admin').call(sendingApi.stopSending, { body: { reason: 'To look at it.' } });
    expect(await standing(one, id)).toMatchObject({ title: 'Waits now: Sending stopped' });
  });

  it('is the same lane before a rule that would end it', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    const params = { sender_id: one.senderId };
    await one.ws.as('admin').call(connectionsApi.pauseSender, { params, body: { reason: 'To look at it.' } });
    const id = await send(one.ws);
    await addSuppression(product, one.ws, phone, 'opt_out');
    const paused = await standing(one, id);
    expect(paused.title).toBe('Waits now: Sender paused');
    expect(paused.details).toContainEqual({ name: 'What then decides, as of now', value: 'Opted out' });
    await one.ws.as('admin').call(connectionsApi.resumeSender, { params });
    expect(await standing(one, id)).toMatchObject({ title: 'Ends at its turn: Opted out' });
  });

  it('is a rule that puts it off, before any lease has: until when', async () => {
    const one = await lane();
    await people(one.ws, [asleep]);
    const found = await standing(one, await send(one.ws));
    expect(found).toMatchObject({ title: 'Waits now: Quiet hours', answer: expect.stringMatching(/^It waits\. .*hour/) });
    expect(found.details.map((detail) => detail.name)).toContain('Until');
  });

  it('is its turn where every rule lets it pass', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    expect(await standing(one, await send(one.ws))).toMatchObject({ title: 'Waits now: for its turn' });
  });
});
