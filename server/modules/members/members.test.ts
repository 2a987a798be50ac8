import { activityApi } from '@tidings/core/contract/activity';
import { membersApi } from '@tidings/core/contract/members';
import type { Role } from '@tidings/core/contract/permissions';
import { sessionApi } from '@tidings/core/contract/session';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser, setUp } from '../../testing/browser.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let owner: Browser;
let slug: string;
let ownerId: string;
beforeAll(async () => {
  product = await testProduct();
  ({ browser: owner, slug, userId: ownerId } = await setUp(product));
});
afterAll(() => product.close());

let counter = 0;
const initial = 'given at the door';
async function addMember(role: Role, as: { browser: Browser; slug: string } = { browser: owner, slug }) {
  counter += 1;
  const body = { name: `Person ${counter}`, email: `person${counter}@example.com`, role, password: initial };
  const answer = await as.browser.in(as.slug).call(membersApi.createMember, { body });
  return { answer, ...body, userId: answer.body.user_id };
}
async function signedIn(role: Role) {
  const member = await addMember(role);
  const browser = openBrowser(product);
  await browser.call(sessionApi.signIn, { body: { email: member.email, password: initial } });
  await browser.call(sessionApi.changePassword, { body: { current_password: initial, new_password: 'quite my own words' } });
  return { ...member, browser };
}
const changeRole = (browser: Browser, userId: string, role: Role) =>
  browser.in(slug).call(membersApi.changeMemberRole, { params: { user_id: userId }, body: { role } });
const remove = (browser: Browser, userId: string) =>
  browser.in(slug).call(membersApi.removeMember, { params: { user_id: userId } });

test('lists members by name, page by page', async () => {
  for (let n = 0; n < 3; n += 1) await addMember('agent');
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await owner.in(slug).call(membersApi.listMembers, { query: { limit: 2, cursor } });
    seen.push(...body.items.map((item) => item.name));
    cursor = body.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.length).toBeGreaterThanOrEqual(4);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual([...seen].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), 'en', { numeric: false })));
});

test('the last owner can be neither demoted nor removed nor leave', async () => {
  expect((await changeRole(owner, ownerId, 'admin')).problem).toMatchObject({ status: 409, code: 'wrong_state' });
  expect((await remove(owner, ownerId)).status).toBe(409);
  expect((await owner.in(slug).call(workspacesApi.leaveWorkspace)).status).toBe(409);
});

test('of two owners who leave at once one stays', async () => {
  const further = await owner.call(workspacesApi.createWorkspace, {
    body: { name: 'Youth group', country: 'US', time_zone: 'America/Chicago' },
  });
  const here = further.body.workspace.slug;
  const second = await addMember('owner', { browser: owner, slug: here });
  const browser = openBrowser(product);
  await browser.call(sessionApi.signIn, { body: { email: second.email, password: initial } });
  await browser.call(sessionApi.changePassword, { body: { current_password: initial, new_password: 'quite my own words' } });
  const answers = await Promise.all([
    owner.in(here).call(workspacesApi.leaveWorkspace),
    browser.in(here).call(workspacesApi.leaveWorkspace),
  ]);
  expect(answers.map((one) => one.status).sort()).toEqual([204, 409]);
});

test('an admin raises nobody above themselves and does not touch owners', async () => {
  const admin = await signedIn('admin');
  const agent = await addMember('agent');
  expect((await changeRole(admin.browser, agent.userId, 'owner')).status).toBe(403);
  expect((await changeRole(admin.browser, admin.userId, 'owner')).status).toBe(403);
  expect((await changeRole(admin.browser, ownerId, 'viewer')).status).toBe(403);
  expect((await remove(admin.browser, ownerId)).status).toBe(403);
  expect((await addMember('owner', { browser: admin.browser, slug })).answer.status).toBe(403);
  const invited = await admin.browser
    .in(slug)
    .call(membersApi.createInvitation, { body: { email: 'x@example.com', role: 'owner' } });
  expect(invited.status).toBe(403);
  expect((await changeRole(admin.browser, agent.userId, 'admin')).body.role).toBe('admin');
});

