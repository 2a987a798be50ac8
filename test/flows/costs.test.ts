import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { type CostsChange, costsApi } from '../../core/src/contract/costs.ts';
import { inboxApi } from '../../core/src/contract/inbox.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  // What the provider does not have is sent again soon: within the test.
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '2' });
  await product.startWorker();
});
afterAll(() => product.close());

/** What a segment to the United States costs by our table: the provider's part and the carriers'. */
const list = { micros: 8_300, surcharge: 4_000 };
const segment = list.micros + list.surcharge;

async function workspaceWith(phones: readonly string[], costs: CostsChange = {}): Promise<SandboxWorkspace> {
  const workspace = await product.sandboxWorkspace({ rate: 200 });
  await whenProvisioned(workspace);
  await addPeople(
    product.ctx,
    workspace.id,
    phones.map((phone, index) => ({ name: `Person ${index}`, phone })),
  );
  if (Object.keys(costs).length > 0) await setCosts(workspace, costs);
  return workspace;
}

async function setCosts(workspace: SandboxWorkspace, body: CostsChange) {
  const answer = await workspace.as('admin').call(costsApi.updateCosts, { body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const getCosts = async (workspace: SandboxWorkspace) => (await workspace.as('viewer').call(costsApi.getCosts)).body;
const some = (n: number) => Array.from({ length: n }, (_, index) => fictitiousNumber(index));

async function draftOf(workspace: SandboxWorkspace, body = 'One segment.') {
  const manager = workspace.as('manager');
  const draft = await manager.call(broadcastsApi.createBroadcast, {
    body: { name: 'Costs', body, audience: { include: [{ kind: 'everyone' }], exclude: [] } },
  });
  const params = { broadcast_id: draft.body.id };
  const { body: estimate } = await manager.call(broadcastsApi.estimateBroadcast, { params });
  return { params, version: draft.body.version, estimate };
}

describe('prices', () => {
  test('are forecast, told by the provider afterwards, and correct forecast, day and table', async () => {
    const workspace = await workspaceWith(['+12025550101', '+12025550102', '+447700900123', '+18765550123'], {
      allowed_countries: ['US', 'GB', 'JM'],
    });
    const { estimate } = await draftOf(workspace);
    expect(estimate.cost).toMatchObject({ micros: 2 * segment + 56_000, unpriced: 1, known: false, confirm: false });
    expect(estimate.cost.countries.map(({ country, messages, micros }) => [country, messages, micros])).toEqual([
      ['JM', 1, null],
      ['GB', 1, 56_000],
      ['US', 2, 2 * segment],
    ]);
    const id = await sendToEveryone(workspace, 'One segment.');
    const { cost } = await eventually(async () => {
      const progress = await progressOf(workspace, id);
      return progress.cost.priced === 4 && progress;
    }, 'the provider has told every price');
    // The carrier's own prices: what it charges for Britain and Jamaica is not what we thought.
    expect(cost).toMatchObject({
      forecast_micros: 2 * segment + 56_000,
      expected_micros: 2 * segment + 56_000,
      charged: [{ currency: 'USD', micros: 2 * 8_300 + 52_400 + 110_000 }],
      unpriced: 0,
      hold: null,
    });
    const costs = await getCosts(workspace);
    expect(costs.spent.today_micros).toBe(2 * segment + 52_400 + 110_000);
    expect(costs.prices.filter((one) => one.basis === 'reported')).toEqual([
      expect.objectContaining({ country: 'US', ...{ micros: 8_300, surcharge_micros: list.surcharge } }),
      expect.objectContaining({ country: 'GB', micros: 52_400 }),
      expect.objectContaining({ country: 'JM', micros: 110_000 }),
    ]);
    expect((await draftOf(workspace)).estimate.cost).toMatchObject({ known: true, micros: 2 * segment + 52_400 + 110_000 });
    // The same list read once more changes nothing.
    await product.ctx.db.system((tx) =>
      tx
        .updateTable('price_reads')
        .set({ read_until: new Date(0), due_at: new Date(0), ran_at: null })
        .where('connection_id', '=', workspace.connectionId)
        .execute(),
    );
    await eventually(
      () =>
        product.ctx.db.system((tx) =>
          tx
            .selectFrom('price_reads')
            .select('ran_at')
            .where('connection_id', '=', workspace.connectionId)
            .where('ran_at', 'is not', null)
            .executeTakeFirst(),
        ),
      'the list was read again',
    );
    expect((await progressOf(workspace, id)).cost).toEqual(cost);
    expect((await getCosts(workspace)).spent).toEqual(costs.spent);
    expect((await getCosts(workspace)).prices).toEqual(costs.prices);
  });

  test('that are not told yet are counted as unknown', async () => {
    const workspace = await workspaceWith(some(3));
    await workspace.control('PUT', '', { settings: { price_delay_ms: 3_600_000 } });
    const id = await sendToEveryone(workspace, 'One segment.');
    await whenOver(workspace, id, 3);
    expect((await progressOf(workspace, id)).cost).toMatchObject({
      charged: [],
      priced: 0,
      unpriced: 3,
      expected_micros: 3 * segment,
    });
  });
});

describe('countries', () => {
  test('are the own one until others are allowed, told before sending and held to at the lease', async () => {
    const workspace = await workspaceWith(['+12025550101', '+17875550123', '+18765550123', '+14165550123', '+447700900123']);
    const before = await draftOf(workspace);
    expect(before.estimate).toMatchObject({ will_get: 2, skipped: [{ reason: 'country_not_allowed', n: 3 }] });
    await setCosts(workspace, { allowed_countries: ['CA', 'US'] });
    expect((await draftOf(workspace)).estimate).toMatchObject({
      will_get: 2,
      skipped: [{ reason: 'country_not_allowed', n: 3 }],
    });
    const id = await sendToEveryone(workspace, 'Hello.');
    expect(await whenOver(workspace, id, 5)).toMatchObject({ delivered: 2, skipped: 3 });
    expect(await workspace.phone('+14165550123')).toHaveLength(1);
    expect(await workspace.phone('+17875550123')).toHaveLength(0);
  });

  test('forbidden after planning are not leased any more', async () => {
    const workspace = await workspaceWith(['+12025550101', '+14165550123'], {
      allowed_countries: ['US', 'CA'],
      daily_limit_micros: 0,
    });
    const id = await sendToEveryone(workspace, 'Hello.');
    await eventually(async () => (await progressOf(workspace, id)).cost.hold !== null, 'both wait');
    await setCosts(workspace, { allowed_countries: null, daily_limit_micros: null });
    expect(await whenOver(workspace, id, 2)).toMatchObject({ delivered: 1, skipped: 1 });
    expect((await progressOf(workspace, id)).reasons).toMatchObject([{ reason: 'country_not_allowed', n: 1 }]);
  });

  test.each([
    [{ allowed_countries: [] }, 'body.allowed_countries'],
    [{ allowed_countries: ['ZZ'] }, 'body.allowed_countries'],
    [{ allowed_countries: ['usa'] }, 'body.allowed_countries.0'],
    [{ daily_limit_micros: -1 }, 'body.daily_limit_micros'],
    [{ monthly_limit_micros: 0.5 }, 'body.monthly_limit_micros'],
    [{ lookup_days: 0 }, 'body.lookup_days'],
  ])('and limits that cannot be are refused by name: %j', async (body, field) => {
    const workspace = await product.workspace();
    const answer = await workspace.as('admin').call(costsApi.updateCosts, { body });
    expect(answer.problem).toMatchObject({ status: 400, errors: [{ field }] });
  });
});

describe('a spending limit', () => {
  test('holds bulk to the message, lets replies go, and goes on when it is raised', async () => {
    const workspace = await workspaceWith(some(12), { daily_limit_micros: 5 * segment + segment - 1 });
    const id = await sendToEveryone(workspace, 'One segment each.');
    await eventually(async () => (await progressOf(workspace, id)).counts.delivered === 5, 'the limit is used up');
    const { counts, cost } = await progressOf(workspace, id);
    expect(counts.queued).toBe(7);
    expect(cost.hold).toMatchObject({ period: 'daily' });
    expect((await getCosts(workspace)).hold).toMatchObject({ period: 'daily' });

    const phone = fictitiousNumber(0);
    await workspace.textFrom(phone, 'Which room?');
    const contact = await eventually(
      async () => (await workspace.as('agent').call(inboxApi.listConversations, { query: {} })).body.items[0]?.contact.id,
      'the question has come in',
    );
    const reply = await workspace.as('agent').call(inboxApi.reply, {
      params: { contact_id: contact },
      body: { id: randomUUID(), body: 'The big one.' },
    });
    expect(reply.status, reply.text).toBeLessThan(300);
    await eventually(
      async () => (await workspace.phone(phone)).some((one) => one.body === 'The big one.'),
      'the reply has arrived',
    );
    expect((await progressOf(workspace, id)).counts.delivered).toBe(5);

    await setCosts(workspace, { daily_limit_micros: 1_000_000 });
    expect(await whenOver(workspace, id, 12)).toMatchObject({ delivered: 12 });
    expect((await getCosts(workspace)).hold).toBeNull();
  });

  test('is not used up by what nobody got', async () => {
    // Refused by the carrier as opted out, and as impossible.
    const workspace = await workspaceWith(['+12025550194', '+12025550196', '+12025550101'], {
      monthly_limit_micros: 3 * segment,
    });
    const id = await sendToEveryone(workspace, 'One segment.');
    await whenOver(workspace, id, 3);
    expect((await getCosts(workspace)).spent).toEqual({ today_micros: segment, month_micros: segment });
    expect((await progressOf(workspace, id)).cost.expected_micros).toBe(segment);
  });

  test('counts a message once that is sent again because its answer was lost', async () => {
    const workspace = await workspaceWith(some(20), { daily_limit_micros: 20 * segment });
    await workspace.control('PUT', '/faults', { faults: [{ kind: 'reset_before_accept', remaining: 6 }] });
    const id = await sendToEveryone(workspace, 'One segment.');
    expect(await whenOver(workspace, id, 20)).toMatchObject({ delivered: 20 });
    expect((await progressOf(workspace, id)).cost).toMatchObject({ expected_micros: 20 * segment, hold: null });
  });

  test('counts long texts by their length', async () => {
    const workspace = await workspaceWith(some(2), { daily_limit_micros: 3 * segment });
    const id = await sendToEveryone(workspace, 'x'.repeat(200));
    await eventually(async () => (await progressOf(workspace, id)).cost.hold !== null, 'the second does not fit');
    await eventually(async () => (await progressOf(workspace, id)).counts.delivered === 1, 'the first has arrived');
    expect((await progressOf(workspace, id)).counts.queued).toBe(1);
  });
});

test('a dear broadcast is sent only when its sum is accepted', async () => {
  const workspace = await workspaceWith(some(4), { ask_above_micros: 3 * segment });
  const { params, version, estimate } = await draftOf(workspace);
  expect(estimate.cost).toMatchObject({ confirm: true, cautious_micros: 4 * segment });
  const manager = workspace.as('manager');
  const send = (accept?: number) =>
    manager.call(broadcastsApi.sendBroadcast, {
      params,
      body: { version, ...(accept === undefined ? {} : { accept_cost_micros: accept }) },
    });
  expect((await send()).problem).toMatchObject({
    status: 409,
    code: 'cost_not_accepted',
    errors: [{ field: 'body.accept_cost_micros' }],
  });
  expect((await send(3 * segment)).problem).toMatchObject({ code: 'cost_not_accepted' });
  expect((await send(estimate.cost.cautious_micros)).status).toBe(202);
});

describe('looking numbers up first', () => {
  test('skips landlines with the answer as evidence, once, and tells how far it is', async () => {
    const workspace = await workspaceWith(['+12025550101', '+12025550193', '+13125550193'], { lookups: true });
    const { estimate } = await draftOf(workspace);
    expect(estimate.cost.lookups).toEqual({ numbers: 3, micros: 24_000 });
    const id = await sendToEveryone(workspace, 'Hello.');
    expect(await whenOver(workspace, id, 3)).toMatchObject({ delivered: 1, skipped: 2 });
    const progress = await progressOf(workspace, id);
    expect(progress.lookups).toEqual({
      total: 3,
      done: 3,
      failed: 0,
      landlines: 2,
      micros: 24_000,
      running: false,
      trouble: null,
    });
    expect(progress.reasons).toMatchObject([{ reason: 'suppressed_landline', n: 2 }]);
    const suppressed = await product.ctx.db.workspace(workspace.id, (tx) =>
      tx.selectFrom('suppressions').select(['address', 'source', 'evidence']).orderBy('address').execute(),
    );
    expect(suppressed[0]).toMatchObject({
      address: '+12025550193',
      source: 'lookup',
      evidence: { line_type: 'landline', carrier: 'Prairie Telecom' },
    });
    // What is known is not asked again.
    expect((await draftOf(workspace)).estimate.cost.lookups).toEqual({ numbers: 0, micros: 0 });
    const again = await sendToEveryone(workspace, 'Hello again.');
    expect(await whenOver(workspace, again, 3)).toMatchObject({ delivered: 1, skipped: 2 });
    expect((await progressOf(workspace, again)).lookups).toBeNull();
  });

  test('that the provider refuses does not keep a broadcast from going on', async () => {
    const workspace = await workspaceWith(some(3), { lookups: true });
    // Not by another token at the carrier: a worker sees that and mends it, sooner or later.
    await workspace.control('PUT', '/faults', { faults: [{ kind: 'auth_failure', scope: 'all' }] });
    const id = await sendToEveryone(workspace, 'Hello.');
    const { lookups } = await eventually(async () => {
      const progress = await progressOf(workspace, id);
      return progress.planned === 3 && progress;
    }, 'the broadcast goes on');
    expect(lookups).toMatchObject({
      landlines: 0,
      micros: 0,
      running: false,
      trouble: 'Twilio does not accept the credentials of this connection.',
    });
  });

  test('ends when the broadcast is cancelled meanwhile', async () => {
    const workspace = await workspaceWith(some(3), { lookups: true });
    const id = await sendToEveryone(workspace, 'Hello.');
    const cancelled = await workspace.as('manager').call(broadcastsApi.cancelBroadcast, { params: { broadcast_id: id } });
    // It may have been planned already: then its messages are taken back.
    expect(cancelled.status, cancelled.text).toBe(200);
    await eventually(async () => (await progressOf(workspace, id)).lookups?.running === false, 'nothing is looked up any more');
    expect((await progressOf(workspace, id)).state).toBe('cancelled');
  });

  test('that cannot be done never keeps a broadcast from going out', async () => {
    const workspace = await workspaceWith(some(3), { lookups: true, daily_limit_micros: 0 });
    const id = await sendToEveryone(workspace, 'Hello.');
    const { lookups } = await eventually(async () => {
      const progress = await progressOf(workspace, id);
      return progress.state === 'sending' && progress;
    }, 'the broadcast goes on');
    expect(lookups).toMatchObject({ done: 0, running: false, trouble: 'The spending limit leaves nothing for lookups.' });
    await setCosts(workspace, { daily_limit_micros: null });
    expect(await whenOver(workspace, id, 3)).toMatchObject({ delivered: 3 });
  });
});
