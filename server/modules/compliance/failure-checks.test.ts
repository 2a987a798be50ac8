import { failureChecksApi } from '@tidings/core/contract/failure-checks';
import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { workOn } from './failure-checks.ts';
import { optIn, optOut } from './opt-out.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

let last = 0;
/** A person who agreed, with a number of the reserved range. */
async function person(ws: TestWorkspace): Promise<{ id: string; phone: string }> {
  last += 1;
  const phone = `+1${202 + Math.floor(last / 90)}55501${String(last % 90).padStart(2, '0')}`;
  const id = newId();
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await tx.insertInto('contacts').values({ id, workspace_id: ws.id, phone, full_name: 'Ann', sms_consent: 'yes' }).execute();
    await tx
      .insertInto('contact_addresses')
      .values({ workspace_id: ws.id, contact_id: id, kind: 'phone', value: phone })
      .execute();
  });
  return { id, phone };
}

async function message(ws: TestWorkspace, who: { id: string; phone: string }, on: string, code: number | null): Promise<void> {
  await product.ctx.db.workspace(ws.id, async (tx) => {
    const at = `${on}T12:00:00Z`;
    await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, state, error_code, created_at, ended_at, delivered_at)
      values (${ws.id}, 'out', 'sms', ${who.id}, ${who.phone}, 'direct', ${code === null ? 'delivered' : 'failed'}, ${code === null ? null : String(code)},
        ${at}, ${at}, ${code === null ? at : null})`.execute(tx);
  });
}

/** Works until a check waits for somebody. */
async function work(ws: TestWorkspace, id: string): Promise<void> {
  while (await workOn(product.ctx, ws.id, id));
}

const manager = (ws: TestWorkspace) => ws.as('manager');
async function start(ws: TestWorkspace) {
  const answer = await manager(ws).call(failureChecksApi.startFailureCheck, { body: {} });
  expect(answer.status).toBe(201);
  await work(ws, answer.body.id);
  return answer.body.id;
}
const detail = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(failureChecksApi.getFailureCheck, { params: { check_id: id } })).body;
const apply = async (ws: TestWorkspace, id: string) => {
  const answer = await manager(ws).call(failureChecksApi.applyFailureCheck, { params: { check_id: id } });
  expect(answer.status).toBe(202);
  await work(ws, id);
};
const undo = async (ws: TestWorkspace, id: string) => {
  const answer = await ws.as('admin').call(failureChecksApi.undoFailureCheck, { params: { check_id: id } });
  expect(answer.status).toBe(202);
  await work(ws, id);
};
const kinds = async (ws: TestWorkspace) => {
  const { body } = await ws.as('viewer').call(suppressionsApi.listSuppressions, { query: { limit: 100 } });
  return Object.fromEntries(body.items.map((one) => [one.address, one.kind]));
};
const consentOf = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(
    ws.id,
    async (tx) =>
      (await tx.selectFrom('contacts').select('sms_consent').where('id', '=', id).executeTakeFirstOrThrow()).sms_consent,
  );

it('shows what it would change, changes nothing before it is applied, and undoes all of it', async () => {
  const ws = await product.workspace();
  const [dead, off, left, fine, spam, again] = await Promise.all(Array.from({ length: 6 }, () => person(ws)));
  if (!dead || !off || !left || !fine || !spam || !again) throw new Error('No people.');
  await message(ws, dead, '2026-03-01', 30005);
  for (const day of ['2026-03-01', '2026-03-05', '2026-03-20']) await message(ws, off, day, 30003);
  await message(ws, left, '2026-03-01', 21610);
  await message(ws, fine, '2026-03-01', 30003);
  await message(ws, spam, '2026-03-01', 30007);
  await message(ws, again, '2026-03-01', 30005);
  await message(ws, again, '2026-04-01', null);

  const id = await start(ws);
  const found = await detail(ws, id);
  expect(found).toMatchObject({ state: 'ready', looked: 9, to_change: 3, applied: 0 });
  expect(Object.fromEntries(found.counts.map((one) => [`${one.error_code} ${one.kind} ${one.outcome}`, one.addresses]))).toEqual({
    '30005 dead change': 1,
    '30003 unreachable change': 1,
    '21610 opt_out change': 1,
    '30003 unreachable too_few': 1,
    '30005 dead delivered_since': 1,
  });
  expect(found.sample.map((one) => one.address).sort()).toEqual([dead.phone, off.phone, left.phone].sort());
  expect(await kinds(ws)).toEqual({});

  await apply(ws, id);
  expect(await detail(ws, id)).toMatchObject({ state: 'done', applied: 3 });
  expect(await kinds(ws)).toEqual({ [dead.phone]: 'dead', [off.phone]: 'unreachable', [left.phone]: 'opt_out' });
  expect(await consentOf(ws, left.id)).toBe('no');
  const { body } = await ws.as('viewer').call(suppressionsApi.listSuppressions, { query: { kind: ['unreachable'] } });
  expect(body.items[0]?.failures).toHaveLength(3);

  await undo(ws, id);
  expect(await detail(ws, id)).toMatchObject({ state: 'undone', undone: 3 });
  expect(await kinds(ws)).toEqual({});
  expect(await consentOf(ws, left.id)).toBe('yes');
  // The same may be found again: that it was undone says nothing about the numbers.
  const next = await detail(ws, await start(ws));
  expect(next.to_change).toBe(3);
});

it('judges again when it is applied: what arrived or was suppressed meanwhile stays as it is', async () => {
  const ws = await product.workspace();
  const [arrived, stopped, dead] = await Promise.all(Array.from({ length: 3 }, () => person(ws)));
  if (!arrived || !stopped || !dead) throw new Error('No people.');
  for (const one of [arrived, stopped, dead]) await message(ws, one, '2026-03-01', 30005);
  const id = await start(ws);
  expect((await detail(ws, id)).to_change).toBe(3);
  await message(ws, arrived, '2026-05-01', null);
  await product.ctx.db.workspace(ws.id, (tx) =>
    optOut(tx, { workspaceId: ws.id, address: stopped.phone, source: 'keyword', words: 'STOP' }),
  );
  await apply(ws, id);
  expect(await detail(ws, id)).toMatchObject({ state: 'done', to_change: 3, applied: 1 });
  expect(await kinds(ws)).toEqual({ [stopped.phone]: 'opt_out', [dead.phone]: 'dead' });
});

it('never undoes what a person said meanwhile', async () => {
  const ws = await product.workspace();
  const [wrote, stopped, back] = await Promise.all(Array.from({ length: 3 }, () => person(ws)));
  if (!wrote || !stopped || !back) throw new Error('No people.');
  await message(ws, wrote, '2026-03-01', 21610);
  await message(ws, stopped, '2026-03-01', 30005);
  await message(ws, back, '2026-03-01', 21610);
  const id = await start(ws);
  await apply(ws, id);
  const said = { workspaceId: ws.id, source: 'keyword' as const };
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await optOut(tx, { ...said, address: wrote.phone, words: 'STOP' });
    await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, state, body)
      values (${ws.id}, 'in', 'sms', ${wrote.id}, ${wrote.phone}, 'inbound', 'received', 'STOP')`.execute(tx);
    await optOut(tx, { ...said, address: stopped.phone, words: 'STOP' });
    await optIn(tx, { ...said, address: back.phone, contactId: back.id, words: 'START' });
  });
  await undo(ws, id);
  expect(await detail(ws, id)).toMatchObject({ state: 'undone', undone: 0 });
  expect(await kinds(ws)).toEqual({ [wrote.phone]: 'opt_out', [stopped.phone]: 'opt_out' });
  expect(await consentOf(ws, wrote.id)).toBe('no');
  expect(await consentOf(ws, back.id)).toBe('yes');
});

