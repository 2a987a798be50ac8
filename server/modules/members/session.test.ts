import { membersApi } from '@tidings/core/contract/members';
import { sessionApi } from '@tidings/core/contract/session';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBrowser, operatorPassword, setUp } from '../../testing/browser.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let now: Date;
beforeEach(async () => {
  now = new Date();
  product = await testProduct({ overrides: { clock: { now: () => now } } });
});
afterEach(() => product.close());

const days = (n: number) => n * 86_400_000;
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const founder = {
  organisation: 'Grace Church',
  name: 'Olive Operator',
  email: 'olive@example.com',
  password: operatorPassword,
  country: 'US',
  time_zone: 'America/Chicago',
};
const credentials = { email: founder.email, password: founder.password };

test('the first person becomes the operator and owner of the first workspace, and is signed in', async () => {
  const browser = openBrowser(product);
  expect((await browser.call(sessionApi.getSession)).body.installation.needs_setup).toBe(true);
  const answer = await browser.call(sessionApi.firstRun, { body: founder });
  expect(answer.status).toBe(201);
  expect(answer.body.user).toMatchObject({ email: 'olive@example.com', operator: true, password_change_required: false });
  expect(answer.body.memberships).toMatchObject([{ slug: 'grace-church', role: 'owner', mode: 'sandbox' }]);
  const again = await browser.call(sessionApi.getSession);
  expect(again.body.user?.name).toBe('Olive Operator');
  expect(again.body.installation.needs_setup).toBe(false);
});

test('of two first runs at once exactly one wins', async () => {
  const wishes = [founder, { ...founder, email: 'other@example.com', organisation: 'Other' }];
  const answers = await Promise.all(wishes.map((body) => openBrowser(product).call(sessionApi.firstRun, { body })));
  expect(answers.map((one) => one.status).sort()).toEqual([201, 409]);
  const people = await product.ctx.db.open.selectFrom('users').select('email').execute();
  expect(people).toHaveLength(1);
  const third = await openBrowser(product).call(sessionApi.firstRun, { body: { ...founder, email: 'third@example.com' } });
  expect(third.problem).toMatchObject({ status: 409, code: 'wrong_state' });
});

test.each([
  ['password', 'gracechurch', 'body.password'],
  ['password', 'short', 'body.password'],
  ['email', 'nobody', 'body.email'],
  ['country', 'Texas', 'body.country'],
  ['time_zone', 'Moon/Base', 'body.time_zone'],
  ['organisation', '  ', 'body.organisation'],
])('a first run with the %s %j names the field', async (field, value, named) => {
  const answer = await openBrowser(product).call(sessionApi.firstRun, { body: { ...founder, [field]: value } });
  expect(answer.status).toBe(400);
  expect(answer.problem.errors).toMatchObject([{ field: named }]);
});

test('the cookie is out of reach for scripts, other sites and plain pages', async () => {
  const { browser } = await setUp(product);
  expect(browser.setCookies()).toEqual([expect.stringMatching(/^tidings=[\w-]{43}; .*HttpOnly; SameSite=Lax$/)]);
});

