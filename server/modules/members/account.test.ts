import { accountApi } from '@tidings/core/contract/account';
import { sessionApi } from '@tidings/core/contract/session';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, operatorPassword, setUp } from '../../testing/browser.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { describeDevice } from '../accounts/device.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('sees and ends the own sessions, and renames the account', async () => {
  const { browser } = await setUp(product);
  const body = { email: 'olive@example.com', password: operatorPassword };
  const [phone, office, library] = [openBrowser(product), openBrowser(product, { 'user-agent': firefox }), openBrowser(product)];
  for (const one of [phone, office, library]) await one.call(sessionApi.signIn, { body });
  const { items } = (await browser.call(accountApi.listSessions)).body;
  expect(items).toHaveLength(4);
  expect(items.filter((item) => item.current)).toHaveLength(1);
  const there = items.find((item) => item.device === 'Firefox on Windows')!;
  expect((await browser.call(accountApi.endSession, { params: { session_id: there.id } })).status).toBe(204);
  expect((await office.call(sessionApi.getSession)).body.user).toBeNull();
  expect((await browser.call(accountApi.endSession, { params: { session_id: there.id } })).status).toBe(404);
  expect((await browser.call(accountApi.endOtherSessions)).body.ended).toBe(2);
  expect((await phone.call(sessionApi.getSession)).body.user).toBeNull();
  const renamed = await browser.call(accountApi.updateAccount, { body: { name: ' Olive O. ' } });
  expect(renamed.body.user?.name).toBe('Olive O.');
  expect((await browser.call(accountApi.updateAccount, { body: { name: '' } })).problem.errors).toMatchObject([
    { field: 'body.name' },
  ]);
});

test.each([
  [firefox, 'Firefox on Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Mac'],
  ['curl/8', 'Unknown device'],
  [null, 'Unknown device'],
])('%j is %j', (agent, words) => {
  expect(describeDevice(agent)).toBe(words);
});
