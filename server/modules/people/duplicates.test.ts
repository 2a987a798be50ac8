import { peopleApi } from '@tidings/core/contract/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { ana, merged, person } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

describe('possible duplicates', () => {
  test('says why, leaves households alone, and remembers what was dismissed', async () => {
    const ws = await product.workspace();
    const list = async () => {
      await ws.as('manager').call(peopleApi.lookForDuplicates);
      return (await ws.as('manager').call(peopleApi.listDuplicates, { query: {} })).body.items;
    };
    const one = await person(ws, { ...ana, phones: ['2025550101'], external_id: 'M-0042' });
    await person(ws, { first_name: 'Ben', last_name: 'Ruiz', phones: ['2025550101'] });
    const two = await person(ws, { first_name: 'A.', last_name: 'Ruiz', phones: ['2025550101'] });
    const three = await person(ws, { ...ana, phones: ['2025550104'], external_id: 'm 0042', emails: ['ana@example.com'] });
    const pairs = await list();
    expect(pairs.map((pair) => [pair.first.id, pair.second.id, pair.evidence.map((each) => each.reason)])).toEqual([
      [one.id, two.id, ['same_phone']],
      [one.id, three.id, ['same_external_id']],
    ]);
    expect(pairs[1]?.evidence[0]?.words).toContain('M-0042 and m 0042');
    const body = { first_id: two.id, second_id: one.id };
    expect((await ws.as('manager').call(peopleApi.dismissDuplicate, { body })).status).toBe(204);
    expect((await list()).map((pair) => pair.second.id)).toEqual([three.id]);
    await merged(ws, one.id, three.id);
    expect(await list()).toEqual([]);
    await ws.as('manager').call(peopleApi.dismissDuplicate, { body: { ...body, undo: true } });
    expect((await list()).map((pair) => pair.second.id)).toEqual([two.id]);
    const other = await product.workspace();
    expect((await other.as('manager').call(peopleApi.dismissDuplicate, { body })).status).toBe(404);
    expect((await ws.as('agent').call(peopleApi.listDuplicates, { query: {} })).status).toBe(403);
  });

  test('come in pages, and refuse a cursor of something else', async () => {
    const ws = await product.workspace();
    for (let at = 0; at < 3; at += 1) await person(ws, { ...ana, phones: ['2025550101'] });
    await ws.as('manager').call(peopleApi.lookForDuplicates);
    const first = await ws.as('manager').call(peopleApi.listDuplicates, { query: { limit: 2 } });
    expect(first.body.items).toHaveLength(2);
    const cursor = first.body.next_cursor ?? '';
    const rest = await ws.as('manager').call(peopleApi.listDuplicates, { query: { limit: 2, cursor } });
    expect(rest.body).toMatchObject({ items: [{}], next_cursor: null });
    const wrong = await ws.as('manager').call(peopleApi.listDuplicates, { query: { cursor: 'WyJhIiwiYiJd' } });
    expect(wrong.problem).toMatchObject({ status: 400, errors: [{ field: 'query.cursor' }] });
  });
});