test('with https the cookie is secure and bound to the host', async () => {
  const secure = await testProduct({ overrides: { publicUrl: 'https://tidings.example.org' } });
  try {
    const { browser } = await setUp(secure);
    expect(browser.setCookies()).toEqual([
      expect.stringMatching(/^__Host-tidings=[\w-]{43}; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(browser.setCookies()[0]).not.toMatch(/domain/i);
  } finally {
    await secure.close();
  }
});

test('signs in and out again; the cookie of before is worth nothing', async () => {
  await setUp(product);
  const browser = openBrowser(product);
  expect((await browser.call(sessionApi.signIn, { body: { ...credentials, email: ' Olive@Example.com ' } })).status).toBe(200);
  const cookie = browser.cookie();
  expect((await browser.in('grace-church').call(workspacesApi.getWorkspace)).status).toBe(200);
  expect((await browser.call(sessionApi.signOut)).status).toBe(204);
  expect(browser.cookie()).toBe('');
  expect((await product.anonymous({ cookie, 'tidings-workspace': 'grace-church' }).call(workspacesApi.getWorkspace)).status).toBe(
    401,
  );
});

test('a sign-in makes a new session and ends the one the browser carried', async () => {
  const { browser } = await setUp(product);
  const before = browser.cookie();
  await browser.call(sessionApi.signIn, { body: credentials });
  expect(browser.cookie()).not.toBe(before);
  expect((await product.anonymous({ cookie: before }).call(sessionApi.getSession)).body.user).toBeNull();
});

test('a wrong password and an unknown address are answered alike', async () => {
  await setUp(product);
  const wrong = await openBrowser(product).call(sessionApi.signIn, { body: { ...credentials, password: 'not this one' } });
  const unknown = await openBrowser(product).call(sessionApi.signIn, { body: { email: 'nobody@example.com', password: 'x' } });
  expect(wrong.status).toBe(401);
  const { request_id: _, ...one } = wrong.problem;
  const { request_id: __, ...other } = unknown.problem;
  expect(one).toEqual(other);
});

test('the database knows the hash of the token, not the token', async () => {
  const { browser } = await setUp(product);
  const token = browser.cookie().split('=')[1]!;
  const rows = await product.ctx.db.open.selectFrom('sessions').select('token_hash').execute();
  expect(rows.map((row) => row.token_hash)).not.toContain(token);
  expect(JSON.stringify(await product.ctx.db.open.selectFrom('users').selectAll().execute())).not.toContain(operatorPassword);
});

test('a session ends when it was not used for a week', async () => {
  const { browser } = await setUp(product);
  later(days(6));
  expect((await browser.call(sessionApi.getSession)).body.user).not.toBeNull();
  later(days(6));
  expect((await browser.call(sessionApi.getSession)).body.user).not.toBeNull();
  later(days(7) + 1);
  expect((await browser.call(sessionApi.getSession)).body.user).toBeNull();
});

test('a session ends after 30 days however busy it was', async () => {
  const { browser } = await setUp(product);
  for (let day = 0; day < 30; day += 5) {
    expect((await browser.call(sessionApi.getSession)).body.user).not.toBeNull();
    later(days(5));
  }
  expect((await browser.call(sessionApi.getSession)).body.user).toBeNull();
});

test('a new password ends the other sessions and keeps this one', async () => {
  const { browser } = await setUp(product);
  const elsewhere = openBrowser(product);
  await elsewhere.call(sessionApi.signIn, { body: credentials });
  const body = { current_password: operatorPassword, new_password: 'nine hills rest' };
  expect((await browser.call(sessionApi.changePassword, { body })).status).toBe(200);
  expect((await browser.call(sessionApi.getSession)).body.user).not.toBeNull();
  expect((await elsewhere.call(sessionApi.getSession)).body.user).toBeNull();
  expect((await openBrowser(product).call(sessionApi.signIn, { body: credentials })).status).toBe(401);
  const fresh = { ...credentials, password: 'nine hills rest' };
  expect((await openBrowser(product).call(sessionApi.signIn, { body: fresh })).status).toBe(200);
});

test.each([
  ['the wrong present one', { current_password: 'not this one', new_password: 'nine hills rest' }, 'body.current_password', 401],
  ['the same again', { current_password: operatorPassword, new_password: operatorPassword }, 'body.new_password', 400],
  ['a common one', { current_password: operatorPassword, new_password: 'Password2026' }, 'body.new_password', 400],
  [
    'the name of the organisation',
    { current_password: operatorPassword, new_password: 'GraceChurch26' },
    'body.new_password',
    400,
  ],
])('changing the password with %s names the field', async (_, body, field, status) => {
  const { browser } = await setUp(product);
  const answer = await browser.call(sessionApi.changePassword, { body });
  expect(answer.status).toBe(status);
  expect(answer.problem.errors?.[0]?.field).toBe(field);
});

test('somebody with an initial password can do nothing but replace it', async () => {
  const { browser, slug } = await setUp(product);
  const body = { name: 'Ben Agent', email: 'ben@example.com', role: 'agent' as const, password: 'first day only' };
  expect((await browser.in(slug).call(membersApi.createMember, { body })).status).toBe(201);
  const ben = openBrowser(product);
  const session = await ben.call(sessionApi.signIn, { body: { email: body.email, password: body.password } });
  expect(session.body.user?.password_change_required).toBe(true);
  const refused = await ben.in(slug).call(workspacesApi.getWorkspace);
  expect(refused.problem).toMatchObject({ status: 403, code: 'password_change_required' });
  const changed = await ben.call(sessionApi.changePassword, {
    body: { current_password: body.password, new_password: 'my own words now' },
  });
  expect(changed.body.user?.password_change_required).toBe(false);
  expect((await ben.in(slug).call(workspacesApi.getWorkspace)).status).toBe(200);
});

test('names the workspace by id or slug, and knows no other', async () => {
  const { browser, slug, workspaceId } = await setUp(product);
  const other = await product.workspace();
  expect((await browser.in(slug).call(workspacesApi.getWorkspace)).body.id).toBe(workspaceId);
  expect((await browser.in(workspaceId).call(workspacesApi.getWorkspace)).body.id).toBe(workspaceId);
  expect((await browser.in(other.id).call(workspacesApi.getWorkspace)).status).toBe(404);
  expect((await browser.call(workspacesApi.getWorkspace)).status).toBe(404);
});