it('does each portion once whoever works on it, and goes on after a stop in between', async () => {
  const ws = await product.workspace();
  const people = await Promise.all(Array.from({ length: 60 }, () => person(ws)));
  for (const one of people) await message(ws, one, '2026-03-01', 30006);
  const started = await manager(ws).call(failureChecksApi.startFailureCheck, { body: {} });
  const { id } = started.body;
  expect(await workOn(product.ctx, ws.id, id)).toBe(true);
  await Promise.all([work(ws, id), work(ws, id), work(ws, id)]);
  await work(ws, id);
  expect((await detail(ws, id)).to_change).toBe(60);
  await manager(ws).call(failureChecksApi.applyFailureCheck, { params: { check_id: id } });
  await Promise.all([work(ws, id), work(ws, id)]);
  await work(ws, id);
  expect(await detail(ws, id)).toMatchObject({ state: 'done', applied: 60 });
  expect(Object.keys(await kinds(ws))).toHaveLength(60);
});

it('is one at a time, in the right order, for those who may, in their own workspace', async () => {
  const ws = await product.workspace();
  const first = await manager(ws).call(failureChecksApi.startFailureCheck, { body: {} });
  const second = await manager(ws).call(failureChecksApi.startFailureCheck, { body: {} });
  expect(second.status).toBe(409);
  const early = await manager(ws).call(failureChecksApi.applyFailureCheck, { params: { check_id: first.body.id } });
  expect(early.problem.code).toBe('wrong_state');
  await work(ws, first.body.id);
  const undone = await ws.as('admin').call(failureChecksApi.undoFailureCheck, { params: { check_id: first.body.id } });
  expect(undone.problem.code).toBe('wrong_state');
  expect((await ws.as('viewer').call(failureChecksApi.startFailureCheck, { body: {} })).status).toBe(403);
  const elsewhere = await product.workspace();
  expect(
    (await elsewhere.as('owner').call(failureChecksApi.getFailureCheck, { params: { check_id: first.body.id } })).status,
  ).toBe(404);
  expect(
    (await elsewhere.as('owner').call(failureChecksApi.applyFailureCheck, { params: { check_id: first.body.id } })).status,
  ).toBe(404);
  expect((await elsewhere.as('owner').call(failureChecksApi.listFailureChecks)).body.items).toEqual([]);
});
