import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sendKey, sendKeyRecipient } from '@tidings/core/messaging/send-key';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender, addSuppression, everyone, numbers } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

async function workspace(people: Parameters<typeof addPeople>[2] = [{ phone: '+12025550110', first_name: 'Ana' }]) {
  const ws = await product.workspace();
  await addSender(product, ws);
  const ids = await addPeople(product, ws, people);
  return { ws, ids };
}

const send = (ws: TestWorkspace, id: string, version: number, expected?: number) =>
  ws.as('manager').call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: id },
    body: { version, ...(expected === undefined ? {} : { expected_recipients: expected }) },
  });

const progress = (ws: TestWorkspace, id: string) =>
  ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } });

const ledger = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('messages').selectAll().where('source_id', '=', id).orderBy('id').execute(),
  );

const outbox = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('outbox').selectAll().where('source_id', '=', id).execute());

/** People of whom exactly two get it, and one each for the other reasons. */
async function mixedAudience() {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = numbers(6);
  const { ws, ids } = await workspace([
    { phone: a, first_name: 'Ana' },
    { phone: a, first_name: 'Bo' },
    { phone: b, first_name: 'Cleo' },
    { phone: c, first_name: 'Dan', consent: 'no' },
    { phone: d, first_name: 'Eve', consent: 'unknown' },
    { phone: e, first_name: 'Fay' },
    { phone: f, first_name: 'Gus' },
    { phone: null, first_name: 'Hal' },
  ]);
  await addSuppression(product, ws, e, 'opt_out');
  await addSuppression(product, ws, f, 'landline');
  return { ws, ids };
}

describe('drafts', () => {
  it('keeps what is written, lists it, and changes it', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws, { body: 'Hi {{ contact.first_name }}' });
    expect(draft).toMatchObject({ state: 'draft', version: 1, planned: 0, audience_words: 'Everyone', counts: { queued: 0 } });
    const changed = await ws.as('manager').call(broadcastsApi.updateBroadcast, {
      params: { broadcast_id: draft.id },
      body: { version: 1, name: 'Picnic' },
    });
    expect(changed.body).toMatchObject({ name: 'Picnic', body: 'Hi {{ contact.first_name }}', version: 2 });
    const list = await ws.as('viewer').call(broadcastsApi.listBroadcasts, { query: { search: 'picn' } });
    expect(list.body.items.map((one) => one.id)).toEqual([draft.id]);
  });

  it('refuses a change by somebody who has not seen the latest version', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    const change = (name: string) =>
      ws.as('manager').call(broadcastsApi.updateBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1, name } });
    expect((await change('First')).status).toBe(200);
    const second = await change('Second');
    expect(second.status).toBe(409);
    expect(second.problem.code).toBe('version_changed');
  });

  it('duplicates with text and audience, and deletes drafts only', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    const copy = await ws.as('manager').call(broadcastsApi.duplicateBroadcast, { params: { broadcast_id: draft.id } });
    expect(copy.body).toMatchObject({ name: 'Sunday (copy)', body: draft.body, audience: everyone, state: 'draft' });
    expect((await ws.as('manager').call(broadcastsApi.deleteBroadcast, { params: { broadcast_id: copy.body.id } })).status).toBe(
      204,
    );
    await send(ws, draft.id, 1);
    const sent = await ws.as('manager').call(broadcastsApi.deleteBroadcast, { params: { broadcast_id: draft.id } });
    expect(sent.problem.code).toBe('wrong_state');
  });

  it('pages through a list without repeating or missing one', async () => {
    const { ws } = await workspace();
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await addDraft(ws, { name: `Number ${i}` })).id);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await ws
        .as('viewer')
        .call(broadcastsApi.listBroadcasts, { query: { limit: 2, ...(cursor ? { cursor } : {}) } });
      seen.push(...page.body.items.map((one) => one.id));
      if (page.body.next_cursor === null) break;
      cursor = page.body.next_cursor;
    }
    expect(seen).toEqual(ids.sort().reverse());
  });

  it('is not found from another workspace, by any of its routes', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    const { ws: other } = await workspace();
    const params = { broadcast_id: draft.id };
    const manager = other.as('manager');
    const answers = await Promise.all([
      manager.call(broadcastsApi.getBroadcast, { params }),
      manager.call(broadcastsApi.updateBroadcast, { params, body: { version: 1, name: 'Mine' } }),
      manager.call(broadcastsApi.sendBroadcast, { params, body: { version: 1 } }),
      manager.call(broadcastsApi.getBroadcastProgress, { params }),
      manager.call(broadcastsApi.listRecipients, { params }),
      manager.call(broadcastsApi.cancelBroadcast, { params }),
      manager.call(broadcastsApi.exportRecipients, { params }),
      manager.call(broadcastsApi.estimateBroadcast, { params }),
    ]);
    expect(answers.map((one) => one.status)).toEqual(answers.map(() => 404));
    expect((await ws.as('viewer').call(broadcastsApi.getBroadcast, { params })).body.state).toBe('draft');
  });

  it('refuses another workspace’s sender', async () => {
    const { ws } = await workspace();
    const other = await product.workspace();
    const sender = await addSender(product, other);
    const answer = await ws.as('manager').call(broadcastsApi.createBroadcast, { body: { sender_id: sender } });
    expect(answer.problem).toMatchObject({ status: 400, errors: [{ field: 'body.sender_id' }] });
  });
});

