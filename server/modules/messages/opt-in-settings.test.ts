import { consentApi, defaultDoubleOptIn } from '@tidings/core/contract/consent';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { processInbound } from './inbound.ts';
import { agreed, as, asked, contact, goLive, here, lane, product, says, settings, store } from './opt-in-testing.ts';

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
