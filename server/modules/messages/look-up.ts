import { setTimeout as wait } from 'node:timers/promises';
import { spendingLeft } from '@tidings/core/messaging/spending';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { LookupAnswer, LookupProvider } from '../../providers/lookup/contract.ts';
import { suppress } from '../compliance/suppress.ts';
import type { OpenConnection } from '../connections/open-connection.ts';
import { readCostFacts } from '../costs/settings-store.ts';
import { addSpending } from '../costs/spending-store.ts';
import { saveLookups } from './number-lookups-store.ts';

/** How many numbers are asked about at the same time. */
const atOnce = 10;
/** A number that is not answered is asked about this often. */
const mostTries = 3;

/** Whom to ask, and what that costs. */
export interface LookupTask {
  readonly connection: OpenConnection;
  readonly provider: LookupProvider;
  /** Per number that is answered. */
  readonly micros: number;
}

export interface Answered {
  readonly address: string;
  readonly answer: LookupAnswer;
}

/** Asks about numbers, some at the same time, until all are answered, the account is refused or the signal ends it. No transaction may be open. */
export async function askAll(
  ctx: Context,
  task: LookupTask,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Answered[]> {
  const answers: Answered[] = [];
  const waiting = [...addresses];
  let over = false;
  const ask = async () => {
    for (let address = waiting.shift(); address !== undefined && !over && !signal.aborted; address = waiting.shift()) {
      const answer = await askOne(ctx, task, address, signal);
      answers.push({ address, answer });
      over ||= answer.kind === 'refused';
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return answers;
}

async function askOne(
  ctx: Context,
  { provider, connection }: LookupTask,
  address: string,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await provider.lookUp(ctx.outgoing, connection, address);
    if (answer.kind === 'found' || answer.kind === 'refused' || tries === mostTries || signal.aborted) return answer;
    const pauseMs = answer.kind === 'busy' ? Math.min(10_000, answer.retryAfterMs ?? 1_000 * tries) : 200 * tries;
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** How many lookups the spending limits leave; Infinity without limits, or where a lookup costs nothing that is known. */
export async function payableLookups(tx: Tx, { connection, micros }: LookupTask): Promise<number> {
  const facts = await readCostFacts(tx, connection.workspaceId, connection.sandbox);
  const left = spendingLeft(
    { daily: facts.dailyLimit, monthly: facts.monthlyLimit },
    { today: facts.spentToday, month: facts.spentMonth },
  );
  return left === null || micros === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(left.micros / micros));
}

/** What answers came to. */
export interface Kept {
  readonly found: number;
  readonly landlines: number;
  readonly micros: number;
}

/**
 * Keeps answers, suppresses landlines with the answer as evidence (they are skipped by the rule that every landline is), and counts what it cost.
 * Waits for leases that are under way where it finds a landline.
 */
export async function keepAnswers(ctx: Context, tx: Tx, task: LookupTask, answers: readonly Answered[]): Promise<Kept> {
  const { workspaceId, sandbox } = task.connection;
  const found = answers.flatMap(({ address, answer }) => (answer.kind === 'found' ? [{ address, ...answer }] : []));
  const landlines = found.filter((one) => one.lineType === 'landline');
  const micros = found.length * task.micros;
  const at = ctx.clock.now().toISOString();
  for (const { address, carrier } of landlines) {
    await suppress(tx, {
      workspaceId,
      channel: 'sms',
      address,
      kind: 'landline',
      reason: `Looked up with ${task.provider.label}: a landline${carrier === null ? '' : ` of ${carrier}`}`,
      source: 'lookup',
      evidence: { line_type: 'landline', carrier, provider: task.provider.id, looked_up_at: at },
      sandbox,
    });
  }
  await saveLookups(tx, workspaceId, task.provider.id, found);
  const { day } = await readCostFacts(tx, workspaceId, sandbox);
  await addSpending(tx, [{ workspaceId, sandbox, day, sourceId: null, micros }]);
  return { found: found.length, landlines: landlines.length, micros };
}
