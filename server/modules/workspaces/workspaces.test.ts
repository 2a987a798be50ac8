import { activityApi } from '@tidings/core/contract/activity';
import { membersApi } from '@tidings/core/contract/members';
import { operatorApi } from '@tidings/core/contract/operator';
import { sessionApi } from '@tidings/core/contract/session';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser, setUp } from '../../testing/browser.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let operator: Browser;
let workspaceId: string;
beforeAll(async () => {
  product = await testProduct();
  ({ browser: operator, workspaceId } = await setUp(product));
});
afterAll(() => product.close());

const details = { name: 'Grace Church', country: 'DE', time_zone: 'Europe/Berlin' };
const connectLive = (ws: TestWorkspace) =>
  product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`with made as (
        insert into connections (workspace_id, provider, channel, name) values (${ws.id}, 'twilio', 'sms', 'Main') returning id
      )
      insert into senders (workspace_id, connection_id, channel, kind, address, name)
      select ${ws.id}, id, 'sms', 'number', '+12025550123', 'Main number' from made`.execute(tx);
  });
const goLive = (ws: TestWorkspace, name: string) => ws.as('admin').call(workspacesApi.goLive, { body: { confirm_name: name } });

test('the operator creates further workspaces, each with an address of its own and a line to the sandbox', async () => {
  const answer = await operator.call(workspacesApi.createWorkspace, { body: details });
  expect(answer.status).toBe(201);
  expect(answer.body.workspace).toMatchObject({ slug: 'grace-church-2', role: 'owner', mode: 'sandbox', country: 'DE' });
  expect(answer.body.session.memberships).toHaveLength(2);
  const connections = await product.ctx.db.workspace(answer.body.workspace.workspace_id, (tx) =>
    tx.selectFrom('connections').select('sandbox').execute(),
  );
  expect(connections).toEqual([{ sandbox: true }]);
});

test('the first workspace has its line to the sandbox too', async () => {
  const senders = await product.ctx.db.workspace(workspaceId, (tx) => tx.selectFrom('senders').select('sandbox').execute());
  expect(senders).toEqual([{ sandbox: true }]);
});

test('others sign up and create workspaces only while the operator has it open', async () => {
  const founder = {
    ...details,
    organisation: 'Elsewhere',
    name: 'Sam Stranger',
    email: 'sam@example.com',
    password: 'paint the fence',
  };
  const { name: person, organisation, email, password, country, time_zone } = founder;
  const body = { name: person, organisation, email, password, country, time_zone };
  const sam = openBrowser(product);
  expect((await sam.call(sessionApi.signUp, { body })).status).toBe(403);
  await operator.call(operatorApi.updateInstallation, { body: { open_signup: true } });
  expect((await sam.call(sessionApi.getSession)).body.installation.open_signup).toBe(true);
  const joined = await sam.call(sessionApi.signUp, { body });
  expect(joined.body).toMatchObject({ user: { operator: false }, memberships: [{ slug: 'elsewhere', role: 'owner' }] });
  expect((await openBrowser(product).call(sessionApi.signUp, { body })).problem.code).toBe('already_exists');
  expect((await sam.call(operatorApi.getInstallation)).status).toBe(403);
  expect((await sam.call(workspacesApi.createWorkspace, { body: details })).status).toBe(201);
  const closed = await operator.call(operatorApi.updateInstallation, { body: { open_signup: false } });
  expect(closed.body).toMatchObject({ open_signup: false, accounts: 2 });
  expect((await sam.call(workspacesApi.createWorkspace, { body: details })).status).toBe(403);
});

test('changes name, country and time zone, and records what changed', async () => {
  const ws = await product.workspace();
  const answer = await ws.as('admin').call(workspacesApi.updateWorkspace, { body: { name: 'Hope', time_zone: 'Europe/Berlin' } });
  expect(answer.body).toMatchObject({ name: 'Hope', time_zone: 'Europe/Berlin', country: 'US' });
  await ws.as('admin').call(workspacesApi.updateWorkspace, { body: { name: 'Hope' } });
  const { items } = (await ws.as('owner').call(activityApi.listActivity)).body;
  expect(items.map((item) => item.words)).toEqual(['changed the workspace’s name and time zone']);
});

test.each([
  [{ name: ' ' }, 'body.name'],
  [{ country: 'usa' }, 'body.country'],
  [{ time_zone: '+02:00' }, 'body.time_zone'],
])('refuses %j', async (body, field) => {
  const ws = await product.workspace();
  expect((await ws.as('admin').call(workspacesApi.updateWorkspace, { body })).problem.errors).toMatchObject([{ field }]);
});

test('goes live only with something to send with, and with its name typed', async () => {
  const ws = await product.workspace({ name: 'Hope' });
  expect((await ws.as('viewer').call(workspacesApi.getWorkspace)).body.live_obstacles).toEqual(['no_live_sender']);
  expect((await goLive(ws, 'Hope')).problem.code).toBe('wrong_state');
  await connectLive(ws);
  expect((await goLive(ws, 'hope')).problem.errors).toMatchObject([{ field: 'body.confirm_name' }]);
  const live = await goLive(ws, ' Hope ');
  expect(live.body).toMatchObject({ mode: 'live', live_obstacles: [] });
  expect(live.body.mode_changed_at).not.toBeNull();
  expect((await ws.as('manager').call(workspacesApi.returnToSandbox)).status).toBe(403);
  expect((await ws.as('admin').call(workspacesApi.returnToSandbox)).body.mode).toBe('sandbox');
  expect((await ws.as('admin').call(workspacesApi.returnToSandbox)).status).toBe(200);
  const { items } = (await ws.as('owner').call(activityApi.listActivity)).body;
  expect(items.map((item) => item.action)).toEqual(['workspace_returned_to_sandbox', 'workspace_went_live']);
});

test('the sandbox’s own sender does not count as something to send with', async () => {
  const made = await operator.call(workspacesApi.createWorkspace, { body: { ...details, name: 'Mercy' } });
  const answer = await operator.in(made.body.workspace.slug).call(workspacesApi.goLive, { body: { confirm_name: 'Mercy' } });
  expect(answer.problem).toMatchObject({ status: 409, code: 'wrong_state' });
});

test('in an installation that is not for production nothing goes live', async () => {
  const staging = await testProduct({ env: { TIDINGS_LIVE_ALLOWED: 'false' } });
  try {
    const ws = await staging.workspace({ name: 'Hope' });
    await staging.ctx.db.workspace(ws.id, async (tx) => {
      await sql`insert into connections (workspace_id, provider, channel, name) values (${ws.id}, 'twilio', 'sms', 'Main')`.execute(
        tx,
      );
    });
    const answer = await goLive(ws, 'Hope');
    expect(answer.problem.detail).toMatch(/not for production/);
    expect((await openBrowser(staging).call(sessionApi.getSession)).body.installation.live_allowed).toBe(false);
  } finally {
    await staging.close();
  }
});

test('a key is a member of nothing and cannot leave or found', async () => {
  const ws = await product.workspace();
  expect((await ws.as('owner').call(workspacesApi.leaveWorkspace)).status).toBe(403);
  expect((await ws.as('owner').call(workspacesApi.createWorkspace, { body: details })).status).toBe(403);
  expect((await ws.as('owner').call(membersApi.listMembers)).body.items).toEqual([]);
});
