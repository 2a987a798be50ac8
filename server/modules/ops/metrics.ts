import type { Context } from '../../context.ts';
import { metricNames } from '../../lib/metric-names.ts';
import { version } from '../../lib/version.ts';

import { installationLanes, installationProcesses } from './facts.ts';
import { Kept, within } from './kept.ts';
import { type LaneFacts, listConnectionStates, listMinutes, type MinuteRow } from './lanes-store.ts';
import { diskSpace, isStuckNow, lagSeconds } from './probes.ts';
import { processState } from './process-rows.ts';

/** Facts of the installation are read this often at most, however many ask. */
const keepMs = 10_000;
const patienceMs = 4_000;

interface Installation {
  readonly lanes: readonly LaneFacts[];
  readonly processes: Awaited<ReturnType<typeof installationProcesses>>;
  readonly connections: readonly { readonly status: string }[];
  readonly minute: MinuteRow | undefined;
  readonly failedJobs: number;
}

const kept = new WeakMap<Context, Kept<Installation>>();

function installation(ctx: Context): Kept<Installation> {
  const known = kept.get(ctx) ?? new Kept(keepMs, () => read(ctx));
  kept.set(ctx, known);
  return known;
}

async function read(ctx: Context): Promise<Installation> {
  const [lanes, processes] = [await installationLanes(ctx), await installationProcesses(ctx)];
  const thisMinute = Math.floor(ctx.clock.now().getTime() / 60_000) * 60_000;
  const { connections, minutes } = await ctx.db.system(async (tx) => ({
    connections: await listConnectionStates(tx),
    minutes: await listMinutes(tx, new Date(thisMinute - 60_000)),
  }));
  const minute = minutes.find((one) => one.minute.getTime() === thisMinute - 60_000);
  return { lanes, processes, connections, minute, failedJobs: await ctx.jobs.countFailed() };
}

/** Everything that this process can tell, in Prometheus' text format. While the database is away, without the figures of the installation. */
export async function metricsText(ctx: Context): Promise<{ readonly contentType: string; readonly body: string }> {
  await setOwn(ctx);
  const facts = await within(patienceMs, 'The database did not answer in time.', installation(ctx).get()).catch(() => undefined);
  ctx.metrics.set(metricNames.databaseUp, [{ value: facts ? 1 : 0 }]);
  setInstallation(ctx, facts?.value);
  return ctx.metrics.text();
}

async function setOwn(ctx: Context): Promise<void> {
  const { metrics, process, db } = ctx;
  const { state, role } = process;
  metrics.set(metricNames.build, [{ labels: { version, role }, value: 1 }]);
  metrics.set(metricNames.draining, [{ value: state.drainingAt ? 1 : 0 }]);
  metrics.set(
    metricNames.inHand,
    Object.entries(state.work()).map(([kind, value]) => ({ labels: { kind }, value })),
  );
  const { totalCount, idleCount, waitingCount } = db.pool;
  metrics.set(metricNames.connections, byLabel('state', { open: totalCount, idle: idleCount, waiting: waitingCount }));
  const disk = await diskSpace(ctx).catch(() => undefined);
  metrics.set(metricNames.diskFree, disk ? [{ value: disk.free }] : []);
}

function setInstallation({ metrics, clock }: Context, facts: Installation | undefined): void {
  const now = clock.now().getTime();
  const sum = (pick: (lane: LaneFacts) => number) => facts?.lanes.reduce((total, lane) => total + pick(lane), 0) ?? 0;
  const lanes = facts?.lanes ?? [];
  const states = lanes.map((lane) =>
    lane.pausedAt !== null ? 'paused' : lane.capped ? 'capped' : isStuckNow(lane, now) ? 'stuck' : 'open',
  );
  const none = facts === undefined;
  metrics.set(
    metricNames.waiting,
    none
      ? []
      : byLabel('state', {
          due: sum((lane) => lane.due),
          later: sum((lane) => lane.later),
          leased: sum((lane) => lane.leased),
          unknown: sum((lane) => lane.unknown),
        }),
  );
  metrics.set(metricNames.lag, none ? [] : [{ value: lagSeconds(lanes, now) }]);
  metrics.set(metricNames.lanes, none ? [] : byLabel('state', { open: 0, paused: 0, capped: 0, stuck: 0, ...countBy(states) }));
  const { handedOver = 0, delivered = 0, failed = 0, unknown = 0, again = 0 } = facts?.minute ?? {};
  metrics.set(
    metricNames.lastMinute,
    none ? [] : byLabel('outcome', { handed_over: handedOver, delivered, failed, unknown, again }),
  );
  metrics.set(metricNames.processes, processValues(facts));
  const statuses = facts?.connections.map((one) => one.status) ?? [];
  metrics.set(
    metricNames.providers,
    none ? [] : byLabel('status', { untested: 0, working: 0, failing: 0, ...countBy(statuses) }),
  );
  metrics.set(metricNames.failedJobs, none ? [] : [{ value: facts.failedJobs }]);
}

/** Every role and state, so that an alert can ask for 0. */
function processValues(facts: Installation | undefined) {
  return ['web', 'worker'].flatMap((role) =>
    ['working', 'stopping', 'lost'].flatMap((state) =>
      facts
        ? [
            {
              labels: { role, state },
              value: facts.processes.filter((one) => one.role === role && processState(one) === state).length,
            },
          ]
        : [],
    ),
  );
}

const countBy = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));

const byLabel = (label: string, values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
