import type { Audience } from '@tidings/core/contract/audience';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { audienceContacts } from '../audiences/store.ts';
import { ana, merged, person, undo } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

test('a person who was chosen by hand, and then merged, is still meant; one who was left out still is not', async () => {
  const ws = await product.workspace();
  const [kept, other, third] = [
    await person(ws, { ...ana, phones: ['2025550101'] }),
    await person(ws, { first_name: 'Anna', phones: ['2025550102'] }),
    await person(ws, { first_name: 'Zoe', phones: ['2025550103'] }),
  ];
  const meant = (audience: Audience) =>
    product.ctx.db.workspace(ws.id, async (tx) => {
      const people = await audienceContacts(tx, ws.id, audience);
      return (await sql<{ id: string }>`select id from (${people}) p order by id`.execute(tx)).rows.map((row) => row.id);
    });
  const ticked: Audience = { include: [{ kind: 'contacts', ids: [other.id] }], exclude: [] };
  const allButOne: Audience = { include: [{ kind: 'search', filter: {}, except_ids: [other.id] }], exclude: [] };
  const excluded: Audience = { include: [{ kind: 'everyone' }], exclude: [{ kind: 'contacts', ids: [other.id] }] };

  const first = await merged(ws, kept.id, other.id);
  expect(await meant(ticked)).toEqual([kept.id]);
  expect(await meant(allButOne)).toEqual([third.id]);
  expect(await meant(excluded)).toEqual([third.id]);

  const second = await merged(ws, third.id, kept.id);
  expect(await meant(ticked)).toEqual([third.id]);
  expect(await meant(allButOne)).toEqual([]);

  await undo(ws, second.merge_id);
  await undo(ws, first.merge_id);
  expect(await meant(ticked)).toEqual([other.id]);
  expect((await meant(allButOne)).sort()).toEqual([kept.id, third.id].sort());
});
