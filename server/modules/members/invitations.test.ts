import { membersApi } from '@tidings/core/contract/members';
import { sessionApi } from '@tidings/core/contract/session';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser, operatorPassword, setUp } from '../../testing/browser.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let owner: Browser;
let slug: string;
let now = new Date('2026-05-05T12:00:00Z');
beforeAll(async () => {
  product = await testProduct({ overrides: { clock: { now: () => now }, publicUrl: 'http://tidings.example.org' } });
  ({ browser: owner, slug } = await setUp(product));
});
afterAll(() => product.close());

let counter = 0;
async function invite(role: 'manager' | 'agent' = 'agent', address?: string) {
  counter += 1;
  const email = address ?? `guest${counter}@example.com`;
  const answer = await owner.in(slug).call(membersApi.createInvitation, { body: { email, role } });
  return { answer, email, token: answer.body.url?.split('/').at(-1) ?? '' };
}
const person = { name: 'Gina Guest', password: 'open the window' };
const joinWith = (token: string) => openBrowser(product).call(membersApi.joinByInvitation, { params: { token }, body: person });
const look = (token: string) => openBrowser(product).call(membersApi.getOpenInvitation, { params: { token } });

test('an invitation’s link shows what it offers, makes an account and works once', async () => {
  const { answer, token, email } = await invite('manager');
  expect(answer.status).toBe(201);
  expect(answer.body.url).toBe(`http://tidings.example.org/invitation/${token}`);
  expect((await look(token)).body).toMatchObject({
    workspace_name: 'Grace Church',
    invited_by: 'Olive Operator',
    email,
    role: 'manager',
    has_account: false,
  });
  const browser = openBrowser(product);
  const joined = await browser.call(membersApi.joinByInvitation, { params: { token }, body: person });
  expect(joined.status).toBe(201);
  expect(joined.body).toMatchObject({ user: { email, operator: false, password_change_required: false } });
  expect(joined.body.memberships).toMatchObject([{ slug, role: 'manager' }]);
  expect((await browser.in(slug).call(membersApi.listMembers)).status).toBe(200);
  expect((await look(token)).status).toBe(404);
  expect((await joinWith(token)).status).toBe(404);
});

test('of two people who use one link at once exactly one joins', async () => {
  const { token } = await invite();
  const answers = await Promise.all([joinWith(token), joinWith(token)]);
  expect(answers.map((one) => one.status).filter((status) => status === 201)).toHaveLength(1);
});

test('an invitation expires after 7 days and is shown as expired', async () => {
  const { token, answer } = await invite();
  now = new Date(now.getTime() + 7 * 86_400_000 + 1);
  await owner.call(sessionApi.signIn, { body: { email: 'olive@example.com', password: operatorPassword } });
  expect((await look(token)).problem.code).toBe('not_found');
  expect((await joinWith(token)).status).toBe(404);
  const { items } = (await owner.in(slug).call(membersApi.listInvitations)).body;
  expect(items.find((item) => item.id === answer.body.invitation.id)?.expired).toBe(true);
});

test('a revoked invitation is worth nothing', async () => {
  const { token, answer } = await invite();
  const params = { invitation_id: answer.body.invitation.id };
  expect((await owner.in(slug).call(membersApi.revokeInvitation, { params })).status).toBe(204);
  expect((await joinWith(token)).status).toBe(404);
  expect((await owner.in(slug).call(membersApi.revokeInvitation, { params })).status).toBe(404);
});

test('inviting an address again replaces the link', async () => {
  const first = await invite('agent', 'twice@example.com');
  const second = await invite('manager', 'Twice@example.com');
  expect((await look(first.token)).status).toBe(404);
  expect((await look(second.token)).body.role).toBe('manager');
  const { items } = (await owner.in(slug).call(membersApi.listInvitations)).body;
  expect(items.filter((item) => item.email === 'twice@example.com')).toHaveLength(1);
});

test('an existing account accepts after signing in, and only once', async () => {
  const guest = await invite();
  const browser = openBrowser(product);
  await browser.call(membersApi.joinByInvitation, { params: { token: guest.token }, body: person });
  const other = await product.workspace({ name: 'Other place' });
  const answer = await other.as('admin').call(membersApi.createInvitation, { body: { email: guest.email, role: 'viewer' } });
  const token = answer.body.url.split('/').at(-1)!;
  expect((await look(token)).body.has_account).toBe(true);
  expect((await joinWith(token)).problem).toMatchObject({ code: 'already_exists' });
  expect((await openBrowser(product).call(membersApi.acceptInvitation, { params: { token } })).status).toBe(401);
  const accepted = await browser.call(membersApi.acceptInvitation, { params: { token } });
  expect(accepted.body.memberships.map((one) => one.role).sort()).toEqual(['agent', 'viewer']);
  expect((await browser.call(membersApi.acceptInvitation, { params: { token } })).status).toBe(404);
});

test('who is a member already is not invited', async () => {
  const { answer } = await invite('agent', 'olive@example.com');
  expect(answer.problem).toMatchObject({ status: 409, errors: [{ field: 'body.email' }] });
});

test('a bad password or name is refused and leaves the link usable', async () => {
  const { token, email } = await invite();
  const bad = await openBrowser(product).call(membersApi.joinByInvitation, {
    params: { token },
    body: { name: 'Gina', password: email },
  });
  expect(bad.problem.errors?.[0]?.field).toBe('body.password');
  expect((await joinWith(token)).status).toBe(201);
});

test('an invitation of another workspace cannot be seen or revoked', async () => {
  const { answer } = await invite();
  const other = await product.workspace();
  expect((await other.as('owner').call(membersApi.listInvitations)).body.items).toEqual([]);
  const params = { invitation_id: answer.body.invitation.id };
  expect((await other.as('owner').call(membersApi.revokeInvitation, { params })).status).toBe(404);
});
