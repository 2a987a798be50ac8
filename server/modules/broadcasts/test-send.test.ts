import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { raiseDoubt } from '../compliance/doubts.ts';
import { asleep, awake, type Lane, lane, outbox, product, set } from '../messages/quiet-hours-testing.ts';
import { addDraft, addPeople, addSuppression } from './testing.ts';

const phone = '+12025550181';
type Consent = 'yes' | 'no' | 'unknown';

/** A workspace whose hours hold, with a person who has the phone and is asleep, or up. */
async function workspace(consent: Consent | null, zone = asleep) {
  const one = await lane();
  const ids = consent === null ? [] : await addPeople(product, one.ws, [{ phone, consent }]);
  await here(one, (tx) => tx.updateTable('contacts').set({ time_zone: zone }).execute());
  const draft = await addDraft(one.ws);
  const test = (to = phone) =>
    one.ws.as('manager').call(broadcastsApi.testBroadcast, { params: { broadcast_id: draft.id }, body: { to } });
  return { ...one, test, contactId: ids[0] ?? '' };
}
const here = <T>({ ws }: Pick<Lane, 'ws'>, work: Parameters<typeof product.ctx.db.workspace<T>>[1]) =>
  product.ctx.db.workspace(ws.id, work);
const refused = (answer: { status: number; problem: { errors?: unknown } }, code: string) => {
  expect(answer.status).toBe(422);
  expect(answer.problem.errors).toMatchObject([{ field: 'body.to', code, message: expect.stringContaining('cannot be texted') }]);
};
const states = (one: Lane) =>
  here(one, (tx) => tx.selectFrom('messages').select(['state', 'reason']).where('source', '=', 'test').orderBy('id').execute());
const inDoubt = (one: Lane, contactId: string) =>
  here(one, async (tx) => {
    const { id } = await tx
      .insertInto('messages')
      .values({
        workspace_id: one.ws.id,
        direction: 'in',
        channel: 'sms',
        address: phone,
        our_address: '+12025550199',
        source: 'inbound',
        body: 'enough',
        state: 'received',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await raiseDoubt(tx, {
      workspaceId: one.ws.id,
      contactId,
      channel: 'sms',
      address: phone,
      messageId: id,
      body: 'enough',
      rule: 'enough',
      language: 'en',
      sandbox: false,
      askedAt: new Date(),
    });
  });

describe('a test', () => {
  it('goes at any hour to a number that is nobody’s, and to somebody who agreed to such texts', async () => {
    for (const consent of [null, 'yes'] as const) {
      const one = await workspace(consent);
      expect((await one.test()).status).toBe(202);
      expect(await one.lease()).toHaveLength(1);
    }
  });

  it('goes to a contact who did not agree at their hours only', async () => {
    refused(await (await workspace('unknown', asleep)).test(), 'quiet_hours');
    const up = await workspace('unknown', awake);
    expect((await up.test()).status).toBe(202);
    expect(await up.lease()).toHaveLength(1);
    const informed = await workspace('yes');
    await here(informed, (tx) => sql`update contacts set sms_agreed = jsonb_build_object(phone, 'informational')`.execute(tx));
    refused(await informed.test(), 'quiet_hours');
  });

  it('waits for the hours of a contact who falls asleep before it leaves', async () => {
    const one = await workspace('unknown', awake);
    await one.test();
    await here(one, (tx) => tx.updateTable('contacts').set({ time_zone: asleep }).execute());
    expect(await one.lease()).toEqual([]);
    const { source_id } = await here(one, (tx) => tx.selectFrom('messages').select('source_id').executeTakeFirstOrThrow());
    expect((await outbox(one.ws, source_id ?? ''))[0]).toMatchObject({ status: 'queued', wait_reason: 'quiet_hours' });
  });

  it('never goes to somebody who said no, not even when they say it after it was asked for', async () => {
    refused(await (await workspace('no', awake)).test(), 'consent_refused');
    const one = await workspace('yes', awake);
    await one.test();
    await here(one, (tx) => tx.updateTable('contacts').set({ sms_consent: 'no' }).execute());
    expect(await one.lease()).toEqual([]);
    expect(await states(one)).toEqual([{ state: 'skipped', reason: 'consent_refused' }]);
  });

  it('does not reach somebody who said no through whom they share the phone with', async () => {
    const one = await workspace('yes', awake);
    await addPeople(product, one.ws, [{ phone, consent: 'no' }]);
    refused(await one.test(), 'consent_refused');
  });

  it('never goes to a suppressed number, nor while they may have meant stop', async () => {
    const suppressed = await workspace(null);
    await addSuppression(product, suppressed.ws, phone, 'opt_out');
    refused(await suppressed.test(), 'suppressed');
    const doubtful = await workspace('yes', awake);
    await inDoubt(doubtful, doubtful.contactId);
    refused(await doubtful.test(), 'asked_to_stop_maybe');
    const late = await workspace('yes', awake);
    await late.test();
    await inDoubt(late, late.contactId);
    expect(await late.lease()).toEqual([]);
  });

  it('has no hours on sandbox phones, unless the settings say so', async () => {
    const one = await workspace('unknown', asleep);
    await set(one.ws, { in_sandbox: false });
    expect((await one.test()).status).toBe(202);
    expect(await one.lease()).toHaveLength(1);
  });

  it('goes to one number five times an hour and thirty a day, also when they are asked for at once', async () => {
    const one = await workspace(null);
    const answers = await Promise.all(Array.from({ length: 8 }, () => one.test()));
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(5);
    refused(await one.test(), 'too_many_tests');
    expect((await one.test('+12025550182')).status).toBe(202);
    await here(one, (tx) =>
      sql`insert into messages (workspace_id, direction, channel, address, our_address, source, body, state, created_at)
        select ${one.ws.id}, 'out', 'sms', ${phone}, '+12025550199', 'test', 'Hi', 'delivered', now() - interval '3 hours'
        from generate_series(1, 25)`.execute(tx),
    );
    await here(one, (tx) => sql`update messages set created_at = now() - interval '2 hours'`.execute(tx));
    refused(await one.test(), 'too_many_tests');
    await here(one, (tx) => sql`update messages set created_at = now() - interval '25 hours'`.execute(tx));
    expect((await one.test()).status).toBe(202);
  });
});