describe('sending', () => {
  it('plans one message per person, each queued or skipped with its reason', async () => {
    const { ws, ids } = await mixedAudience();
    const draft = await addDraft(ws);
    const answer = await send(ws, draft.id, 1, 2);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ state: 'sending', planned: 8, counts: { queued: 2, skipped: 6 } });
    const messages = await ledger(ws, draft.id);
    expect(messages.map((one) => one.contact_id).sort()).toEqual([...ids].sort());
    expect(Object.fromEntries(messages.map((one) => [ids.indexOf(one.contact_id ?? ''), one.reason ?? one.state]))).toEqual({
      0: 'queued',
      1: 'duplicate_address',
      2: 'queued',
      3: 'consent_refused',
      4: 'no_consent',
      5: 'opted_out',
      6: 'suppressed_landline',
      7: 'no_address',
    });
    const { body } = await progress(ws, draft.id);
    expect(Object.values(body.counts).reduce((sum, n) => sum + n, 0)).toBe(body.planned);
    expect(body.reasons.find((one) => one.reason === 'no_consent')).toMatchObject({
      n: 1,
      state: 'skipped',
      label: 'No consent',
    });
    // Who said no must not be asked again, and the words do not say so.
    const refused = body.reasons.find((one) => one.reason === 'consent_refused');
    expect(refused).toMatchObject({ n: 1, state: 'skipped', label: 'Said no' });
    expect(refused?.words).toContain('Do not ask again');
    expect(body.waiting).toBe(2);
  });

  it('gives each queued message the send key that core makes, and an entry in the outbox', async () => {
    const { ws } = await mixedAudience();
    const draft = await addDraft(ws);
    await send(ws, draft.id, 1);
    const queued = (await ledger(ws, draft.id)).filter((one) => one.state === 'queued');
    const key = { sourceKind: 'broadcast', sourceId: draft.id, occurrence: 0, step: 0, channel: 'sms' };
    expect(queued.map((one) => one.send_key)).toEqual(
      queued.map((one) => sendKey({ ...key, recipient: sendKeyRecipient(one.address ?? '') })),
    );
    expect((await outbox(ws, draft.id)).map((one) => one.message_id).sort()).toEqual(queued.map((one) => one.id).sort());
  });

  it('texts everybody who shares a phone when that is asked for', async () => {
    const [phone = ''] = numbers(1);
    const { ws, ids } = await workspace([{ phone }, { phone }]);
    const draft = await addDraft(ws, { one_per_address: false });
    const answer = await send(ws, draft.id, 1);
    expect(answer.body.counts.queued).toBe(2);
    const key = { sourceKind: 'broadcast', sourceId: draft.id, occurrence: 0, step: 0, channel: 'sms' };
    expect((await ledger(ws, draft.id)).map((one) => one.send_key)).toEqual(
      ids.map((id) => sendKey({ ...key, recipient: sendKeyRecipient(phone, id) })),
    );
  });

  it('sends once when two people press send at the same moment, and tells the other', async () => {
    const { ws } = await mixedAudience();
    const draft = await addDraft(ws);
    const answers = await Promise.all([send(ws, draft.id, 1), send(ws, draft.id, 1), send(ws, draft.id, 1)]);
    expect(answers.map((one) => one.status).sort()).toEqual([202, 409, 409]);
    const refused = answers.find((one) => one.status === 409);
    expect(refused?.problem.code).toBe('conflict');
    expect(refused?.problem.detail).toContain('Nobody gets it twice');
    expect(await outbox(ws, draft.id)).toHaveLength(2);
    expect(await ledger(ws, draft.id)).toHaveLength(8);
  });

  it('refuses when the audience has changed since the confirm page', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    const answer = await send(ws, draft.id, 1, 5);
    expect(answer.status).toBe(409);
    expect(answer.problem.detail).toContain('1 person would get it now, not 5');
  });

  it('refuses a version that is not the latest', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    await ws
      .as('manager')
      .call(broadcastsApi.updateBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1, body: 'Another' } });
    expect((await send(ws, draft.id, 1)).problem.code).toBe('version_changed');
  });

  it.each([
    ['an empty text', { body: '   ' }, 'body', 'empty_body'],
    ['a text that is too long', { body: 'a'.repeat(1601) }, 'body', 'body_too_long'],
    ['a syntax error in a merge tag', { body: 'Hi {{ contact.first_name' }, 'body', 'template_syntax'],
    ['an unknown merge tag', { body: 'Hi {{ contact.frist_name }}' }, 'body', 'unknown_tag'],
    ['an empty audience', { audience: { include: [], exclude: [] } }, 'audience', 'empty_audience'],
    [
      'a list that is gone',
      { audience: { include: [{ kind: 'list' as const, id: newId() }], exclude: [] } },
      'audience',
      'audience_part_gone',
    ],
  ])('refuses %s, naming the field', async (_, wish, field, code) => {
    const { ws } = await workspace();
    const draft = await addDraft(ws, wish);
    const answer = await send(ws, draft.id, 1);
    expect(answer.status).toBe(422);
    expect(answer.problem.errors).toContainEqual(expect.objectContaining({ field, code }));
    expect(answer.problem.detail.length).toBeGreaterThan(20);
    expect((await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: draft.id } })).body.state).toBe(
      'draft',
    );
  });

  it('takes a text of exactly 1,600 characters', async () => {
    const { ws } = await workspace();
    expect((await send(ws, (await addDraft(ws, { body: 'a'.repeat(1600) })).id, 1)).status).toBe(202);
  });

  it('refuses an audience of which nobody would get it', async () => {
    const { ws } = await workspace([{ phone: '+12025550111', consent: 'no' }, { phone: null }]);
    const answer = await send(ws, (await addDraft(ws)).id, 1);
    expect(answer.problem.errors).toContainEqual(expect.objectContaining({ field: 'audience', code: 'nobody_reached' }));
  });

  it('says what to set up when there is no sender', async () => {
    const ws = await product.workspace({ mode: 'live' });
    await addPeople(product, ws, [{ phone: '+12025550112' }]);
    const answer = await send(ws, (await addDraft(ws)).id, 1);
    expect(answer.problem.errors).toContainEqual(expect.objectContaining({ field: 'sender_id', code: 'sender_missing' }));
  });

  it('is refused for roles that may not send', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    const answer = await ws
      .as('agent')
      .call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1 } });
    expect(answer.status).toBe(403);
  });

  it('answers a repeated request with its idempotency key without sending again', async () => {
    const { ws } = await workspace();
    const draft = await addDraft(ws);
    const call = () =>
      ws.as('manager').call(broadcastsApi.sendBroadcast, {
        params: { broadcast_id: draft.id },
        body: { version: 1 },
        headers: { 'idempotency-key': 'send-once' },
      });
    const [first, second] = [await call(), await call()];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(await outbox(ws, draft.id)).toHaveLength(1);
  });
});

