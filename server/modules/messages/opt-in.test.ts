import { randomUUID } from 'node:crypto';
import { consentApi, defaultDoubleOptIn } from '@tidings/core/contract/consent';
import { contactsApi } from '@tidings/core/contract/contacts';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { optOut } from '../compliance/opt-out.ts';
import { askForOptIn, lapseOptIns } from './ask-opt-in.ts';
import { processInbound } from './inbound.ts';
import { insertPayload } from './inbound-store.ts';
import { type Lane, testLane } from './testing.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  lane = await testLane(product);
  await settings({ member: true, api: true, import: true });
});

const signal = new AbortController().signal;
const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);
const as = () => lane.as('owner');
const ask = () => askForOptIn(product.ctx, signal);
async function settings(change: Partial<typeof defaultDoubleOptIn>) {
  const answer = await as().call(consentApi.updateDoubleOptIn, { body: { ...defaultDoubleOptIn, ...change } });
  if (answer.status !== 200) throw new Error(answer.text);
}
/** Real phones and a real number, without a carrier behind them. */
async function goLive(): Promise<void> {
  await here(async (tx) => {
    await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', lane.workspaceId).execute();
    await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', lane.senderId).execute();
    await tx.updateTable('connections').set({ sandbox: false }).where('id', '=', lane.connectionId).execute();
  });
}
async function agreed(phone: string, change: object = {}): Promise<string> {
  const answer = await as().call(contactsApi.createContact, {
    body: {
      full_name: 'Ana Example',
      phones: [phone],
      allow_shared: true,
      sms_consent: { consent: 'yes', method: 'signed card', wording: 'Yes, text me', ...change },
    },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
}
const contact = async (id: string) => (await as().call(contactsApi.getContact, { params: { contact_id: id } })).body;
const ledger = async (id: string) =>
  (await as().call(contactsApi.listConsent, { params: { contact_id: id }, query: {} })).body.items;
const questions = (phone?: string) =>
  here((tx) => {
    const query = tx
      .selectFrom('messages')
      .select(['id', 'body', 'state', 'reason', 'address'])
      .where('source', '=', 'opt_in')
      .orderBy('id');
    return (phone === undefined ? query : query.where('address', '=', phone)).execute();
  });
const answers = (phone: string) =>
  here((tx) => tx.selectFrom('messages').select('body').where('source', '=', 'answer').where('address', '=', phone).execute());
async function store(phone: string, body: string, providerId = `SM${randomUUID().replaceAll('-', '')}`) {
  return here((tx) =>
    insertPayload(tx, {
      workspaceId: lane.workspaceId,
      connectionId: lane.connectionId,
      providerId,
      payload: { MessageSid: providerId, From: phone, To: '+12025550199', Body: body, NumSegments: '1' },
    }),
  );
}
async function says(phone: string, body: string): Promise<void> {
  const id = await store(phone, body);
  await processInbound(product.ctx, id ?? '');
}
/** The questions leave. Without a lease: at night that would make those on real phones wait. */
async function leaves(): Promise<void> {
  await here((tx) =>
    sql`update outbox o set attempts = 1, status = 'leased' from messages m where m.id = o.message_id and m.source = 'opt_in'`.execute(
      tx,
    ),
  );
}
async function asked(): Promise<void> {
  await ask();
  await leaves();
}

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
    lane = await testLane(product);
    await goLive();
    await says(phone, 'YES');
    lane = mine;
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

describe('in the sandbox', () => {
  const phone = '+12025550104';

  it('a YES on a sandbox phone changes nobody’s consent, and is no answer to a question on a real one', async () => {
    const id = await agreed(phone);
    await asked();
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({
      sms_consent: 'unknown',
      opt_in_pending: true,
      opt_in: { played_at: expect.any(String) },
    });
    // Live now: the sandbox's question counts for nothing, neither as asked nor as answered.
    await goLive();
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'unknown' });
    expect((await as().call(consentApi.askAgain, { params: { contact_id: id } })).status).toBe(200);
    await asked();
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'yes' });
  });
});

describe('switched off', () => {
  it('a yes counts at once, and the settings refuse a question that proves nothing', async () => {
    await settings({});
    expect(await contact(await agreed('+12025550105'))).toMatchObject({ sms_consent: 'yes', opt_in_pending: false });
    for (const [question, why] of [
      ['Hello, reply YES. Msg & data rates may apply. STOP to opt out.', '{{brand}}'],
      ['{{brand}}: agree? Msg & data rates may apply. STOP to opt out.', 'Reply YES'],
      ['{{brand}}: reply YES. Msg & data rates may apply.', 'STOP'],
      ['{{brand}} {{name}}: reply YES. Rates may apply. STOP to opt out.', '{{name}}'],
    ]) {
      const answer = await as().call(consentApi.updateDoubleOptIn, { body: { ...defaultDoubleOptIn, question: question ?? '' } });
      expect(answer.problem.errors).toMatchObject([{ field: 'body.question', message: expect.stringContaining(why ?? '') }]);
    }
  });
});

describe('the confirmation of an opt-out', () => {
  it.each(['STOP', 'please take me off your list'])('is sent within five minutes of “%s”, or never', async (text) => {
    const [prompt, late] = ['+12025550106', '+12025550107'];
    await says(prompt, text);
    const payload = (await store(late, text)) ?? '';
    await here((tx) =>
      sql`update inbound_payloads set received_at = now() - interval '6 minutes' where id = ${payload}`.execute(tx),
    );
    await processInbound(product.ctx, payload);
    const leased = await lane.lease();
    expect(leased.map((one) => one.address)).toEqual([prompt]);
    const rows = await here((tx) =>
      tx
        .selectFrom('messages')
        .select(['address', 'state', 'created_at', 'useless_after'])
        .where('source', '=', 'answer')
        .orderBy('address')
        .execute(),
    );
    expect(rows.map((one) => one.state)).toEqual(['queued', 'expired']);
    expect((rows[0]?.useless_after?.getTime() ?? 0) - (rows[0]?.created_at.getTime() ?? 0)).toBeLessThanOrEqual(5 * 60_000);
  });
});
