import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sendKey, sendKeyRecipient } from '@tidings/core/messaging/send-key';
import { describe, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { ledger, mixedAudience, outbox, product, progress, send, workspace } from './broadcasts-testing.ts';
import { addDraft, addPeople, numbers } from './testing.ts';

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
