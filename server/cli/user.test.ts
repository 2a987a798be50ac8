import { sessionApi } from '@tidings/core/contract/session';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser, operatorPassword, setUp } from '../testing/browser.ts';
import { type TestProduct, testProduct } from '../testing/product.ts';
import { runUserCommand } from './user.ts';

let product: TestProduct;
let olive: Browser;
beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_SIGN_IN_FAILURES: '2' } });
});
afterAll(() => product.close());

const run = (...args: string[]) => runUserCommand(product.ctx, args);
const signIn = (password: string) =>
  openBrowser(product).call(sessionApi.signIn, { body: { email: 'olive@example.com', password } });

test('without accounts the list says how the first is made', async () => {
  expect(await run('list')).toEqual(['Nobody has an account yet. Open Tidings in a browser to make the first one.']);
});

test('the list names each account, who is operator, and when they were last seen', async () => {
  olive = (await setUp(product)).browser;
  expect(await run('list')).toEqual([
    expect.stringMatching(/^olive@example\.com {2}Olive Operator \(last seen \d{4}-\d\d-\d\dT\d\d:\d\dZ, operator\)$/),
  ]);
});

test('a reset ends the sessions, lifts the lock and gives a password that must be changed', async () => {
  for (let n = 0; n < 3; n += 1) await signIn('a wrong guess');
  expect((await signIn(operatorPassword)).problem.code).toBe('locked_out');

  const lines = await run('reset-password', ' Olive@Example.com');
  const password = lines[2]?.trim() ?? '';
  expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  expect(lines.at(-1)).toContain('One session was ended.');

  expect((await olive.call(sessionApi.getSession)).body.user).toBeNull();
  expect((await signIn(operatorPassword)).status).toBe(401);
  const signedIn = await signIn(password);
  expect(signedIn.body.user).toMatchObject({ email: 'olive@example.com', password_change_required: true });
  expect(await run('list')).toEqual([expect.stringContaining('must change the password')]);
});

test('every workspace of the person shows the reset in its activity', async () => {
  const entries = await product.ctx.db.system((tx) =>
    tx.selectFrom('audit_entries').selectAll().where('action', '=', 'member_password_reset').execute(),
  );
  expect(entries).toEqual([
    expect.objectContaining({ actor_kind: 'system', actor_name: 'The operator', object_label: 'Olive Operator' }),
  ]);
});

test('an unknown address is refused, naming it', async () => {
  await expect(run('reset-password', 'nobody@example.com')).rejects.toThrow('nobody@example.com');
});

test.each([[[]], [['reset-password']], [['list', 'all']], [['remove', 'olive@example.com']]])(
  'the arguments %j are answered with what can be asked for',
  async (args) => {
    await expect(run(...args)).rejects.toThrow('Use "tidings user list" or "tidings user reset-password <e-mail>".');
  },
);
