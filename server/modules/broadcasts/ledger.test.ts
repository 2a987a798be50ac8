import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { describe, expect, it } from 'vitest';
import type { TestWorkspace } from '../../testing/product.ts';
import { mixedAudience, send, workspace } from './broadcasts-testing.ts';
import { addDraft } from './testing.ts';

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
