import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { messagesApi } from '@tidings/core/contract/messages';
import { peopleApi } from '@tidings/core/contract/people';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender } from '../broadcasts/testing.ts';
import { addMessage, ana, merged, person } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

describe('the timeline', () => {
  test('tells everything of a person in one order, by kind and in pages, also of who was merged into them', async () => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'], sms_consent: { consent: 'yes' } });
    const other = await person(ws, { ...ana, phones: ['2025550102'] });
    const params = { contact_id: kept.id };
    await addMessage(product, ws, other.id, '+12025550102');
    await addMessage(product, ws, kept.id, '+12025550101', {
      direction: 'out',
      source: 'broadcast',
      state: 'skipped',
      reason: 'no_consent',
      body: null,
    });
    await ws.as('agent').call(peopleApi.addNote, { params, body: { body: 'Likes to be called.' } });
    const { merge_id } = await merged(ws, kept.id, other.id);
    const all = await ws.as('viewer').call(peopleApi.getTimeline, { params, query: {} });
    expect(all.body.items.map((one) => one.kind)).toEqual([
      'changes',
      'consent',
      'notes',
      'skipped',
      'received',
      'changes',
      'changes',
      'consent',
    ]);
    expect(all.body.items[0]).toMatchObject({ merge_id, title: expect.stringContaining('merged another contact into Ana Ruiz') });
    expect(all.body.items[3]?.words).toContain('has not agreed');
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await ws
        .as('viewer')
        .call(peopleApi.getTimeline, { params, query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) } });
      seen.push(...page.body.items.map((one) => one.id));
      if (page.body.next_cursor === null) break;
      cursor = page.body.next_cursor;
    }
    expect(seen).toEqual(all.body.items.map((one) => one.id));
    const some = await ws.as('viewer').call(peopleApi.getTimeline, { params, query: { kind: ['received', 'notes'] } });
    expect(some.body.items.map((one) => one.kind)).toEqual(['notes', 'received']);
    const elsewhere = await product.workspace();
    expect((await elsewhere.as('viewer').call(peopleApi.getTimeline, { params, query: {} })).status).toBe(404);
    expect((await elsewhere.as('viewer').call(peopleApi.listMerges, { params })).status).toBe(404);
  });

  test('says whose text reaches a phone that is shared', async () => {
    const ws = await product.workspace();
    await addSender(product, ws);
    const [, second = ''] = await addPeople(product, ws, [
      { phone: '+12025550101', first_name: 'Ana' },
      { phone: '+12025550101', first_name: 'Ben' },
    ]);
    await product.ctx.db.workspace(ws.id, (tx) => sql`update contacts set full_name = first_name || ' Ruiz'`.execute(tx));
    const draft = await addDraft(ws);
    await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1 } });
    const timeline = await ws.as('viewer').call(peopleApi.getTimeline, { params: { contact_id: second }, query: {} });
    const words = 'Shares a phone with Ana Ruiz, who gets it.';
    expect(timeline.body.items[0]).toMatchObject({ kind: 'skipped', words });
    const history = await ws.as('viewer').call(messagesApi.listMessages, { query: { contact_id: second } });
    expect(history.body.items[0]).toMatchObject({ reason: 'duplicate_address', reason_words: words });
    const trail = await ws
      .as('viewer')
      .call(messagesApi.getMessageTrail, { params: { message_id: history.body.items[0]?.id ?? '' } });
    expect(trail.body.answer).toBe(`They did not get it. ${words}`);
    const ledger = await ws
      .as('viewer')
      .call(broadcastsApi.listRecipients, { params: { broadcast_id: draft.id }, query: { state: ['skipped'] } });
    expect(ledger.body.items).toMatchObject([{ contact_id: second, reason_words: words }]);
    // What became of the other's message is said, not what was hoped for.
    const became = async (state: string, reason: string | null) => {
      await product.ctx.db.workspace(ws.id, (tx) =>
        sql`update messages set state = ${state}, reason = ${reason} where contact_id <> ${second}`.execute(tx),
      );
      const params = { message_id: history.body.items[0]?.id ?? '' };
      return (await ws.as('viewer').call(messagesApi.getMessageTrail, { params })).body.answer;
    };
    expect(await became('skipped', 'frequency_cap')).toBe(
      'They did not get it. Shares a phone with Ana Ruiz, who did not get it either: Enough texts for now.',
    );
    expect(await became('delivered', null)).toContain('with Ana Ruiz, who got it.');
    expect(await became('failed', 'may_have_arrived')).toContain('with Ana Ruiz, who may have got it.');
    expect(
      (await ws.as('viewer').call(peopleApi.getTimeline, { params: { contact_id: second }, query: {} })).body.items[0]?.words,
    ).toBe('Shares a phone with Ana Ruiz, who may have got it.');
  });
});

describe('notes', () => {
  test('are added, paged and removed, and refuse nothing but text', async () => {
    const ws = await product.workspace();
    const { id } = await person(ws, { ...ana, phones: ['2025550101'] });
    const params = { contact_id: id };
    const note = await ws.as('agent').call(peopleApi.addNote, { params, body: { body: ' Prefers mornings. ' } });
    expect(note.body).toMatchObject({ body: 'Prefers mornings.', author_name: 'agent key' });
    expect((await ws.as('agent').call(peopleApi.addNote, { params, body: { body: '  ' } })).problem).toMatchObject({
      errors: [{ field: 'body.body' }],
    });
    expect((await ws.as('viewer').call(peopleApi.addNote, { params, body: { body: 'x' } })).status).toBe(403);
    const other = await product.workspace();
    const gone = { params: { ...params, note_id: note.body.id } };
    expect((await other.as('agent').call(peopleApi.removeNote, gone)).status).toBe(404);
    expect((await ws.as('agent').call(peopleApi.removeNote, gone)).status).toBe(204);
    expect((await ws.as('viewer').call(peopleApi.listNotes, { params, query: {} })).body.items).toEqual([]);
  });
});
