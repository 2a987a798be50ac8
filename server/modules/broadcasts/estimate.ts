import { withStrangers } from '@tidings/core/audience/strangers';
import type { Audience } from '@tidings/core/contract/audience';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import type { BroadcastProblem } from '@tidings/core/contract/broadcast-text';
import type { BudgetHold } from '@tidings/core/messaging/finish-forecast';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { allCrossings, chosenLists, describePools, presentCrossings } from '../audiences/pools.ts';
import { describeAudience } from '../audiences/service.ts';
import { strangersOf } from './across-purposes.ts';
import { type MoneyBudget, readBudgets } from './budgets.ts';
import { checkDailyCap, checkDeadline, checkText, emptyAudience, knownTags, nobodyReached, peopleOf, senderOf } from './check.ts';
import { costOf, presentCost } from './cost-forecast.ts';
import { asTagLists } from './entries.ts';
import { erasedPhones } from './erased-phones.ts';
import { type FinishOfLanes, finishOfLanes } from './finish-lanes.ts';
import { type BroadcastForecast, forecast } from './forecast.ts';
import { presentForecast } from './hours.ts';
import { presentSender } from './present-sender.ts';
import { withWords } from './reason-words.ts';
import { type BroadcastRecord, workspaceFacts } from './store.ts';

/** The confirm page in numbers, with the very decisions that planning and the lease make. */
export async function estimateBroadcast(
  ctx: Context,
  tx: Tx,
  broadcast: BroadcastRecord,
  now: Date,
  at: Date = now,
): Promise<BroadcastEstimate> {
  const { workspace_id: workspaceId } = broadcast;
  const workspace = await workspaceFacts(tx, workspaceId);
  const lists = await chosenLists(tx, workspaceId, broadcast.audience as Audience);
  const text = checkText(broadcast.body, broadcast.smart_encoding, await knownTags(tx, workspaceId, asTagLists(lists)));
  const problems: BroadcastProblem[] = [...text.problems, ...checkDeadline(broadcast, now)];
  const audience = broadcast.audience as Audience;
  const found = await peopleOf(tx, workspaceId, audience);
  if ('problem' in found) problems.push(found.problem);
  const people = 'people' in found ? found.people : null;
  const chosen = await senderOf(tx, workspaceId, broadcast);
  const { sender = null, pool = undefined } = 'sender' in chosen ? chosen : {};
  const erased = people ? await erasedPhones(ctx, tx, workspaceId, people) : [];
  const all = await forecast(tx, { broadcast, people, sender, pool, at, erased });
  const { facts, willGet, sizes } = all;
  const recipients = facts.reasons.reduce((sum, one) => sum + one.n, 0);
  if (people) {
    if (recipients === 0) problems.push(emptyAudience);
    else if (willGet === 0) problems.push(nobodyReached(recipients));
  }
  if ('problem' in chosen) problems.push(chosen.problem);
  else problems.push(...checkDailyCap(broadcast, chosen));
  const strangers = people ? await strangersOf(tx, broadcast, people) : { n: 0, pools: [] };
  const money = await readBudgets(tx, workspaceId, { sandbox: workspace.mode === 'sandbox', zone: workspace.time_zone, at });
  const lanes = waysOf(all, money, at);
  return {
    recipients,
    will_get: willGet,
    skipped: facts.reasons.filter((one) => one.reason !== '').map(withWords),
    unfilled: [...sizes.unfilled],
    audience_words: people ? await describeAudience(tx, workspaceId, audience) : '',
    pools: {
      words: people
        ? withStrangers(await describePools(tx, workspaceId, audience, { lists, count: recipients }), recipients, strangers)
        : '',
      crossings: presentCrossings(allCrossings(all.judged.purpose, lists, strangers)),
    },
    segments: segmentsOf(all),
    cost: presentCost(all.cost),
    finish: lanes.finish,
    hours: presentForecast(all.found, lanes, all.terms),
    spending: presentSpending(money, lanes.hold, { each: all.sizes.each, reaches: all.reaches }),
    senders: presentSenders(lanes, all),
    sender: sender && !pool ? presentSender(sender) : null,
    pool: pool ? { id: pool.id, name: pool.name, numbers: pool.senders.length } : null,
    purpose: all.judged.purpose,
    mode: workspace.mode,
    mode_words: modeWords(workspace.mode),
    problems,
    version: broadcast.version,
  };
}

function segmentsOf({ sizes, reaches, willGet }: BroadcastForecast): BroadcastEstimate['segments'] {
  // Whose text was measured and who is left out later is not matched: then only equal texts are counted exactly.
  const exact = sizes.all && (reaches === willGet || sizes.each === sizes.max);
  return { total: Math.round(sizes.each * reaches), exact, per_message_max: sizes.max, ucs2_share: sizes.ucs2Share };
}

/** When it is done, what its lanes put off, and where the spending limits hold it. */
function waysOf(
  { lanes, going, reaches, sizes, cost }: BroadcastForecast,
  money: readonly MoneyBudget[],
  at: Date,
): FinishOfLanes {
  const microsEach = reaches === 0 ? 0 : cost.forecast.cautiousMicros / reaches;
  return finishOfLanes(lanes, { at, groups: going, each: sizes.each, money, microsEach });
}

/** What leaves through each number, with its cost. */
function presentSenders({ lanes }: FinishOfLanes, { sizes, cost }: BroadcastForecast): BroadcastEstimate['senders'] {
  return lanes.flatMap(({ lane: { sender }, groups, finish }) => {
    if (sender === null) return [];
    const part = costOf(cost.book, groups, sizes.each);
    const count = (some: typeof groups) => some.reduce((sum, one) => sum + one.n, 0);
    return {
      id: sender.id,
      name: sender.name,
      address: sender.address,
      messages: count(groups),
      held: count(groups.filter(({ going }) => going.held !== null)),
      segments: Math.round(sizes.each * count(groups)),
      micros: part.micros,
      unpriced: part.unpriced,
      rate_per_second: sender.rate_per_second,
      words: finish?.words ?? '',
      finishes_at: finish?.finishes_at ?? null,
    };
  });
}

/** The limit that holds it first, or else the tighter one. */
function presentSpending(
  money: readonly MoneyBudget[],
  hold: BudgetHold | null,
  { each, reaches }: { readonly each: number; readonly reaches: number },
): BroadcastEstimate['spending'] {
  const tighter = money.toSorted((a, b) => a.left - b.left)[0];
  const limit = hold ? money[hold.budget] : tighter;
  if (!limit) return null;
  const messages = (segments: number) => (each === 0 ? 0 : Math.min(reaches, Math.max(0, Math.round(segments / each))));
  return {
    period: limit.period,
    limit_micros: limit.limit,
    left_micros: Math.max(0, limit.left),
    pays_for: hold ? messages(hold.before) : reaches,
    waits: hold ? messages(hold.waits) : 0,
    holds_at: hold ? new Date(hold.from).toISOString() : null,
    goes_on_at: hold?.until == null ? null : new Date(hold.until).toISOString(),
  };
}

function modeWords(mode: 'sandbox' | 'live'): string {
  return mode === 'live'
    ? 'This workspace is live: these are real texts to real phones, and they cost money.'
    : 'This workspace is in sandbox mode: the texts go to sandbox phones, and nobody real gets anything.';
}
