import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { costsApi } from '@tidings/core/contract/costs';
import { queueApi } from '@tidings/core/contract/queue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TestWorkspace } from '../../testing/product.ts';
import { listEntries } from '../audit/store.ts';
import { act, clock, product, queued, read, runPlan, stateOf, workspace } from './control-testing.ts';
import { addDraft } from './testing.ts';

const zone = 'America/New_York';

/** A broadcast that goes out at nine the next morning, which is 14:00 UTC. */
async function scheduled(wish: NewBroadcast = {}) {
  clock.at = new Date('2026-03-01T12:00:00Z');
  const ws = await workspace(3);
  const { id, version } = await addDraft(ws, wish);
  const params = { broadcast_id: id };
  const answer = await ws
    .as('manager')
    .call(broadcastsApi.scheduleBroadcast, { params, body: { version, local: '2026-03-02T09:00', zone } });
  expect(answer.status, answer.text).toBe(200);
  return { ws, id, params, version: answer.body.version };
}
const bodyOf = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } })).body;

describe('a scheduled broadcast is changed', () => {
  it('until the last moment, keeps its time, and goes out as it was changed', async () => {
    const { ws, id, params, version } = await scheduled();
    clock.at = new Date('2026-03-02T13:59:59Z');
    const changed = await ws
      .as('manager')
      .call(broadcastsApi.updateBroadcast, { params, body: { version, body: 'At ten, not at nine.' } });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.body).toMatchObject({ state: 'scheduled', scheduled_at: '2026-03-02T14:00:00.000Z', version: version + 1 });
    clock.at = new Date('2026-03-02T14:00:00Z');
    await runPlan();
    expect(await stateOf(ws, id)).toBe('sending');
    const source = await read(ws, (tx) =>
      tx.selectFrom('message_sources').select('template').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    expect(source.template).toBe('At ten, not at nine.');
    const late = await ws
      .as('manager')
      .call(broadcastsApi.updateBroadcast, { params, body: { version: version + 1, body: 'At eleven.' } });
    expect(late.problem.code).toBe('wrong_state');
  });

  it('with everything checked that was checked when it was scheduled', async () => {
    const { ws, id, params, version } = await scheduled();
    const change = (body: NewBroadcast) =>
      ws.as('manager').call(broadcastsApi.updateBroadcast, { params, body: { version, ...body } });
    expect((await change({ body: ' ' })).problem).toMatchObject({ status: 422, errors: [{ field: 'body' }] });
    expect((await change({ body: 'Hi {{ contact.nothing }}' })).problem).toMatchObject({
      status: 422,
      errors: [{ field: 'body' }],
    });
    expect((await change({ audience: { include: [], exclude: [] } })).status).toBe(422);
    expect((await change({ useless_after: '2026-03-02T13:00:00.000Z' })).problem).toMatchObject({
      status: 400,
      errors: [{ field: 'body.useless_after' }],
    });
    expect(await bodyOf(ws, id)).toMatchObject({ state: 'scheduled', version, body: 'See you on Sunday.', useless_after: null });
  });

  it('only with a yes to a sum above what this workspace asks about', async () => {
    const { ws, params, version } = await scheduled();
    await ws.as('admin').call(costsApi.updateCosts, { body: { ask_above_micros: 1 } });
    const change = (more: object) =>
      ws.as('manager').call(broadcastsApi.updateBroadcast, { params, body: { version, body: 'Longer.', ...more } });
    const { problem } = await change({});
    expect(problem.code).toBe('cost_not_accepted');
    // The sum to say yes to, for the screen that asks, and that yes is enough.
    const sum = problem.errors?.find((one) => one.field === 'body.accept_cost_micros')?.at_least;
    expect(sum).toBeGreaterThan(1);
    expect((await change({ accept_cost_micros: (sum ?? 0) - 1 })).problem.code).toBe('cost_not_accepted');
    expect((await change({ accept_cost_micros: sum })).status).toBe(200);
  });

  it('by whoever has seen the latest version, and on record', async () => {
    const { ws, id, params, version } = await scheduled();
    const change = (body: string) => ws.as('manager').call(broadcastsApi.updateBroadcast, { params, body: { version, body } });
    const answers = await Promise.all([change('One.'), change('Two.')]);
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409]);
    const entries = await read(ws, (tx) => listEntries(tx, ws.id, { limit: 10, withConfidential: true }));
    expect(entries.filter((one) => one.action === 'broadcast_changed')).toMatchObject([
      { object_id: id, details: { fields: 'body' } },
    ]);
  });

  it('and taken back it keeps day and time as a proposal, and does not go', async () => {
    const { ws, id } = await scheduled();
    expect((await act(ws, 'unscheduleBroadcast', id)).body).toMatchObject({
      state: 'draft',
      scheduled_at: null,
      scheduled_local: '2026-03-02T09:00',
      scheduled_zone: zone,
    });
    clock.at = new Date('2026-03-02T14:00:00Z');
    await runPlan();
    expect(await stateOf(ws, id)).toBe('draft');
  });
});

