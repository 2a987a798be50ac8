import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSid, authToken, basic, openCarrier, type TestCarrier } from '../../test-support/open-carrier.ts';

let carrier: TestCarrier;
const key = { sid: `SK${'c3'.repeat(16)}`, secret: 'key-secret' };
beforeAll(async () => {
  carrier = await openCarrier({}, { api_keys: [key] });
});
afterAll(() => carrier.running.close());

const ask = async (phone: string, query = '?Fields=line_type_intelligence', auth = basic(accountSid, authToken)) => {
  const answer = await fetch(`${carrier.running.url}/v2/PhoneNumbers/${phone}${query}`, { headers: { authorization: auth } });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
};

describe('a lookup', () => {
  test('tells mobile phones, landlines and lines over the internet apart', async () => {
    expect((await ask('+12025550123')).json).toMatchObject({
      valid: true,
      line_type_intelligence: { type: 'mobile', error_code: null },
    });
    expect((await ask('%2B12025550193')).json).toMatchObject({ line_type_intelligence: { type: 'landline' } });
    expect((await ask('+12025550117')).json).toMatchObject({ line_type_intelligence: { type: 'nonFixedVoip' } });
    expect((await ask('+12025550123', '')).json).toMatchObject({ line_type_intelligence: null });
  });

  test('wants the credentials of an account, and what it knows', async () => {
    expect((await ask('+12025550123', undefined, basic(accountSid, 'wrong'))).status).toBe(401);
    expect((await ask('+12025550123', undefined, basic(key.sid, key.secret))).status).toBe(200);
    expect((await ask('nonsense')).status).toBe(404);
    expect((await ask('+12025550123', '?Fields=sim_swap')).json).toMatchObject({ code: 20422 });
    expect((await ask('+12025550123', '?Feilds=x')).json).toMatchObject({ code: 20001 });
  });
});

test('a price depends on country and segments, and is told some time after the message was sent', async () => {
  await carrier.send({ To: '+12025550123', Body: 'a'.repeat(161) });
  await carrier.send({ To: '+18765550123' });
  const prices = async () => (await carrier.twilio('GET', '/Messages.json')).json.messages.map((one) => one['price']);
  await expect.poll(prices).toEqual(['-0.11000', '-0.01660']);
  await carrier.control('PUT', `/accounts/${accountSid}`, { settings: { price_delay_ms: 3_600_000 } });
  expect(await prices()).toEqual([null, null]);
});
