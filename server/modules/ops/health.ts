import type { Health, HealthPart, HealthPartName, HealthStatus } from '@tidings/core/contract/health';
import type { Context } from '../../context.ts';
import { checkSchema } from '../../db/migrate.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { version } from '../../lib/version.ts';
import { Kept, within } from './kept.ts';
import { pingDatabase } from './ping-store.ts';
import { checkConnections, checkDisk, checkQueue, checkSandbox, checkWorkers, type Finding } from './probes.ts';

/** How long an answer about each part is kept: many may ask, and each asking costs. */
const keepMs: Readonly<Record<HealthPartName, number>> = {
  database: 1_000,
  queue: 5_000,
  workers: 2_000,
  connections: 5_000,
  sandbox: 5_000,
  disk: 10_000,
};
/** Later than this an answer is none. */
const patienceMs = 3_000;
/** A migration while this process runs is noticed within this time. */
const keepSchemaMs = 15_000;

interface Probe {
  readonly finding: Kept<Finding & { readonly at: Date }>;
}

interface Probes {
  readonly schema: Kept<void>;
  readonly parts: ReadonlyMap<HealthPartName, Probe>;
}

const probes = new WeakMap<Context, Probes>();

function probesOf(ctx: Context): Probes {
  const known = probes.get(ctx);
  if (known) return known;
  const schema = new Kept(keepSchemaMs, () => checkSchema(ctx.db));
  const asks: Readonly<Record<HealthPartName, () => Promise<Finding>>> = {
    database: () => checkDatabase(ctx, schema),
    queue: () => checkQueue(ctx),
    workers: () => checkWorkers(ctx),
    connections: () => checkConnections(ctx),
    sandbox: () => checkSandbox(ctx),
    disk: () => checkDisk(ctx),
  };
  const parts = new Map(
    (Object.keys(asks) as HealthPartName[]).map((part): [HealthPartName, Probe] => [
      part,
      { finding: new Kept(keepMs[part], async () => ({ ...(await look(part, asks[part])), at: ctx.clock.now() })) },
    ]),
  );
  const made = { schema, parts };
  probes.set(ctx, made);
  return made;
}

/** What a look finds; one that fails or takes too long is a finding, too. */
async function look(part: HealthPartName, ask: () => Promise<Finding>): Promise<Finding> {
  try {
    return await within(patienceMs, `It did not answer within ${patienceMs / 1_000} seconds.`, ask());
  } catch (error) {
    if (part !== 'database' && isDatabaseAway(error)) {
      return { status: 'unseen', words: 'It cannot be seen while the database is away.', details: [] };
    }
    const words = isDatabaseAway(error)
      ? 'The database does not answer.'
      : error instanceof Error
        ? error.message
        : String(error);
    return { status: 'failing', words, details: [] };
  }
}

async function checkDatabase(ctx: Context, schema: Kept<void>): Promise<Finding> {
  const begun = performance.now();
  await pingDatabase(ctx.db);
  const ms = Math.round(performance.now() - begun);
  await schema.get();
  return { status: 'ok', words: `Answers in ${ms} ms, and has the tables of this version.`, details: [] };
}

/** Whether this process may be given requests: it works, the database answers and has the tables of this version. Undefined when it may. */
export async function whyNotReady(ctx: Context): Promise<string | undefined> {
  if (ctx.process.state.drainingAt) return 'stopping';
  const { value } = await finding(ctx, 'database');
  return value.status === 'ok' ? undefined : 'database';
}

const finding = (ctx: Context, part: HealthPartName) => {
  const probe = probesOf(ctx).parts.get(part);
  if (!probe) throw new Error(`There is no probe for ${part}.`);
  return probe.finding.get();
};

/** Every part as it is, looked at lately. */
export async function getHealth(ctx: Context): Promise<Health> {
  const parts = (await Promise.all([...probesOf(ctx).parts.keys()].map((part) => presentPart(ctx, part)))).flat();
  return { status: overall(parts), version, parts };
}

/** One part as it was found; nothing where there is nothing to look at. */
async function presentPart(ctx: Context, part: HealthPartName): Promise<HealthPart[]> {
  const { value, ageMs } = await finding(ctx, part);
  const { status, words, details, at, askedAt, absent } = value;
  if (absent) return [];
  const age = askedAt ? ctx.clock.now().getTime() - askedAt.getTime() : ageMs;
  return [
    {
      part,
      status,
      checked_at: (askedAt ?? at).toISOString(),
      age_seconds: Math.round(age / 100) / 10,
      words,
      details: [...details],
    },
  ];
}

/** One workspace's wrong connection and the sandbox do not make the installation fail; everything else that fails does. */
function overall(parts: readonly HealthPart[]): HealthStatus {
  if (parts.some(({ part, status }) => status === 'failing' && part !== 'connections' && part !== 'sandbox')) return 'failing';
  return parts.some(({ status }) => status !== 'ok') ? 'warning' : 'ok';
}

/** The same for strangers: which part has a problem and when it was looked at, no words, no names. */
export function withoutDetails(health: Health) {
  return {
    status: health.status,
    parts: health.parts.map(({ part, status, checked_at, age_seconds }) => ({ part, status, checked_at, age_seconds })),
  };
}
