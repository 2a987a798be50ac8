import { forecastSend, type SendForecast } from '@tidings/core/compliance/send-forecast';
import type { Audience } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import type { OpenPool } from '../connections/pools.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { readCostSettings } from '../costs/settings-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { planPool } from '../messages/plan-pool.ts';
import { isSendingStopped } from '../messages/sending-stop-store.ts';
import { checkText, knownTags } from './check.ts';
import { type CostForecast, forecastBroadcast } from './cost-forecast.ts';
import { tagListsOf, withEntries } from './entries.ts';
import type { Judged } from './facts-store.ts';
import { type GoingGroup, type LanePart, lanesOf } from './finish-lanes.ts';
import { type AudienceFacts, lookAtAudience } from './forecast-store.ts';
import { type HoursTerms, hoursTerms } from './hours.ts';
import { judgedOf } from './purpose.ts';
import { contentOf } from './rendering.ts';
import { measure, noSizes, type Sizes, sampleSize } from './sizes.ts';
import { type BroadcastRecord, workspaceFacts } from './store.ts';

/** What a forecast is made of. */
interface Asked {
  readonly broadcast: BroadcastRecord;
  /** Null while the audience cannot be told. */
  readonly people: People | null;
  readonly sender: SenderRow | null;
  readonly pool: OpenPool | undefined;
  /** When it is sent. */
  readonly at: Date;
  /** Numbers that belonged to people who were deleted for privacy; left out where only the cost is asked for. */
  readonly erased?: readonly string[];
}

/** What would become of a broadcast, before anybody presses send. */
export interface BroadcastForecast {
  readonly judged: Judged;
  readonly facts: AudienceFacts;
  /** How many planning would queue. */
  readonly willGet: number;
  /** What the decision at their lease does with them. */
  readonly found: SendForecast;
  /** Those of them who get it, now, later, or once somebody acted, and how many they are. */
  readonly going: readonly GoingGroup[];
  readonly reaches: number;
  readonly terms: HoursTerms;
  readonly sizes: Sizes;
  readonly lanes: readonly LanePart[];
  readonly cost: CostForecast;
}

const nobody: AudienceFacts = { reasons: [], groups: [], bySender: new Map(), sample: [], notLookedUp: 0 };

/** Looks once at everybody, then decides as planning and as the lease do (BE-3, I11). */
export async function forecast(tx: Tx, { broadcast, people, sender, pool, at, erased = [] }: Asked): Promise<BroadcastForecast> {
  const { workspace_id: workspaceId } = broadcast;
  const workspace = await workspaceFacts(tx, workspaceId);
  const sandbox = workspace.mode === 'sandbox';
  const judged = await judgedOf(tx, broadcast);
  const terms = await hoursTerms(tx, broadcast, { sandbox, purpose: judged.purpose });
  const costs = await readCostSettings(tx, workspaceId);
  const lists = await tagListsOf(tx, workspaceId, broadcast.audience as Audience);
  const text = checkText(broadcast.body, broadcast.smart_encoding, await knownTags(tx, workspaceId, lists));
  const hasTags = text.tags.length > 0;
  const facts = people
    ? await lookAtAudience(tx, workspaceId, people, {
        ...judged,
        pool: pool && planPool(pool),
        sample: hasTags ? sampleSize : 1,
        cap: terms.cap,
        lawful: terms.lawful,
        at,
        lookupDays: costs.lookups ? costs.lookup_days : null,
        erased,
        pausedIds: (pool?.senders ?? (sender ? [sender] : [])).filter((one) => one.paused_at !== null).map((one) => one.id),
      })
    : nobody;
  const willGet = facts.reasons.find((one) => one.reason === '')?.n ?? 0;
  const content = contentOf(broadcast.body, broadcast.smart_encoding, workspace.name);
  const lanes = await lanesOf(tx, workspaceId, { sender, pool, bySender: facts.bySender });
  const caps = lanes.map(({ lane, part }) => ({ cap: lane.sender?.daily_cap ?? null, part }));
  const sizes =
    text.problems.length === 0
      ? measure(content, await withEntries(tx, workspaceId, facts.sample, text.tags, lists), willGet, { hasTags, caps })
      : noSizes;
  const found = forecastSend(facts.groups, {
    at: at.getTime(),
    uselessAfter: broadcast.useless_after?.getTime() ?? null,
    quiet: terms.quiet,
    override: terms.override,
    excess: terms.cap?.excess ?? null,
    stopped: await isSendingStopped(tx, workspaceId),
  });
  const going = facts.groups.flatMap((group, index): GoingGroup[] => {
    const one = found.going[index];
    return one ? [{ ...group, going: one }] : [];
  });
  const cost = await forecastBroadcast(tx, {
    workspaceId,
    sandbox,
    messages: going,
    segmentsEach: sizes.each,
    notLookedUp: facts.notLookedUp,
  });
  const reaches = going.reduce((sum, one) => sum + one.n, 0);
  return { judged, facts, willGet, found, going, reaches, terms, sizes, lanes, cost };
}
