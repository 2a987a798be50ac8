import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { describe, expect, it } from 'vitest';
import { product, send, workspace } from './broadcasts-testing.ts';
import { addDraft, addSender, everyone } from './testing.ts';

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
