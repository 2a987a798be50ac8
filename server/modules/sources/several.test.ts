import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { sourcesApi } from '@tidings/core/contract/sources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { FakeGoogle, googleEnv, SourceDriver } from './testing.ts';

/* Two sheets feed one list: of the choir and of the kitchen. */

let product: TestProduct;
let choir: FakeGoogle;
let kitchen: FakeGoogle;
beforeAll(async () => {
  choir = await FakeGoogle.start();
  kitchen = await FakeGoogle.start();
  product = await testProduct({ env: googleEnv(choir) });
});
afterAll(async () => {
  await product.close();
  await choir.close();
  await kitchen.close();
});

const header = ['Name', 'Phone', 'Opt in'];
const ann = ['Ann Arbor', '202-555-0101', 'yes'];
const bob = ['Bob Bell', '202-555-0102', 'yes'];
const cy = ['Cy Young', '202-555-0103', 'yes'];
const targets = ['full_name', 'phone', 'consent'] as const;

async function both(ofChoir: string[][], ofKitchen: string[][]) {
  const one = new SourceDriver(product, await product.workspace());
  choir.rows = [header, ...ofChoir];
  kitchen.rows = [header, ...ofKitchen];
  await one.connect({ kind: 'csv_url', address: `${choir.url}/pub`, name: 'Choir', on_removed: 'take_off' });
  await one.bringIn(targets);
  const two = one.beside();
  await two.connect({ kind: 'csv_url', address: `${kitchen.url}/pub`, name: 'Kitchen', on_removed: 'take_off' });
  await two.bringIn(targets);
  const names = async () => Object.keys(await one.listed());
  const goneWords = async (driver: SourceDriver) =>
    (await driver.changes()).filter(({ kind }) => kind === 'gone').map(({ words }) => words);
  return { one, two, names, goneWords };
}

describe('several sources of one list', () => {
  it('put their people together, and take off only whom they put on', async () => {
    const { one, two, names, goneWords } = await both([ann, bob], [bob, cy]);
    expect(await names()).toEqual(['Ann Arbor', 'Bob Bell', 'Cy Young']);
    kitchen.rows = [header, cy];
    expect((await two.sync()).counts).toMatchObject({ gone: 1 });
    expect(await goneWords(two)).toEqual(['Stays on the list: Choir has them, too']);
    expect(await names()).toContain('Bob Bell');
    choir.rows = [header, ann];
    await one.sync();
    expect(await goneWords(one)).toEqual(['Taken off the list']);
    expect(await names()).toEqual(['Ann Arbor', 'Cy Young']);
  });

  it('hand a person over: whoever still has them takes them off in the end', async () => {
    const { one, two, names, goneWords } = await both([ann, bob], [bob]);
    choir.rows = [header, ann];
    await one.sync();
    expect(await goneWords(one)).toEqual(['Stays on the list: Kitchen has them, too']);
    kitchen.rows = [header, cy];
    await two.sync();
    expect(await names()).toEqual(['Ann Arbor', 'Cy Young']);
  });

  it('leave alone whom a member put on the list, also when their row changed meanwhile', async () => {
    const { one, names, goneWords } = await both([ann], [cy]);
    const body = { full_name: 'Dee Dee', phones: [{ value: '+12025550104' }] };
    const made = await one.ws.as('manager').call(contactsApi.createContact, { body });
    const params = { list_id: one.listId };
    await one.ws.as('manager').call(listsApi.addListEntries, { params, body: { contact_ids: [made.body.id] } });
    choir.rows = [header, ann, ['Dee Dee', '202-555-0104', 'yes']];
    await one.sync();
    choir.rows = [header, ann, ['Dee Dee', '202-555-0104', '']];
    await one.sync();
    choir.rows = [header, ['Ann Arbor', '202-555-0101', 'y']];
    await one.sync();
    expect(await goneWords(one)).toEqual(['Stays on the list: was there before this sheet']);
    choir.rows = [header, bob];
    await one.sync();
    expect(await goneWords(one)).toEqual(['Taken off the list']);
    expect(await names()).toEqual(['Bob Bell', 'Cy Young', 'Dee Dee']);
  });

  it('withdraw and give back only their own word', async () => {
    const { one, two } = await both([ann], [ann]);
    kitchen.rows = [header, ['Ann Arbor', '202-555-0101', 'no']];
    await two.sync();
    expect(await one.listed()).toEqual({ 'Ann Arbor': '+12025550101 no' });
    await one.sync({ whole: true });
    expect(await one.listed()).toEqual({ 'Ann Arbor': '+12025550101 no' });
    kitchen.rows = [header, ann];
    await two.sync();
    expect(await one.listed()).toEqual({ 'Ann Arbor': '+12025550101 yes' });
  });

  it('may be twenty, also when two are added at once', async () => {
    const one = new SourceDriver(product, await product.workspace());
    const { body: list } = await one.ws.as('manager').call(listsApi.createList, { body: { name: 'Many' } });
    const add = () =>
      one.ws
        .as('manager')
        .call(sourcesApi.createSource, { body: { list_id: list.id, kind: 'csv_url', address: `${choir.url}/pub` } });
    for (let at = 0; at < 19; at += 1) expect((await add()).status).toBe(201);
    const last = await Promise.all([add(), add(), add()]);
    expect(last.map((one) => one.status).toSorted()).toEqual([201, 409, 409]);
  });
});
