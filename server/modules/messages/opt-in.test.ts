import { consentApi } from '@tidings/core/contract/consent';
import { contactsApi } from '@tidings/core/contract/contacts';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { optOut } from '../compliance/opt-out.ts';
import { lapseOptIns } from './ask-opt-in.ts';
import { processInbound } from './inbound.ts';
import {
  agreed,
  answers,
  as,
  ask,
  asked,
  becomes,
  contact,
  goLive,
  here,
  lane,
  leaves,
  ledger,
  product,
  questions,
  says,
  signal,
  store,
} from './opt-in-testing.ts';
import { testLane } from './testing.ts';

describe('a consent that waits for a YES', () => {
  const phone = '+12025550101';
  beforeEach(goLive);

  it('is asked for once, in words that carriers ask for, and counts when the person says YES, with the proof', async () => {
    const id = await agreed(phone);
    expect(await contact(id)).toMatchObject({
      sms_consent: 'unknown',
      opt_in_pending: true,
      opt_in: { asked_at: null, purpose: 'all' },
    });
    await asked();
    await asked();
    const [question, ...more] = await questions();
    expect(more).toEqual([]);
    for (const word of ['Reply YES', 'STOP', 'HELP', 'data rates']) expect(question?.body).toContain(word);
    await says(phone, 'Yes!');
    expect(await contact(id)).toMatchObject({
      sms_consent: 'yes',
      sms_consent_purpose: 'all',
      opt_in_pending: false,
      opt_in: null,
    });
    const [grant] = await ledger(id);
    expect(grant).toMatchObject({
      consent: 'yes',
      source: 'double_opt_in',
      purpose: 'all',
      wording: question?.body,
      evidence: { question_message_id: question?.id, agreed_wording: 'Yes, text me', 'agreed_evidence.method': 'signed card' },
    });
    const inbound = await here((tx) =>
      tx.selectFrom('messages').select('id').where('direction', '=', 'in').executeTakeFirstOrThrow(),
    );
    expect(grant?.evidence['message_id']).toBe(inbound.id);
    expect((await answers(phone)).map((one) => one.body)).toEqual([expect.stringContaining('Thank you')]);
  });

  it.each(['maybe', 'no', 'what is this?', 'who are you', '👍'])('is not given by “%s”', async (text) => {
    const id = await agreed(phone);
    await asked();
    await says(phone, text);
    expect(await contact(id)).toMatchObject({ sms_consent: 'unknown', opt_in_pending: true });
  });

  it.each(['YES', 'y', 'Yes please', 'sí', 'START', 'I agree.'])('is given by “%s”', async (text) => {
    const id = await agreed(phone);
    await asked();
    await says(phone, text);
    expect(await contact(id)).toMatchObject({ sms_consent: 'yes', opt_in_pending: false });
  });

  it('is not given by a YES without a question, nor by one from before it left', async () => {
    await says(phone, 'YES');
    const id = await agreed(phone);
    await says(phone, 'YES');
    await ask();
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'unknown', opt_in_pending: true });
    await leaves();
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'yes' });
  });

  it('is not given by a YES in another workspace', async () => {
    const id = await agreed(phone);
    await asked();
    const mine = lane;
    becomes(await testLane(product));
    await goLive();
    await says(phone, 'YES');
    becomes(mine);
    expect(await contact(id)).toMatchObject({ sms_consent: 'unknown', opt_in_pending: true });
  });

  it('is given once by a hook that comes twice, at the same time too', async () => {
    const id = await agreed(phone);
    await asked();
    const payload = (await store(phone, 'YES', 'SM00000000000000000000000000000077')) ?? '';
    expect(await store(phone, 'YES', 'SM00000000000000000000000000000077')).toBeUndefined();
    await Promise.all([processInbound(product.ctx, payload), processInbound(product.ctx, payload)]);
    await says(phone, 'YES');
    expect((await ledger(id)).filter((one) => one.consent === 'yes')).toHaveLength(1);
    expect(await answers(phone)).toHaveLength(1);
  });

  it('ends with STOP, and a YES from before it that comes late opens nothing', async () => {
    const id = await agreed(phone);
    await asked();
    const late = (await store(phone, 'YES')) ?? '';
    await here((tx) =>
      sql`update inbound_payloads set received_at = received_at - interval '1 second' where id = ${late}`.execute(tx),
    );
    await says(phone, 'STOP');
    await processInbound(product.ctx, late);
    expect(await contact(id)).toMatchObject({ sms_consent: 'no', opt_in_pending: false });
    const { outcome } = await here((tx) => tx.selectFrom('opt_in_requests').select('outcome').executeTakeFirstOrThrow());
    expect(outcome).toBe('withdrawn');
  });

  it('is not asked of somebody opted out, suppressed, or who says no before the question leaves', async () => {
    await here((tx) => optOut(tx, { workspaceId: lane.workspaceId, address: phone, source: 'member', words: 'told us' }));
    const id = await agreed(phone);
    await asked();
    expect(await questions()).toEqual([]);
    expect((await contact(id)).opt_in?.problem).toContain('do-not-contact');
    const other = '+12025550102';
    await agreed(other);
    await ask();
    await says(other, 'STOP');
    expect((await lane.lease()).filter((one) => one.address === other && one.body.includes('Reply YES'))).toEqual([]);
    expect(await questions(other)).toMatchObject([{ state: 'skipped', reason: 'opted_out' }]);
  });

  it('is over after its days', async () => {
    const id = await agreed(phone);
    await asked();
    await here((tx) => sql`update opt_in_requests set expires_at = now() - interval '1 minute'`.execute(tx));
    await says(phone, 'YES');
    await lapseOptIns(product.ctx, signal);
    expect(await contact(id)).toMatchObject({ sms_consent: 'unknown', opt_in_pending: false });
  });

  it('is asked again by hand, not within a day, and three times ever', async () => {
    const id = await agreed(phone);
    const again = () => as().call(consentApi.askAgain, { params: { contact_id: id } });
    const dayLater = () => here((tx) => sql`update opt_in_asks set last_at = last_at - interval '25 hours'`.execute(tx));
    await asked();
    expect((await again()).problem.detail).toContain('24 hours');
    for (const times of [2, 3]) {
      await dayLater();
      expect((await again()).status).toBe(200);
      await asked();
      expect(await questions()).toHaveLength(times);
    }
    await dayLater();
    expect((await again()).problem.detail).toContain('three times');
    await here((tx) => sql`update opt_in_requests set ask_at = now()`.execute(tx));
    await asked();
    expect(await questions()).toHaveLength(3);
  });

  it('asks a shared phone once for two people at the same time, and one YES is both of theirs', async () => {
    const ids = await Promise.all([agreed(phone), agreed(phone)]);
    await Promise.all([ask(), ask()]);
    await leaves();
    expect(await questions()).toHaveLength(1);
    await says(phone, 'YES');
    for (const id of ids) expect(await contact(id)).toMatchObject({ sms_consent: 'yes' });
  });

  it('keeps one request when two members enter the same at once, and asks anew for more', async () => {
    const id = await agreed(phone, { purpose: 'informational' });
    const say = (purpose: 'informational' | 'all') =>
      as().call(contactsApi.updateContact, { params: { contact_id: id }, body: { sms_consent: { consent: 'yes', purpose } } });
    await Promise.all([say('informational'), say('informational')]);
    await asked();
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'informational' });
    await say('all');
    expect(await contact(id)).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'informational', opt_in_pending: true });
    await say('informational');
    expect(await contact(id)).toMatchObject({ sms_consent_purpose: 'informational', opt_in_pending: true });
  });

  it('belongs to a number: whoever has another by then has not agreed', async () => {
    const id = await agreed(phone);
    await asked();
    await as().call(contactsApi.updateContact, { params: { contact_id: id }, body: { phones: ['+12025550103'] } });
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'unknown' });
  });

  it('is asked of numbers that a program names, who get nothing until then', async () => {
    const sent = await as().call(sendMessagesApi.sendMessages, {
      body: { to: [{ phone }], body: 'Hello', consent: { wording: 'Ticked the box' } },
    });
    expect(sent.body.results).toMatchObject([{ outcome: 'refused', reason: 'no_consent' }]);
    await asked();
    expect(await questions(phone)).toHaveLength(1);
  });

  it('needs a phone to ask', async () => {
    const answer = await as().call(contactsApi.createContact, { body: { full_name: 'Ana', sms_consent: { consent: 'yes' } } });
    expect(answer.status).toBe(400);
    expect(answer.problem.detail).toContain('phone');
  });
});
