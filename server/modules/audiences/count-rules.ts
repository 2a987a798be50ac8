import { describeRules } from '@tidings/core/audience/describe-rules';
import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import type { RulesCount } from '@tidings/core/contract/saved-audiences';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { type ResolvedFilter, resolveFilter } from '../contacts/filter-store.ts';
import { loadRuleReferences } from '../contacts/rule-references-store.ts';
import { countByPlanner, countInSample, countMatching, limitTime, sampleMatching, tookTooLong } from './count-store.ts';

/** Somebody watches while they build: beyond this a number that is about right is worth more, and the exact one may follow. */
const quickMs = 200;

/** Who asks for the exact number waits no longer. */
const exactMs = 10_000;

/** For a few people, and for the number that is about right. */
const restMs = 1_500;

/** One block in a hundred tells enough of a table that is too large to be counted. */
const samplePercent = 1;

/** Above so many a walk through the index soon meets a few. */
const rareBelow = 5_000;

interface Counted {
  readonly count: number;
  readonly exact: boolean;
}

/** How many people rules mean: exactly where that takes no longer than `ms`, else about. `where` names the rules in a refusal. */
export async function countPeopleOf(
  ctx: Context,
  workspaceId: string,
  rules: AudienceRules,
  where: string,
  ms: number = exactMs,
): Promise<Counted> {
  const ask = (within: number, count: (tx: Tx, resolved: ResolvedFilter) => Promise<number>) =>
    inTime(ctx, workspaceId, within, async (tx) => count(tx, await resolveFilter(tx, workspaceId, { rules }, where)));
  const exact = await ask(ms, countMatching);
  if (exact !== undefined) return { count: exact, exact: true };
  const sampled = await ask(restMs, (tx, resolved) => countInSample(tx, resolved, samplePercent));
  return { count: about(sampled ?? (await ask(restMs, countByPlanner)) ?? 0), exact: false };
}

/** The count with a few people and the rules in words: what the builder shows. */
export async function countRules(
  ctx: Context,
  workspaceId: string,
  { rules, sample, wait }: { readonly rules: AudienceRules; readonly sample: number; readonly wait: boolean },
): Promise<RulesCount> {
  const counted = await countPeopleOf(ctx, workspaceId, rules, 'body', wait ? exactMs : quickMs);
  const people =
    (counted.exact && counted.count === 0) || sample === 0
      ? []
      : await inTime(ctx, workspaceId, restMs, async (tx) =>
          sampleMatching(tx, await resolveFilter(tx, workspaceId, { rules }, 'body'), sample, counted.count < rareBelow),
        );
  const words = await ctx.db.workspace(workspaceId, async (tx) =>
    describeRules(rules, await loadRuleReferences(tx, workspaceId, [rules])),
  );
  return { ...counted, words, sample: people ?? [] };
}

/** Runs a question in a transaction of its own, each statement of which ends when it takes too long; undefined then. */
async function inTime<T>(ctx: Context, workspaceId: string, ms: number, ask: (tx: Tx) => Promise<T>): Promise<T | undefined> {
  try {
    return await ctx.db.workspace(workspaceId, async (tx) => {
      await limitTime(tx, ms);
      return ask(tx);
    });
  } catch (error) {
    if (tookTooLong(error)) return undefined;
    throw error;
  }
}

/** Two digits: more would pretend to be exact. */
function about(count: number): number {
  return count < 10 ? count : Number(count.toPrecision(2));
}
