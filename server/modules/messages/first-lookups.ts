import type { FirstLookups } from '@tidings/core/contract/send-messages';
import { lookupMicros } from '@tidings/core/messaging/prices';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { lookupProvider } from '../../providers/lookup/registry.ts';
import { openConnection } from '../connections/open-connection.ts';
import { findConnection } from '../connections/store.ts';
import { readCostSettings } from '../costs/settings-store.ts';
import { askAll, keepAnswers, type LookupTask, payableLookups } from './look-up.ts';
import { notLookedUpAmong } from './number-lookups-store.ts';

/** Somebody waits for the answer: what has not come by then goes out without, as it does where nobody can be asked. */
const leastMs = 5_000;
const mostMs = 25_000;
const perNumberMs = 50;

/** Numbers that are looked up before the first message to them, through which connection. */
export interface FirstNumbers {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly phones: readonly string[];
}

/** Which of these numbers would be looked up, and what one costs (null: not known); null where the workspace wants none, or nobody can answer. */
export async function plannedLookups(
  tx: Tx,
  { workspaceId, connectionId, phones }: FirstNumbers,
): Promise<{ readonly phones: readonly string[]; readonly microsEach: number | null } | null> {
  const settings = await readCostSettings(tx, workspaceId);
  if (!settings.lookups || phones.length === 0) return null;
  const connection = await findConnection(tx, workspaceId, connectionId);
  if (!connection || !lookupProvider(connection.provider)) return null;
  const missing = await notLookedUpAmong(tx, workspaceId, phones, settings.lookup_days);
  return missing.length === 0 ? null : { phones: missing, microsEach: lookupMicros(connection.provider) ?? null };
}

/**
 * Looks numbers up before somebody writes to them for the first time, where the workspace wants that: what
 * is known is not asked again, landlines are suppressed, and what the spending limits do not pay for is not asked. In transactions of its own:
 * call it before the one that plans or queues. Null where nothing was asked.
 */
export async function lookUpFirst(ctx: Context, wish: FirstNumbers): Promise<FirstLookups | null> {
  const { workspaceId } = wish;
  const ready = await ctx.db.workspace(workspaceId, async (tx) => {
    const planned = await plannedLookups(tx, wish);
    if (!planned) return undefined;
    const connection = await openConnection(ctx, tx, wish.connectionId);
    const provider = lookupProvider(connection.provider);
    if (!provider) return undefined;
    const task: LookupTask = { connection, provider, micros: planned.microsEach ?? 0 };
    const payable = await payableLookups(tx, task);
    return { task, phones: planned.phones.slice(0, Math.min(payable, planned.phones.length)) };
  });
  if (!ready || ready.phones.length === 0) return null;
  const { task, phones } = ready;
  const within = Math.min(mostMs, leastMs + phones.length * perNumberMs);
  const answers = await askAll(ctx, task, phones, AbortSignal.timeout(within));
  const { found, landlines, micros } = await ctx.db.workspace(workspaceId, (tx) => keepAnswers(ctx, tx, task, answers));
  return { numbers: found, landlines, micros };
}