describe('recipients', () => {
  it('lists every line with its reason in plain words, and filters and searches it', async () => {
    const { ws } = await mixedAudience();
    const draft = await addDraft(ws);
    await send(ws, draft.id, 1);
    const list = async (query: Parameters<TestWorkspace['as']>[0] extends string ? object : never) =>
      (await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: draft.id }, query })).body.items;
    expect(await list({})).toHaveLength(8);
    expect(await list({ state: ['skipped'], reason: ['opted_out'] })).toMatchObject([
      { name: 'Fay', state: 'skipped', reason_label: 'Opted out', reason_words: expect.stringContaining('START') },
    ]);
    expect((await list({ search: 'cleo' })).map((one) => one.name)).toEqual(['Cleo']);
    expect((await list({ search: '(202) 555-0101' })).map((one) => one.name)).toEqual(['Cleo']);
  });

  it('pages through them in order', async () => {
    const { ws } = await mixedAudience();
    const draft = await addDraft(ws);
    await send(ws, draft.id, 1);
    const names: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { limit: 3, ...(cursor ? { cursor } : {}) };
      const page = await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: draft.id }, query });
      names.push(...page.body.items.map((one) => one.name));
      if (page.body.next_cursor === null) break;
      cursor = page.body.next_cursor;
    }
    expect(names.sort()).toEqual(['Ana', 'Bo', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus', 'Hal']);
  });

  it('exports them as CSV, safe against formulas', async () => {
    const { ws } = await workspace([{ phone: '+12025550113', first_name: '=HYPERLINK("x")' }]);
    const draft = await addDraft(ws);
    await send(ws, draft.id, 1);
    const file = await ws.as('manager').call(broadcastsApi.exportRecipients, { params: { broadcast_id: draft.id } });
    const [header = '', line = ''] = file.text.split('\r\n');
    expect(header).toContain('name,phone,state');
    expect(line).toContain(`'=HYPERLINK`);
    expect(line).toContain('+12025550113');
  });
});
