import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender, addSuppression, everyone, numbers } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

async function workspace(people: Parameters<typeof addPeople>[2] = []) {
  const ws = await product.workspace({ name: 'Example Church' });
  const sender = await addSender(product, ws, { rate: 2 });
  const ids = await addPeople(product, ws, people);
  return { ws, ids, sender };
}

const preview = async (ws: TestWorkspace, body: string, audience = everyone) =>
  (await ws.as('manager').call(broadcastsApi.previewBroadcast, { body: { body, audience } })).body;
const estimate = async (ws: TestWorkspace, id: string) =>
  (await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: id } })).body;

describe('the merge tags of a workspace', () => {
  it('are standard fields, its own fields and its name', async () => {
    const { ws } = await workspace();
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx
        .insertInto('custom_fields')
        .values({ workspace_id: ws.id, key: 'shirt_size', label: 'Shirt size', type: 'text' })
        .execute(),
    );
    const { body } = await ws.as('viewer').call(broadcastsApi.listMergeTags);
    expect(body.items.map((tag) => tag.name)).toEqual(
      expect.arrayContaining(['contact.first_name', 'contact.shirt_size', 'workspace.name']),
    );
    expect((await preview(ws, 'Size {{ contact.shirt_size }}')).problems).toEqual([]);
  });
});

describe('the preview', () => {
  it('shows the text as real recipients get it, with the ones that cannot be filled in', async () => {
    const [a, b, c] = numbers(3);
    const { ws } = await workspace([
      { phone: a ?? '', first_name: 'Ana' },
      { phone: b ?? '', first_name: null },
      { phone: c ?? '', first_name: 'Cleo', consent: 'no' },
    ]);
    const answer = await preview(ws, 'Hi {{ contact.first_name }} from {{ workspace.name }}');
    expect(answer.problems).toEqual([]);
    expect(answer.warnings).toMatchObject([{ code: 'no_fallback', tag: 'contact.first_name' }]);
    expect(answer.renderings).toMatchObject([
      { contact: { name: 'Ana', phone: a }, text: 'Hi Ana from Example Church', segments: 1, problem: null },
      { contact: { phone: b }, text: null, problem: expect.stringContaining('contact.first_name') },
    ]);
  });

  it('fills in fallbacks, and finds the longest text of the audience', async () => {
    const [a, b, c] = numbers(3);
    const { ws } = await workspace([
      { phone: a ?? '', first_name: 'Al' },
      { phone: b ?? '', first_name: null },
      { phone: c ?? '', first_name: 'Wilhelmina-Josephine' },
    ]);
    const answer = await ws.as('manager').call(broadcastsApi.previewBroadcast, {
      body: { body: 'Hi {{ contact.first_name | default: "there" }}', audience: everyone, limit: 2 },
    });
    expect(answer.body.renderings.map((one) => one.text)).toEqual(['Hi Al', 'Hi there']);
    expect(answer.body.longest).toMatchObject({ text: 'Hi Wilhelmina-Josephine' });
  });

  it('names an unknown tag and the one that was probably meant', async () => {
    const { ws } = await workspace();
    const answer = await preview(ws, 'Hello\nHi {{ contact.frist_name }}');
    expect(answer.problems).toMatchObject([
      { field: 'body', code: 'unknown_tag', line: 2, message: expect.stringContaining('contact.first_name') },
    ]);
    expect(answer.renderings).toEqual([]);
  });

  it('says where a syntax error stands', async () => {
    const { ws } = await workspace();
    expect((await preview(ws, 'Hi {{ contact.first_name ')).problems).toMatchObject([{ code: 'template_syntax', line: 1 }]);
  });

  it('says which typographic characters were replaced', async () => {
    const { ws } = await workspace([{ phone: '+12025550120' }]);
    const answer = await preview(ws, 'It’s on — see you…');
    expect(answer.renderings[0]).toMatchObject({
      text: "It's on - see you...",
      encoding: 'GSM-7',
      replacements: [{ from: '’', to: "'" }, { from: '—' }, { from: '…' }],
    });
  });

  it('uses a made-up person while nobody is chosen', async () => {
    const { ws } = await workspace();
    const answer = await preview(ws, 'Hi {{ contact.first_name }}', { include: [], exclude: [] });
    expect(answer.renderings).toMatchObject([{ contact: { id: null }, text: 'Hi Maria' }]);
  });

  it('does not show another workspace’s people', async () => {
    const { ids } = await workspace([{ phone: '+12025550121', first_name: 'Secret' }]);
    const { ws } = await workspace([{ phone: '+12025550122', first_name: 'Own' }]);
    const answer = await preview(ws, 'Hi {{ contact.first_name }}', { include: [{ kind: 'contacts', ids }], exclude: [] });
    expect(JSON.stringify(answer)).not.toContain('Secret');
  });
});

