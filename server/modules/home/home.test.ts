import { apiKeysApi } from '@tidings/core/contract/api-keys';
import { contactsApi } from '@tidings/core/contract/contacts';
import { homeApi } from '@tidings/core/contract/home';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { homeLoops } from './loops.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct({ overrides: { clock: { now: () => new Date('2026-05-05T15:00:00Z') } } });
});
afterAll(() => product.close());

const inside = <T>(ws: TestWorkspace, work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(ws.id, work);
const home = async (ws: TestWorkspace, role: 'owner' | 'viewer' = 'owner') => (await ws.as(role).call(homeApi.getHome)).body;
const addPeople = (ws: TestWorkspace, consents: readonly ('yes' | 'no' | 'unknown')[]) =>
  inside(ws, (tx) =>
    tx
      .insertInto('contacts')
      .values(consents.map((sms_consent) => ({ workspace_id: ws.id, sms_consent })))
      .returning('id')
      .execute(),
  );

test('an empty workspace has zeros and every step before it', async () => {
  const body = await home(await product.workspace());
  expect(body).toMatchObject({ people: 0, opted_in: 0, replies_waiting: 0, recent_broadcasts: [] });
  expect(body.week.days).toHaveLength(7);
  expect(body.steps.every((step) => !step.done)).toBe(true);
});

test('people and consents are counted as they come, change and go', async () => {
  const ws = await product.workspace();
  const [first, second] = await addPeople(ws, ['yes', 'yes', 'no', 'unknown']);
  expect(await home(ws)).toMatchObject({ people: 4, opted_in: 2 });
  await inside(ws, (tx) => tx.updateTable('contacts').set({ sms_consent: 'no' }).where('id', '=', first!.id).execute());
  expect(await home(ws)).toMatchObject({ people: 4, opted_in: 1 });
  await inside(ws, (tx) => tx.updateTable('contacts').set({ deleted_at: new Date() }).where('id', '=', second!.id).execute());
  expect(await home(ws)).toMatchObject({ people: 3, opted_in: 0 });
  await inside(ws, (tx) => tx.updateTable('contacts').set({ deleted_at: null }).where('id', '=', second!.id).execute());
  expect(await home(ws)).toMatchObject({ people: 4, opted_in: 1 });
  await inside(ws, (tx) => tx.deleteFrom('contacts').execute());
  expect(await home(ws)).toMatchObject({ people: 0, opted_in: 0 });
});

test('those who can be texted are those who agreed, have a number and did not opt it out', async () => {
  const ws = await product.workspace();
  const add = (phone: string, sms_consent: 'yes' | 'no') =>
    inside(ws, async (tx) => {
      const { id } = await tx
        .insertInto('contacts')
        .values({ workspace_id: ws.id, phone, sms_consent })
        .returning('id')
        .executeTakeFirstOrThrow();
      const address = { workspace_id: ws.id, contact_id: id, kind: 'phone', value: phone, preferred: true } as const;
      await tx.insertInto('contact_addresses').values(address).execute();
    });
  for (const last of [0, 1, 2]) await add(`+1202555010${last}`, 'yes');
  await add('+12025550102', 'yes');
  await add('+12025550103', 'no');
  // One who agreed and has no number.
  await addPeople(ws, ['yes']);
  expect(await home(ws)).toMatchObject({ people: 6, opted_in: 5, can_text: 4 });
  const suppress = (address: string, kind: 'opt_out' | 'landline') =>
    inside(ws, (tx) =>
      tx
        .insertInto('suppressions')
        .values({ workspace_id: ws.id, channel: 'sms', address, kind, source: 'member', evidence: '{}' })
        .execute(),
    );
  // Two people share the one; nobody who agreed has the other.
  await suppress('+12025550102', 'opt_out');
  await suppress('+12025550103', 'opt_out');
  await suppress('+12025550100', 'landline');
  expect(await home(ws)).toMatchObject({ opted_in: 5, can_text: 1 });
  const count = async (query: { can_text?: 'true'; consent?: 'yes' | 'no' }) =>
    (await ws.as('owner').call(contactsApi.countContacts, { query })).body.count;
  expect(await count({ can_text: 'true' })).toBe(1);
  // Whoever opted out is not listed among those who agreed.
  expect(await count({ consent: 'yes' })).toBe(3);
  expect(await count({ consent: 'no' })).toBe(3);
  await inside(ws, (tx) => tx.updateTable('suppressions').set({ removed_at: new Date() }).execute());
  expect(await home(ws)).toMatchObject({ opted_in: 5, can_text: 4 });
});

test('with many suppressed numbers, who cannot be reached is counted beforehand, anew while somebody asks', async () => {
  const [ws, other] = [await product.workspace(), await product.workspace()];
  const grow = (count: number, from: number) =>
    inside(ws, async (tx) => {
      await sql`
        with made as (
          insert into contacts (workspace_id, phone, sms_consent) select ${ws.id}, '+1' || (2025550000 + i), 'yes'
          from generate_series(${from}::int, ${from + count - 1}::int) i returning id, phone
        ), addresses as (
          insert into contact_addresses (workspace_id, contact_id, kind, value) select ${ws.id}, id, 'phone', phone from made
        )
        insert into suppressions (workspace_id, channel, address, kind, source) select ${ws.id}, 'sms', phone, 'opt_out', 'member' from made`.execute(
        tx,
      );
    });
  const refresh = () => homeLoops[0]?.run(product.ctx, new AbortController().signal);
  const age = (columns: { counted_at?: Date; asked_at?: Date }) =>
    inside(ws, (tx) => tx.updateTable('reach_counts').set(columns).where('workspace_id', '=', ws.id).execute());
  const [old, yesterday] = [new Date(Date.now() - 600_000), new Date(Date.now() - 86_400_000)];
  await addPeople(ws, ['yes', 'yes']);
  await grow(1_000, 0);
  expect(await home(ws)).toMatchObject({ opted_in: 1_002, can_text: 0 });
  expect(await inside(ws, (tx) => tx.selectFrom('reach_counts').selectAll().execute())).toEqual([]);
  await grow(1, 1_000);
  await inside(ws, (tx) =>
    tx
      .updateTable('contacts')
      // They agreed for it, too: a yes without a number is for none.
      .set({ phone: '+12025559999', sms_agreed: JSON.stringify({ '+12025559999': 'all' }) })
      .where('phone', 'is', null)
      .execute(),
  );
  expect(await home(ws)).toMatchObject({ opted_in: 1_003, can_text: 2 });
  await grow(10, 2_000);
  // Not counted yet: ten more agreed, who cannot be reached.
  expect(await home(ws)).toMatchObject({ opted_in: 1_013, can_text: 12 });
  await refresh();
  expect(await home(ws)).toMatchObject({ can_text: 12 });
  await age({ counted_at: old, asked_at: yesterday });
  await refresh();
  // Nobody had asked. Now somebody does, and the next round counts.
  expect(await home(ws)).toMatchObject({ can_text: 12 });
  await refresh();
  expect(await home(ws)).toMatchObject({ opted_in: 1_013, can_text: 2 });
  expect(await home(other)).toMatchObject({ can_text: 0 });
});

test('a statement that fails counts nothing', async () => {
  const ws = await product.workspace();
  await expect(
    inside(ws, async (tx) => {
      await tx.insertInto('contacts').values({ workspace_id: ws.id }).execute();
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  expect((await home(ws)).people).toBe(0);
});

test('many differences are folded, also by several readers at once, and still add up', async () => {
  const ws = await product.workspace();
  for (let round = 0; round < 205; round += 1) await addPeople(ws, ['yes']);
  await Promise.all([home(ws), home(ws), addPeople(ws, ['no']), home(ws)]);
  expect(await home(ws)).toMatchObject({ people: 206, opted_in: 205 });
  const rows = await inside(ws, (tx) => tx.selectFrom('contact_counts').selectAll().execute());
  expect(rows.length).toBeLessThan(10);
});

test('deleting a workspace is not stopped by its counts', async () => {
  const ws = await product.workspace();
  await addPeople(ws, ['yes']);
  await product.ctx.db.system((tx) => tx.deleteFrom('workspaces').where('id', '=', ws.id).execute());
});

test('the week is summed by day of the workspace’s zone, and the days before it are left out', async () => {
  const ws = await product.workspace({ timeZone: 'America/New_York' });
  const row = (hour: string, direction: string, state: string, n: number) => ({
    workspace_id: ws.id,
    hour,
    direction,
    channel: 'sms',
    state,
    n,
  });
  await inside(ws, (tx) =>
    tx
      .insertInto('hour_counts')
      .values([
        row('2026-05-05T03:00:00Z', 'out', 'delivered', 5), // still the 4th in New York
        row('2026-05-05T14:00:00Z', 'out', 'accepted', 2),
        row('2026-05-05T14:00:00Z', 'out', 'failed', 1),
        row('2026-05-05T14:00:00Z', 'out', 'skipped', 9),
        row('2026-05-05T14:00:00Z', 'in', 'received', 3),
        row('2026-04-29T03:00:00Z', 'out', 'delivered', 100),
      ])
      .execute(),
  );
  const { week } = await home(ws);
  expect(week).toMatchObject({ sent: 7, failed: 1, received: 3 });
  expect(week.days.at(-1)).toEqual({ date: '2026-05-05', sent: 2, failed: 1, received: 3 });
  expect(week.days.at(-2)).toMatchObject({ date: '2026-05-04', sent: 5 });
});

test('conversations with something unread wait', async () => {
  const ws = await product.workspace();
  const people = await addPeople(ws, ['yes', 'yes', 'yes']);
  await inside(ws, (tx) =>
    tx
      .insertInto('conversations')
      .values(people.map((person, index) => ({ workspace_id: ws.id, contact_id: person.id, unread: index })))
      .execute(),
  );
  expect((await home(ws)).replies_waiting).toBe(2);
});

test('steps are done by what is there', async () => {
  const ws = await product.workspace({ mode: 'live' });
  await addPeople(ws, ['yes']);
  const id = newId();
  await inside(ws, async (tx) => {
    await sql`insert into broadcasts (id, workspace_id, name, state, planned) values (${id}, ${ws.id}, 'Easter', 'sending', 3)`.execute(
      tx,
    );
    await sql`insert into source_counts (workspace_id, source_id, state, n)
      values (${ws.id}, ${id}, 'delivered', 1), (${ws.id}, ${id}, 'sent', 1), (${ws.id}, ${id}, 'failed', 1)`.execute(tx);
    await sql`insert into connections (workspace_id, provider, channel, name, status)
      values (${ws.id}, 'twilio', 'sms', 'Main', 'working')`.execute(tx);
  });
  const body = await home(ws);
  const done = body.steps.filter((step) => step.done).map((step) => step.step);
  expect(done).toEqual(['add_people', 'write_broadcast', 'connect_provider', 'go_live']);
  expect(body.recent_broadcasts).toMatchObject([
    { id, name: 'Easter', state: 'sending', planned: 3, delivered: 1, sent: 2, failed: 1, settling: 0 },
  ]);
  await inside(ws, (tx) =>
    sql`insert into source_counts (workspace_id, source_id, state, n) values (${ws.id}, ${id}, 'unknown', 4)`.execute(tx),
  );
  expect((await home(ws)).recent_broadcasts).toMatchObject([{ settling: 4 }]);
  await inside(ws, (tx) =>
    sql`insert into source_counts (workspace_id, source_id, state, n) values (${ws.id}, ${id}, 'queued', 1)`.execute(tx),
  );
  expect((await home(ws)).recent_broadcasts).toMatchObject([{ settling: 0 }]);
});

test('a provider counts as connected once it works', async () => {
  const ws = await product.workspace({ mode: 'live' });
  await inside(ws, (tx) =>
    sql`insert into connections (workspace_id, provider, channel, name) values (${ws.id}, 'twilio', 'sms', 'Main')`.execute(tx),
  );
  const becomes = (status: 'failing' | 'working') =>
    inside(ws, (tx) => tx.updateTable('connections').set({ status }).where('workspace_id', '=', ws.id).execute());
  const step = async () => (await home(ws)).steps.find((one) => one.step === 'connect_provider');
  expect(await step()).toMatchObject({ done: false, problem: false });
  await becomes('failing');
  expect(await step()).toMatchObject({ done: false, problem: true });
  await becomes('working');
  expect(await step()).toMatchObject({ done: true, problem: false });
});

test('who may not read the audit trail sees no business of members and keys', async () => {
  const ws = await product.workspace();
  await ws.as('owner').call(apiKeysApi.createApiKey, { body: { name: 'CRM', role: 'agent', expires_in_days: 30 } });
  expect((await home(ws)).activity[0]?.words).toBe('created the API key CRM with the role agent');
  expect((await home(ws, 'viewer')).activity).toEqual([]);
});

test('the numbers of one workspace are not those of another', async () => {
  const [mine, other] = [await product.workspace(), await product.workspace()];
  await addPeople(other, ['yes']);
  expect(await home(mine)).toMatchObject({ people: 0 });
});
