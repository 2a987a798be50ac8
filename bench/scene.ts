import { defaultQuietHoursSettings, type QuietHoursSettings } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import type { Context } from '../server/context.ts';
import { newId } from '../server/lib/clock.ts';
import { openConnection } from '../server/modules/connections/open-connection.ts';
import { callCarrier, provisionSandboxAccount } from '../server/modules/connections/provision-sandbox.ts';
import { ensureSandboxConnection } from '../server/modules/connections/sandbox-connection.ts';
import { planMessages } from '../server/modules/messages/sources.ts';
import { insertSource } from '../server/modules/messages/sources-store.ts';
import type { Figure } from './harness.ts';

const template = 'Hi {{ contact.first_name | default: "there" }}, doors open at nine on Sunday.';

/** A workspace that sends through the sandbox carrier. */
export interface Scene {
  readonly id: string;
  readonly connectionId: string;
  readonly senderId: string;
  readonly number: string;
  readonly account: string;
  readonly authToken: string;
  /** Calls the carrier's control interface for the account. */
  control(method: 'GET' | 'PUT' | 'DELETE' | 'POST', path: string, body?: unknown): Promise<{ status: number; json: unknown }>;
}

/** The number of the person with this index, from 1. The sandbox carrier reaches nobody. */
export const phoneOf = (index: number) => `+1${2_122_000_000 + index}`;

/** What is counted of each person at their lease. */
export interface Counts {
  /** The workspace limits how many texts one person gets: 50 in 7 days, which nobody reaches. */
  readonly cap?: boolean;
  /** Everybody has a number of Florida, where the law counts what they had within 24 hours. */
  readonly state?: boolean;
  /** How many texts each had in the last hours, 0 to 2 (the law's third goes out): what the count reads. */
  readonly had?: number;
}

interface SceneOptions {
  readonly rate?: number;
  /** Of the carrier. */
  readonly settings?: object;
  readonly counts?: Counts;
}

/** A workspace with people who agreed, and a lane of the given rate in segments per second, by default one that is never the limit. */
export async function prepareScene(
  ctx: Context,
  count: number,
  { rate = 100_000, settings = {}, counts = {} }: SceneOptions = {},
): Promise<Scene> {
  const id = newId();
  const connection = await ctx.db.system(async (tx) => {
    await tx
      .insertInto('workspaces')
      .values({ id, slug: `bench-${id.slice(-8)}`, name: 'Bench', country: 'US', time_zone: 'America/New_York' })
      .execute();
    return ensureSandboxConnection(ctx, tx, id);
  });
  await ctx.db.system(async (tx) => {
    await sql`insert into contacts (workspace_id, first_name, full_name, phone, sms_consent, search)
      select ${id}, 'Person ' || i, 'Person ' || i, '+1' || (${sql.lit(counts.state ? 3_052_000_000 : 2_122_000_000)} + i), 'yes', 'person ' || i from generate_series(1, ${count}) i`.execute(
      tx,
    );
    await sql`update senders set rate_per_second = ${rate}, burst = ${rate}, tokens = ${rate} where workspace_id = ${id}`.execute(
      tx,
    );
  });
  await countPeople(ctx, id, counts);
  await sql`analyze contacts`.execute(ctx.db.open);
  const opened = await ctx.db.system((tx) => openConnection(ctx, tx, connection.id));
  await provisionSandboxAccount(ctx, opened);
  const account = String(opened.settings['account_sid']);
  const sender = await ctx.db.system((tx) =>
    tx.selectFrom('senders').selectAll().where('workspace_id', '=', id).executeTakeFirstOrThrow(),
  );
  const control: Scene['control'] = async (method, path, body) => {
    const answer = await callCarrier(ctx, method, `/accounts/${account}${path}`, body);
    if (answer.status >= 300) throw new Error(`The carrier refused ${method} ${path}: ${JSON.stringify(answer.json)}`);
    return answer;
  };
  await control('PUT', '', { settings: { profile: 'instant', ...settings } });
  return {
    id,
    connectionId: connection.id,
    senderId: sender.id,
    number: sender.address,
    account,
    authToken: opened.secrets['auth_token'] ?? '',
    control,
  };
}

