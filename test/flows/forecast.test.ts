import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewBroadcast } from '../../core/src/contract/broadcast.ts';
import type { BroadcastEstimate } from '../../core/src/contract/broadcast-estimate.ts';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { costsApi } from '../../core/src/contract/costs.ts';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '../../core/src/contract/quiet-hours.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { progressOf } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

/** A zone whose clocks show about this hour now, so that no test waits for an hour of the day. */
function zoneAt(hour: number): string {
  const behind = (new Date().getUTCHours() - hour + 24) % 24;
  const offset = behind > 12 ? behind - 24 : behind;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
}

/** Numbers from 0 to below n, the same each time. */
function dice(seed: number) {
  let state = seed;
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const hourMs = 3_600_000;
const cap = { messages: 2, days: 7 } as const;

interface World {
  readonly workspace: SandboxWorkspace;
  readonly total: number;
}

/** People of every kind, mixed by chance: asleep or up, opted out, without consent, in doubt, with few or enough texts lately. */
async function world(
  seed: number,
  settings: Partial<QuietHoursSettings>,
  { doubts, total = 80 }: { readonly doubts: boolean; readonly total?: number },
): Promise<World> {
  const roll = dice(seed);
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const body = { ...defaultQuietHoursSettings, in_sandbox: true, ...settings };
  const set = await workspace.as('admin').call(quietHoursApi.updateQuietHours, { body });
  expect(set.status, set.text).toBe(200);
  const people = Array.from({ length: total }, (_, index) => ({
    name: `Person ${index}`,
    phone: fictitiousNumber(index),
    consent: roll(10) === 0 ? ('unknown' as const) : ('yes' as const),
  }));
  const ids = await addPeople(product.ctx, workspace.id, people);
  await product.ctx.db.workspace(workspace.id, async (tx) => {
    for (const [index, id] of ids.entries()) {
      const address = people[index]?.phone ?? '';
      const zone = zoneAt(roll(3) === 0 ? 3 : 13);
      await tx.updateTable('contacts').set({ time_zone: zone }).where('id', '=', id).execute();
      if (roll(10) === 0)
        await sql`insert into suppressions (workspace_id, channel, address, kind, source)
          values (${workspace.id}, 'sms', ${address}, 'opt_out', 'member')`.execute(tx);
      // Nobody is in doubt and has had enough texts: what becomes of them after the doubt cannot be seen today.
      const kind = roll(4);
      if (kind === 0 && doubts)
        await sql`insert into opt_out_doubts (workspace_id, contact_id, channel, address, message_id, body, rule, language, asked_at, holds_until)
          values (${workspace.id}, ${id}, 'sms', ${address}, ${randomUUID()}, 'stop?', 'bare_stop', 'en', now(), ${new Date(Date.now() + (1 + roll(70)) * hourMs)})`.execute(
          tx,
        );
      const texts = kind === 1 ? roll(4) : 0;
      for (let n = 0; n < texts; n += 1) {
        // Some of them were long enough ago not to count.
        const ago = (1 + roll(12)) * 24 * hourMs - hourMs;
        await sql`insert into messages (workspace_id, direction, channel, contact_id, address, sender_id, source, priority, state, accepted_at)
          values (${workspace.id}, 'out', 'sms', ${id}, ${address}, ${workspace.senderId}, 'broadcast', 2, 'delivered',
            ${new Date(Date.now() - ago)})`.execute(tx);
      }
    }
  });
  return { workspace, total };
}

/** Looks at the forecast, sends, and waits until everything has ended or waits. */
async function forecastAndSend({ workspace, total }: World, wish: NewBroadcast = {}) {
  const manager = workspace.as('manager');
  const draft = await manager.call(broadcastsApi.createBroadcast, {
    body: { name: 'Sunday', body: 'See you on Sunday.', audience: { include: [{ kind: 'everyone' }], exclude: [] }, ...wish },
  });
  const params = { broadcast_id: draft.body.id };
  const { body: forecast } = await manager.call(broadcastsApi.estimateBroadcast, { params });
  const sent = await manager.call(broadcastsApi.sendBroadcast, {
    params,
    body: { version: draft.body.version, expected_recipients: forecast.will_get },
  });
  expect(sent.status, sent.text).toBe(202);
  const held = forecast.hours.now - atOnce(forecast);
  const progress = await eventually(async () => {
    const now = await progressOf(workspace, draft.body.id);
    const { counts } = now;
    const over = counts.delivered + counts.failed + counts.skipped + counts.expired + counts.cancelled;
    const waits = now.waits.reduce((sum, one) => sum + one.n, 0);
    const settled = now.planned === total && over + waits + (now.cost.hold ? held : 0) >= total;
    return settled ? now : undefined;
  }, 'everything has ended or waits');
  return { forecast, progress };
}

/** Who goes now and is paid for. */
const atOnce = ({ hours, spending }: BroadcastEstimate) => Math.min(hours.now, spending?.pays_for ?? hours.now);

const byReason = (all: readonly { reason: string; n: number }[]) => {
  const found: Record<string, number> = {};
  for (const { reason, n } of all) found[reason] = (found[reason] ?? 0) + n;
  return found;
};

/** Everything that the forecast says, as it is said afterwards. */
function compare(forecast: BroadcastEstimate, progress: Awaited<ReturnType<typeof progressOf>>) {
  const ended = progress.reasons.filter(({ state }) => state === 'skipped' || state === 'expired');
  expect(byReason(ended)).toEqual(byReason([...forecast.skipped, ...forecast.hours.left_out]));
  // Who may have asked to stop waits until a member answers: the forecast calls that held.
  expect(byReason(progress.waits)).toEqual(byReason([...forecast.hours.waiting, ...forecast.hours.held]));
  expect(progress.counts.delivered + progress.counts.failed).toBe(atOnce(forecast));
}

describe('the forecast is what then happens', () => {
  test.each([11, 12, 13])('with doubts, quiet hours, opt-outs, and a cap that leaves out (%i)', async (seed) => {
    const made = await world(seed, { frequency_cap: { ...cap, excess: 'skip' } }, { doubts: true });
    const { forecast, progress } = await forecastAndSend(made);
    // The mixture has everything in it, or the comparison would show nothing.
    expect(forecast.hours.left_out.map((one) => one.reason)).toContain('frequency_cap');
    expect(new Set(forecast.hours.waiting.map((one) => one.reason))).toEqual(new Set(['quiet_hours']));
    expect(forecast.hours.held.map((one) => one.reason)).toEqual(['asked_to_stop_maybe']);
    expect(forecast.skipped.map((one) => one.reason)).toEqual(expect.arrayContaining(['opted_out', 'no_consent']));
    compare(forecast, progress);
    // Who only waits for their hours waits until the very moment that was forecast.
    const until = (all: typeof progress.waits) =>
      all.filter((one) => one.reason === 'quiet_hours').map((one) => [one.until, one.n]);
    expect(until(progress.waits)).toEqual(until(forecast.hours.waiting));
  });

  test.each([21, 22])('with a cap that makes wait (%i)', async (seed) => {
    const made = await world(seed, { frequency_cap: { ...cap, excess: 'wait' } }, { doubts: true });
    const { forecast, progress } = await forecastAndSend(made);
    expect(forecast.hours.waiting.map((one) => one.reason)).toContain('frequency_cap');
    compare(forecast, progress);
    // Each has a moment of their own, which the forecast rounds up to the minute; who sleeps then is told the hour after.
    const first = Math.min(
      ...progress.waits.filter((one) => one.reason === 'frequency_cap').map((one) => Date.parse(one.until ?? '')),
    );
    const said = Math.min(
      ...forecast.hours.waiting.filter((one) => one.reason === 'frequency_cap').map((one) => Date.parse(one.until ?? '')),
    );
    expect(said).toBeGreaterThanOrEqual(first);
  });

  test('with a deadline that some cannot wait for', async () => {
    const made = await world(31, { frequency_cap: { ...cap, excess: 'wait' } }, { doubts: false });
    const deadline = new Date(Date.now() + hourMs / 2).toISOString();
    const { forecast, progress } = await forecastAndSend(made, { useless_after: deadline });
    expect(forecast.hours.left_out.map((one) => one.reason).toSorted()).toEqual(['expired', 'expired_in_quiet_hours']);
    expect(forecast.hours.waiting).toEqual([]);
    compare(forecast, progress);
  });

  test('with a spending limit that pays for some', async () => {
    const made = await world(41, { frequency_cap: { ...cap, excess: 'skip' } }, { doubts: true });
    // What a segment costs by our table; the limit pays for seven and a half.
    const costs = await made.workspace.as('admin').call(costsApi.getCosts);
    const price = costs.body.prices.find((one) => one.country === 'US');
    const each = (price?.micros ?? 0) + (price?.surcharge_micros ?? 0);
    const limited = await made.workspace.as('admin').call(costsApi.updateCosts, { body: { monthly_limit_micros: each * 7.5 } });
    expect(limited.status, limited.text).toBe(200);
    const { forecast, progress } = await forecastAndSend(made);
    expect(forecast.spending).toMatchObject({ period: 'monthly', pays_for: 7, left_micros: each * 7.5 });
    // With those who wait for their morning, and then for money.
    const asleep = forecast.hours.waiting.reduce((sum, one) => sum + one.n, 0);
    expect(forecast.spending?.waits).toBeGreaterThanOrEqual(forecast.hours.now - 7);
    expect(forecast.spending?.waits).toBeLessThanOrEqual(forecast.hours.now - 7 + asleep);
    compare(forecast, progress);
    expect(progress.counts.delivered).toBe(7);
    expect(progress.cost.hold?.period).toBe('monthly');
  });
});

test('texts that are still on their way count for the cap of the next', async () => {
  const made = await world(
    51,
    { frequency_cap: { messages: 1, days: 7, excess: 'skip' }, in_sandbox: true },
    { doubts: false, total: 12 },
  );
  const { workspace } = made;
  const manager = workspace.as('manager');
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .updateTable('contacts')
      .set({ time_zone: zoneAt(13) })
      .execute(),
  );
  const hold = (paused: Date | null) =>
    product.ctx.db.system((tx) =>
      tx.updateTable('senders').set({ paused_at: paused }).where('id', '=', workspace.senderId).execute(),
    );
  await hold(new Date());
  const draft = () =>
    manager.call(broadcastsApi.createBroadcast, {
      body: { name: 'One', body: 'Hello.', audience: { include: [{ kind: 'everyone' }], exclude: [] } },
    });
  const first = await draft();
  const sent = await manager.call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: first.body.id },
    body: { version: first.body.version },
  });
  expect(sent.status, sent.text).toBe(202);
  const second = await draft();
  const { body } = await manager.call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: second.body.id } });
  expect(body.hours).toMatchObject({ now: 0, left_out: [{ reason: 'frequency_cap', n: body.will_get }] });
  expect(body.will_get).toBeGreaterThan(0);
  // Nobody gets it, so it costs nothing.
  expect(body).toMatchObject({ segments: { total: 0 }, cost: { micros: 0 } });
  await hold(null);
});
