import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender, numbers } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
let people: string[];
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  await addSender(product, ws);
  const [ana = '', ben = '', cleo = ''] = numbers(3);
  people = await addPeople(product, ws, [
    { first_name: 'Ana', phone: ana },
    { first_name: 'Ben', phone: ben },
    { first_name: 'Cleo', phone: cleo },
  ]);
});
afterAll(() => product.close());

const called = (...values: string[]): AudienceRules => ({
  version: 1,
  match: 'all',
  rules: [{ kind: 'field', field: 'first_name', op: 'is_any_of', values }],
});
const manager = () => ws.as('manager');
const make = async (name: string, rules: AudienceRules) =>
  (await manager().call(savedAudiencesApi.createAudience, { body: { name, rules } })).body;
const change = (id: string, version: number, rules: AudienceRules) =>
  manager().call(savedAudiencesApi.updateAudience, { params: { audience_id: id }, body: { version, rules } });
const get = async (id: string) => (await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } })).body;
const send = (id: string, version: number) =>
  manager().call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version } });

async function recipients(id: string): Promise<string[]> {
  const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
    sql<{
      name: string;
    }>`select c.first_name as name from messages m join contacts c on c.id = m.contact_id where m.source_id = ${id} order by 1`.execute(
      tx,
    ),
  );
  return rows.map((row) => row.name);
}

test('a broadcast goes to whom its audiences mean when it goes out, and keeps their rules', async () => {
  const wanted = await make('Readers', called('Ana', 'Ben'));
  const left = await make('Not these', called('Ben'));
  const draft = await addDraft(ws, {
    audience: { include: [{ kind: 'audience', id: wanted.id }], exclude: [{ kind: 'audience', id: left.id }] },
  });
  expect(draft.audience_words).toBe('The audience Readers, not the audience Not these');
  await change(wanted.id, 1, called('Ana', 'Ben', 'Cleo'));
  expect((await send(draft.id, draft.version)).status).toBe(202);
  expect(await recipients(draft.id)).toEqual(['Ana', 'Cleo']);
  await change(wanted.id, 2, called('Nobody'));
  await manager().call(savedAudiencesApi.archiveAudience, { params: { audience_id: left.id } });
  const sent = await get(draft.id);
  expect(sent.audience).toEqual({
    include: [{ kind: 'audience', id: wanted.id, version: 2 }],
    exclude: [{ kind: 'audience', id: left.id, version: 1 }],
  });
  expect(sent.audience_words).toBe('The audience Readers, not the audience Not these');
  const why = await manager().call(broadcastsApi.explainRecipient, {
    params: { broadcast_id: draft.id, contact_id: people[1] ?? '' },
  });
  expect(why.body.answer).toBe('This person was not among the people it was for.');
});

test('a copy of it means the audience as it is then', async () => {
  const wanted = await make('Copied', called('Ana'));
  const draft = await addDraft(ws, { audience: { include: [{ kind: 'audience', id: wanted.id }], exclude: [] } });
  await send(draft.id, draft.version);
  const copy = (await manager().call(broadcastsApi.duplicateBroadcast, { params: { broadcast_id: draft.id } })).body;
  expect(copy.audience.include).toEqual([{ kind: 'audience', id: wanted.id }]);
  await change(wanted.id, 1, called('Cleo'));
  await send(copy.id, copy.version);
  expect(await recipients(copy.id)).toEqual(['Cleo']);
});

test('a broadcast to an archived audience is not sent, and says why', async () => {
  const gone = await make('Gone', called('Ana'));
  const draft = await addDraft(ws, { audience: { include: [{ kind: 'audience', id: gone.id }], exclude: [] } });
  await manager().call(savedAudiencesApi.archiveAudience, { params: { audience_id: gone.id } });
  const answer = await send(draft.id, draft.version);
  expect(answer.problem).toMatchObject({ code: 'unprocessable', errors: [{ field: 'audience', code: 'audience_part_gone' }] });
  expect(await recipients(draft.id)).toEqual([]);
});
