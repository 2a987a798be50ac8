import { peopleApi } from '@tidings/core/contract/people';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { ana, person, read } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const prefer = (
  ws: TestWorkspace,
  contact_id: string,
  kind: 'phone' | 'email',
  value: string,
  role: 'agent' | 'viewer' = 'agent',
) => ws.as(role).call(peopleApi.preferAddress, { params: { contact_id }, body: { kind, value } });

test('one click makes another number or address the preferred one', async () => {
  const ws = await product.workspace();
  const emails = ['ana@example.com', 'ruiz@example.com'];
  const { id } = await person(ws, { ...ana, phones: ['2025550101', '2025550102', '2025550103'], emails });
  const changed = await prefer(ws, id, 'phone', '+12025550103');
  expect(changed.body.phone).toBe('+12025550103');
  expect(changed.body.phones.map((one) => one.value)[0]).toBe('+12025550103');
  expect((await prefer(ws, id, 'email', 'ruiz@example.com')).body).toMatchObject({
    email: 'ruiz@example.com',
    phone: '+12025550103',
  });
  expect((await read(ws, id)).phones).toHaveLength(3);
  await Promise.all([prefer(ws, id, 'phone', '+12025550101'), prefer(ws, id, 'phone', '+12025550102')]);
  const { phone, phones } = await read(ws, id);
  expect(phones[0]?.value).toBe(phone);
  const starred = await product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('contact_addresses').select('value').where('kind', '=', 'phone').where('preferred', '=', true).execute(),
  );
  expect(starred).toEqual([{ value: phone }]);
});

test('refuses what they do not have, who is not there, another workspace, and a viewer', async () => {
  const ws = await product.workspace();
  const { id } = await person(ws, { ...ana, phones: ['2025550101'] });
  const wrong = await prefer(ws, id, 'phone', '+12025550109');
  expect(wrong.problem).toMatchObject({ status: 400, errors: [{ field: 'body.value' }] });
  expect((await prefer(ws, id, 'email', '+12025550101')).status).toBe(400);
  expect((await prefer(ws, id, 'phone', '+12025550101', 'viewer')).status).toBe(403);
  const other = await product.workspace();
  expect((await prefer(other, id, 'phone', '+12025550101')).status).toBe(404);
});
