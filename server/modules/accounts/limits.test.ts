import { sessionApi } from '@tidings/core/contract/session';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, operatorPassword, setUp } from '../../testing/browser.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { forgiveAccount, slownessMs, waitWords } from './limits.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct({
    env: {
      TIDINGS_SIGN_IN_FAILURES: '3',
      TIDINGS_SIGN_IN_FAILURES_PER_ADDRESS: '6',
      TIDINGS_SIGN_IN_FAILURES_PER_ACCOUNT: '8',
      TIDINGS_SIGN_IN_LOCK_MINUTES: '4',
      TIDINGS_TRUST_PROXY: 'true',
    },
  });
  await setUp(product);
});
afterAll(() => product.close());
beforeEach(() => product.ctx.db.open.deleteFrom('rate_limits').execute());

const attempt = (password: string, options: { email?: string; ip?: string } = {}) =>
  openBrowser(product, { 'x-forwarded-for': options.ip ?? '192.0.2.1' }).call(sessionApi.signIn, {
    body: { email: options.email ?? 'olive@example.com', password },
  });

test('after several wrong passwords the account is locked from there, for the right password too, and says for how long', async () => {
  for (let n = 0; n < 3; n += 1) expect((await attempt('wrong')).status).toBe(401);
  const locked = await attempt(operatorPassword);
  expect(locked.problem).toMatchObject({ status: 429, code: 'locked_out', detail: 'Too many attempts. Try again in 4 minutes.' });
  expect(Number(locked.headers['retry-after'])).toBeGreaterThan(200);
});

test('a stranger cannot lock a person out', async () => {
  for (let n = 0; n < 5; n += 1) await attempt('wrong', { ip: '192.0.2.66' });
  expect((await attempt(operatorPassword, { ip: '192.0.2.66' })).problem.code).toBe('locked_out');
  expect((await attempt(operatorPassword)).status).toBe(200);
});

test('another address of the same IPv6 network is locked along', async () => {
  for (let n = 0; n < 3; n += 1) await attempt('wrong', { ip: `2001:db8::${n + 1}` });
  expect((await attempt(operatorPassword, { ip: '2001:db8::9' })).problem.code).toBe('locked_out');
  expect((await attempt(operatorPassword, { ip: '2001:db8:0:1::9' })).status).toBe(200);
});

test('an account that is guessed at from everywhere answers slowly, and lets its person in all the same', async () => {
  for (let n = 0; n < 8; n += 1) expect((await attempt('wrong', { ip: `192.0.2.${100 + n}` })).status).toBe(401);
  const before = performance.now();
  expect((await attempt(operatorPassword, { ip: '192.0.2.200' })).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(950);
  // Nobody else waits for it.
  const { rows } = await sql<{ points: number }>`select points from rate_limits where key like 'sign_in_account:%'`.execute(
    product.ctx.db.open,
  );
  expect(rows).toEqual([{ points: 8 }]);
});

test('setting the password anew unlocks it everywhere', async () => {
  for (const ip of ['192.0.2.1', '192.0.2.2']) for (let n = 0; n < 4; n += 1) await attempt('wrong', { ip });
  for (let n = 0; n < 4; n += 1) await attempt('wrong', { email: 'other@example.com', ip: '192.0.2.3' });
  await forgiveAccount(product.ctx, 'Olive@example.com');
  await product.ctx.db.open.deleteFrom('rate_limits').where('key', 'like', 'sign_in_ip%').execute();
  for (const ip of ['192.0.2.1', '192.0.2.2']) expect((await attempt(operatorPassword, { ip })).status).toBe(200);
  expect((await attempt('x', { email: 'other@example.com', ip: '192.0.2.3' })).problem.code).toBe('locked_out');
});

test('the lock ends by itself', async () => {
  for (let n = 0; n < 4; n += 1) await attempt('wrong');
  await product.ctx.db.open.updateTable('rate_limits').set({ expire: 1 }).execute();
  expect((await attempt(operatorPassword)).status).toBe(200);
});

test('an address without account is locked alike', async () => {
  for (let n = 0; n < 3; n += 1) expect((await attempt('x', { email: 'nobody@example.com' })).status).toBe(401);
  expect((await attempt('x', { email: 'Nobody@example.com' })).problem.code).toBe('locked_out');
});

test('many guesses at once are counted before any of them is checked', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => attempt('wrong')));
  expect(answers.filter((one) => one.status === 401)).toHaveLength(3);
});

test('signing in forgives earlier failures', async () => {
  for (let round = 0; round < 3; round += 1) {
    await attempt('wrong');
    await attempt('wrong');
    expect((await attempt(operatorPassword)).status).toBe(200);
    await product.ctx.db.open.deleteFrom('rate_limits').where('key', 'like', 'sign_in_ip%').execute();
  }
});

test('one network address that tries many accounts is locked, others are not', async () => {
  for (let n = 0; n < 6; n += 1) expect((await attempt('x', { email: `person${n}@example.com` })).status).toBe(401);
  expect((await attempt(operatorPassword)).problem.code).toBe('locked_out');
  expect((await attempt(operatorPassword, { ip: '192.0.2.2' })).status).toBe(200);
});

test('signing in rightly does not use up the network address', async () => {
  for (let n = 0; n < 8; n += 1) expect((await attempt(operatorPassword)).status).toBe(200);
});

test('the present password cannot be guessed at through changing it', async () => {
  const browser = openBrowser(product);
  await browser.call(sessionApi.signIn, { body: { email: 'olive@example.com', password: operatorPassword } });
  const change = () =>
    browser.call(sessionApi.changePassword, { body: { current_password: 'a guess', new_password: 'nine hills rest' } });
  for (let n = 0; n < 3; n += 1) expect((await change()).status).toBe(401);
  expect((await change()).problem.code).toBe('locked_out');
});

test('another process counts along', async () => {
  const { createServer } = await import('../../http/server.ts');
  const { sessionRoutes } = await import('../members/session-routes.ts');
  const { authenticate } = await import('../members/authenticate.ts');
  const second = await createServer(product.ctx, { routes: sessionRoutes, parts: [], authenticate });
  const guess = () =>
    second.inject({
      method: 'POST',
      url: '/api/v1/session/sign-in',
      payload: { email: 'olive@example.com', password: 'wrong' },
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });
  for (let n = 0; n < 2; n += 1) await guess();
  await attempt('wrong');
  expect((await attempt('wrong')).problem.code).toBe('locked_out');
  expect((await guess()).statusCode).toBe(429);
  await second.close();
});

test.each([
  [1, 0],
  [100, 0],
  [101, 1_000],
  [200, 1_000],
  [201, 2_000],
  [301, 4_000],
  [1_000_000, 10_000],
])('after %i failures of a ceiling of 100 an answer waits %i ms', (failures, ms) => {
  expect(slownessMs(failures, 100)).toBe(ms);
});

test.each([
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [200, '4 minutes'],
])('%i seconds are %j', (seconds, words) => {
  expect(waitWords(seconds)).toBe(words);
});