test('a changed role counts from the next request on, a removed member is out', async () => {
  const manager = await signedIn('manager');
  expect((await manager.browser.in(slug).call(membersApi.listMembers)).status).toBe(200);
  await changeRole(owner, manager.userId, 'viewer');
  expect((await manager.browser.in(slug).call(membersApi.listMembers)).status).toBe(403);
  expect((await remove(owner, manager.userId)).status).toBe(204);
  expect((await manager.browser.in(slug).call(workspacesApi.getWorkspace)).status).toBe(404);
  expect((await manager.browser.call(sessionApi.getSession)).body.memberships).toEqual([]);
});

test('an address that has an account is invited, not given a password', async () => {
  const body = { name: 'Somebody', email: 'OLIVE@example.com', role: 'agent' as const, password: initial };
  const answer = await owner.in(slug).call(membersApi.createMember, { body });
  expect(answer.problem).toMatchObject({ status: 409, code: 'already_exists', errors: [{ field: 'body.email' }] });
});

test('an initial password follows the rules', async () => {
  const body = { name: 'Somebody', email: 'somebody@example.com', role: 'agent' as const, password: 'somebody2026' };
  expect((await owner.in(slug).call(membersApi.createMember, { body })).problem.errors?.[0]?.field).toBe('body.password');
});

test('a new initial password signs the person out and must be replaced', async () => {
  const agent = await signedIn('agent');
  const reset = (userId: string) =>
    owner.in(slug).call(membersApi.resetMemberPassword, { params: { user_id: userId }, body: { password: 'fresh from admin' } });
  expect((await reset(agent.userId)).status).toBe(204);
  expect((await agent.browser.call(sessionApi.getSession)).body.user).toBeNull();
  const again = await agent.browser.call(sessionApi.signIn, { body: { email: agent.email, password: 'fresh from admin' } });
  expect(again.body.user?.password_change_required).toBe(true);
  expect((await reset(ownerId)).status).toBe(403);
});

test('nobody’s password is reset from one of several workspaces', async () => {
  const agent = await signedIn('agent');
  const further = await owner.call(workspacesApi.createWorkspace, {
    body: { name: 'Another', country: 'US', time_zone: 'America/Chicago' },
  });
  const there = owner.in(further.body.workspace.slug);
  const invitation = await there.call(membersApi.createInvitation, { body: { email: agent.email, role: 'viewer' } });
  const token = invitation.body.url.split('/').at(-1)!;
  expect((await agent.browser.call(membersApi.acceptInvitation, { params: { token } })).status).toBe(200);
  const answer = await there.call(membersApi.resetMemberPassword, {
    params: { user_id: agent.userId },
    body: { password: 'fresh from admin' },
  });
  expect(answer.status).toBe(403);
});

test('members of another workspace are not found', async () => {
  const ws = await product.workspace();
  const params = { user_id: ownerId };
  expect((await ws.as('owner').call(membersApi.changeMemberRole, { params, body: { role: 'viewer' } })).status).toBe(404);
  expect((await ws.as('owner').call(membersApi.removeMember, { params })).status).toBe(404);
  expect((await ws.as('owner').call(membersApi.listMembers)).body.items).toEqual([]);
});

test('what was done to members is in the audit trail, in words', async () => {
  const agent = await addMember('agent');
  await changeRole(owner, agent.userId, 'manager');
  const { items } = (await owner.in(slug).call(activityApi.listActivity, { query: { object_kind: 'member' } })).body;
  expect(items[0]).toMatchObject({ actor: { name: 'Olive Operator' }, words: `made ${agent.name} a manager, before an agent` });
  expect(items[1]?.words).toBe(`added ${agent.name} as an agent`);
  expect(JSON.stringify(items)).not.toContain(initial);
});