/** Sets what is counted of everybody, with quiet hours for sandbox phones, which it depends on: at their places it is about one in the afternoon. */
async function countPeople(ctx: Context, workspaceId: string, { cap = false, state = false, had = 0 }: Counts): Promise<void> {
  if (!cap && !state) return;
  const hours: QuietHoursSettings = {
    ...defaultQuietHoursSettings,
    in_sandbox: true,
    frequency_cap: cap ? { messages: 50, days: 7, excess: 'wait' } : null,
  };
  const ahead = ((13 - new Date().getUTCHours() + 36) % 24) - 12;
  const zone = ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  await ctx.db.workspace(workspaceId, async (tx) => {
    await sql`update workspaces set settings = settings || jsonb_build_object('quiet_hours', ${JSON.stringify(hours)}::jsonb) where id = ${workspaceId}`.execute(
      tx,
    );
    await sql`update contacts set time_zone = ${zone}`.execute(tx);
    for (let hour = 1; hour <= had; hour += 1)
      await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, state, created_at, accepted_at)
        select workspace_id, 'out', 'sms', id, phone, 'broadcast', 'delivered', now() - make_interval(hours => ${hour}), now() - make_interval(hours => ${hour})
        from contacts`.execute(tx);
  });
  await sql`analyze messages`.execute(ctx.db.open);
}

/** Plans a broadcast to everybody; returns its id. */
export async function planBroadcast(ctx: Context, scene: Scene): Promise<string> {
  const sourceId = newId();
  await ctx.db.workspace(scene.id, async (tx) => {
    await insertSource(tx, {
      id: sourceId,
      workspaceId: scene.id,
      kind: 'broadcast',
      template,
      smartEncoding: true,
      uselessAfter: null,
      state: 'running',
    });
    await planMessages(
      tx,
      {
        sourceId,
        workspaceId: scene.id,
        kind: 'broadcast',
        priority: 2,
        senderId: scene.senderId,
        onePerAddress: true,
        purpose: 'marketing',
        uselessAfter: null,
        createdBy: null,
        createdByName: 'bench',
      },
      sql<{ id: string }>`select id from contacts where workspace_id = ${scene.id}`,
    );
  });
  return sourceId;
}

/** How many messages of a broadcast are in each state, from the counters; undefined while the database is away. */
export async function countStates(ctx: Context, sourceId: string): Promise<Record<string, number> | undefined> {
  try {
    const rows = await ctx.db.system((tx) =>
      tx.selectFrom('source_counts').select(['state', 'n']).where('source_id', '=', sourceId).execute(),
    );
    const counts: Record<string, number> = {};
    for (const { state, n } of rows) counts[state] = (counts[state] ?? 0) + n;
    return counts;
  } catch {
    return undefined;
  }
}

/** How many messages the carrier has taken in all. */
export async function countTaken(scene: Scene): Promise<number> {
  const { json } = await scene.control('GET', '/stats');
  return (json as { outbound: number }).outbound;
}

/**
 * Compares what the phones got with what was planned, and with what the ledger says, counted from the messages themselves. Each figure has
 * to be as its limit says; `wrong` names those that are not.
 */
export async function judge(
  ctx: Context,
  scene: Scene,
  sourceId: string,
  count: number,
): Promise<{ readonly figures: readonly Figure[]; readonly wrong: readonly string[] }> {
  const phones = (await scene.control('GET', '/stats/duplicates')).json as {
    considered: number;
    distinct: number;
    total: number;
  };
  const { rows } = await ctx.db.system((tx) =>
    sql<{
      state: string;
      n: number;
    }>`select state, count(*)::int as n from messages where source_id = ${sourceId} group by 1`.execute(tx),
  );
  const { rows: left } = await ctx.db.system((tx) =>
    sql<{ n: number }>`select count(*)::int as n from outbox where workspace_id = ${scene.id}`.execute(tx),
  );
  const ledger = Object.fromEntries(rows.map((row) => [row.state, row.n]));
  const counters = (await countStates(ctx, sourceId)) ?? {};
  const facts: readonly (readonly [what: string, value: number, wanted: number])[] = [
    ['people who got it', phones.distinct, count],
    ['people who got it twice or more', phones.total, 0],
    ['delivered, in the ledger', ledger['delivered'] ?? 0, count],
    ['delivered, in the counters', counters['delivered'] ?? 0, count],
    ['unknown, in the ledger', ledger['unknown'] ?? 0, 0],
    ['left in the outbox', left[0]?.n ?? 0, 0],
  ];
  return {
    figures: facts.map(([what, value]) => ({ what, value, unit: 'people' })),
    wrong: facts
      .filter(([, value, wanted]) => value !== wanted)
      .map(([what, value, wanted]) => `${what}: ${value}, not ${wanted}`),
  };
}

/** Ends the bench with the verdict. */
export function conclude(wrong: readonly string[]): void {
  if (wrong.length === 0) console.log('\n  Nothing lost, nothing twice.');
  for (const one of wrong) console.log(`  WRONG  ${one}`);
  if (wrong.length > 0) process.exitCode = 1;
}