describe('a broadcast whose time passed while nothing ran', () => {
  let ws: TestWorkspace;
  let id: string;
  const alerts = async () =>
    (await ws.as('viewer').call(queueApi.listAlerts)).body.items.filter((one) => one.kind === 'broadcast_late');
  beforeEach(async () => {
    ({ ws, id } = await scheduled());
  });

  it('still goes out by itself within the hour', async () => {
    clock.at = new Date('2026-03-02T15:00:00Z');
    await runPlan();
    expect(await stateOf(ws, id)).toBe('sending');
    expect(await bodyOf(ws, id)).toMatchObject({ scheduled_at: '2026-03-02T14:00:00.000Z', late_since: null });
    expect(await alerts()).toEqual([]);
  });

  it('later than that waits, and somebody is asked', async () => {
    clock.at = new Date('2026-03-04T15:00:00Z');
    await Promise.all([runPlan(), runPlan()]);
    expect(await bodyOf(ws, id)).toMatchObject({ state: 'paused', started_at: null, planned_at: null });
    expect((await bodyOf(ws, id)).late_since).not.toBeNull();
    await runPlan();
    expect(await queued(ws, id)).toBe(0);
    expect(await alerts()).toMatchObject([
      { broadcast: { id, name: 'Sunday' }, words: expect.stringContaining('2026-03-02 09:00 in America/New York') },
    ]);
    const elsewhere = await product.workspace();
    expect((await elsewhere.as('viewer').call(queueApi.listAlerts)).body.items.map((one) => one.kind)).not.toContain(
      'broadcast_late',
    );
  });

  it('goes out once somebody says so, and says from then on how late it was', async () => {
    clock.at = new Date('2026-03-04T15:00:00Z');
    await runPlan();
    expect((await act(ws, 'resumeBroadcast', id)).body).toMatchObject({
      state: 'planning',
      late_since: null,
      state_reason: null,
    });
    await runPlan();
    expect(await stateOf(ws, id)).toBe('sending');
    expect(await queued(ws, id)).toBe(3);
    const { started_at: began, scheduled_at: due } = await bodyOf(ws, id);
    expect(began).not.toBeNull();
    expect(due).toBe('2026-03-02T14:00:00.000Z');
    expect(await alerts()).toEqual([]);
  });

  it('can be taken back to choose another time, or cancelled', async () => {
    clock.at = new Date('2026-03-04T15:00:00Z');
    await runPlan();
    const draft = await act(ws, 'unscheduleBroadcast', id);
    expect(draft.body).toMatchObject({
      state: 'draft',
      late_since: null,
      state_reason: null,
      scheduled_local: '2026-03-02T09:00',
    });
    const other = await scheduled();
    clock.at = new Date('2026-03-04T15:00:00Z');
    await runPlan();
    expect((await act(other.ws, 'cancelBroadcast', other.id)).body.state).toBe('cancelled');
    await runPlan();
    expect(await queued(other.ws, other.id)).toBe(0);
    expect(await alerts()).toEqual([]);
  });

  it('but a pause that a member made is no draft again', async () => {
    clock.at = new Date('2026-03-02T14:00:00Z');
    await runPlan();
    await act(ws, 'pauseBroadcast', id);
    expect((await act(ws, 'unscheduleBroadcast', id)).status).toBe(409);
  });
});