describe('the estimate', () => {
  it('says in numbers who gets it, who does not and why, what it costs and when it is done', async () => {
    const [a = '', b = '', c = ''] = numbers(3);
    const { ws } = await workspace([{ phone: a }, { phone: b }, { phone: a }, { phone: c, consent: 'unknown' }, { phone: null }]);
    const draft = await addDraft(ws, { body: 'a'.repeat(161) });
    expect(await estimate(ws, draft.id)).toMatchObject({
      recipients: 5,
      will_get: 2,
      skipped: expect.arrayContaining([
        expect.objectContaining({ reason: 'duplicate_address', label: 'Shares a phone', n: 1 }),
        expect.objectContaining({ reason: 'no_consent', n: 1 }),
        expect.objectContaining({ reason: 'no_address', n: 1 }),
      ]),
      audience_words: 'Everyone',
      segments: { total: 4, exact: true, per_message_max: 2, ucs2_share: 0 },
      cost: { micros: 4 * 12_300, known: true, words: 'about $0.0492' },
      finish: { seconds: 2, rate_per_second: 2, ahead: 0 },
      sender: { sandbox: true },
      mode: 'sandbox',
      problems: [],
      version: 1,
    });
  });

  it('counts those whose text cannot be filled in, and texts that are longer for some', async () => {
    const [a = '', b = '', c = ''] = numbers(3);
    const { ws } = await workspace([
      { phone: a, first_name: 'Ana' },
      { phone: b, first_name: 'Zoë'.repeat(10) },
      { phone: c, first_name: null },
    ]);
    const draft = await addDraft(ws, { body: `{{ contact.first_name }}${'a'.repeat(60)}` });
    const { segments, unfilled } = await estimate(ws, draft.id);
    expect(segments).toMatchObject({ total: 3, exact: true, per_message_max: 2 });
    expect(segments.ucs2_share).toBeCloseTo(1 / 3);
    expect(unfilled).toMatchObject([{ reason: 'empty_value', n: 1 }]);
  });

  it('names the problems that would refuse it', async () => {
    const { ws } = await workspace([{ phone: null }]);
    const draft = await addDraft(ws, { body: '' });
    expect((await estimate(ws, draft.id)).problems.map((one) => one.code)).toEqual(['empty_body', 'nobody_reached']);
  });

  it('says what the daily cap of the sender moves to later days', async () => {
    const { ws } = await workspace(Array.from({ length: 10 }, (_, index) => ({ phone: `+1202555015${index}` })));
    const draft = await addDraft(ws);
    expect((await estimate(ws, draft.id)).finish).toMatchObject({ cap: null, slips: 0, days: [] });
    await product.ctx.db.workspace(ws.id, (tx) => tx.updateTable('senders').set({ daily_cap: 4 }).execute());
    const { finish } = await estimate(ws, draft.id);
    expect(finish.cap).toMatchObject({ per_day: 4, left: 4 });
    expect(finish.slips).toBe(6);
    expect(finish.days.map((day) => day.messages)).toEqual([4, 4, 2]);
    expect(Date.parse(finish.finishes_at ?? '')).toBeGreaterThan(Date.parse(finish.cap?.resets_at ?? ''));
  });

  it('does not promise what could only expire: a time after which it is not sent that has passed', async () => {
    const { ws } = await workspace([{ phone: '+12025550140' }]);
    const draft = await addDraft(ws, { useless_after: '2020-01-01T00:00:00Z' });
    const { problems } = await estimate(ws, draft.id);
    expect(problems).toMatchObject([{ field: 'useless_after', code: 'deadline_passed' }]);
    const send = (version: number) =>
      ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version } });
    const refused = await send(draft.version);
    expect(refused.status).toBe(422);
    expect(refused.problem.detail).toContain('has passed');
    const params = { broadcast_id: draft.id };
    const body = { version: draft.version, useless_after: null };
    const changed = await ws.as('manager').call(broadcastsApi.updateBroadcast, { params, body });
    expect((await send(changed.body.version)).status).toBe(202);
  });
});

describe('a test to oneself', () => {
  const test = (ws: TestWorkspace, id: string, to: string, as_contact_id?: string) =>
    ws.as('manager').call(broadcastsApi.testBroadcast, {
      params: { broadcast_id: id },
      body: { to, ...(as_contact_id ? { as_contact_id } : {}) },
    });

  it('queues the text, filled in as a recipient, before everything else', async () => {
    const { ws, ids } = await workspace([
      { phone: '+12025550130', first_name: 'Ana' },
      { phone: '+12025550131', first_name: 'Bo' },
    ]);
    const draft = await addDraft(ws, { body: 'Hi {{ contact.first_name }}' });
    const first = await test(ws, draft.id, '(202) 555-0139');
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({ to: '+12025550139', text: 'Hi Ana' });
    expect((await test(ws, draft.id, '+12025550139', ids[1])).body.text).toBe('Hi Bo');
    const message = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('messages').selectAll().where('id', '=', first.body.message_id).executeTakeFirstOrThrow(),
    );
    expect(message).toMatchObject({ source: 'test', priority: 0, state: 'queued', address: '+12025550139', body: 'Hi Ana' });
  });

  it('refuses a suppressed number and what is no number', async () => {
    const { ws } = await workspace([{ phone: '+12025550132' }]);
    const draft = await addDraft(ws);
    await addSuppression(product, ws, '+12025550132', 'opt_out');
    const refused = await test(ws, draft.id, '+12025550132');
    expect(refused.problem.errors).toMatchObject([{ field: 'body.to', message: expect.stringContaining('asked not to get') }]);
    expect((await test(ws, draft.id, 'hello')).problem.errors).toMatchObject([{ field: 'body.to' }]);
  });
});
