import type { SendFacts } from '@tidings/core/compliance/decision';
import { observesLaw } from '@tidings/core/compliance/quiet-hours';
import { type StateLimit, stateLimitDays, stateLimitMemo } from '@tidings/core/compliance/state-limits';
import type { Tx } from '../../db/database.ts';
import { readSettings } from '../compliance/quiet-hours-settings.ts';
import { FrequencyLog, reachedKey } from './frequency-log.ts';
import { listBulkOfPhones, tryCounting } from './frequency-store.ts';
import { isBulk } from './lease-costs.ts';
import { holdsHours, readOverride, whereabouts } from './lease-hours.ts';
import type { Candidate, LaneRow, SourceRow } from './lease-store.ts';

/** One of a process: it depends on the table of laws only. */
const limitAt = stateLimitMemo();

/** How many texts people had lately whose state names a number, as a lease knows it, its own included. */
export class StateLimits {
  readonly #limits: ReadonlyMap<string, StateLimit>;
  /** By the number that a law names: nearly always one. */
  readonly #logs: ReadonlyMap<number, FrequencyLog>;

  /** `limits` by message. */
  constructor(limits: ReadonlyMap<string, StateLimit>, logs: ReadonlyMap<number, FrequencyLog>) {
    this.#limits = limits;
    this.#logs = logs;
  }

  copy(): StateLimits {
    return new StateLimits(this.#limits, new Map([...this.#logs].map(([messages, log]) => [messages, log.copy()])));
  }

  /** When the law of their state lets one more reach them; null while there is room, and where no law names a number. */
  factsOf(candidate: Candidate, now: number): SendFacts['stateLimit'] {
    const limit = this.#limits.get(candidate.messageId);
    const reached = limit && this.#logs.get(limit.messages)?.factsOf(candidate, now);
    return limit && reached ? { freeAt: reached.freeAt, ...limit } : null;
  }

  /** Notes one that goes out now. */
  note(candidate: Candidate, now: number): void {
    if (this.#limits.has(candidate.messageId)) for (const log of this.#logs.values()) log.note(candidate, now);
  }
}

/**
 * Whose state names how many texts may reach them in a day, and how many they had. A look into a map for each message of marketing; the
 * messages themselves are read only of people in such a state. Undefined where nobody of these is.
 *
 * `alone`: no other lease of the workspace may count meanwhile; `busy` where one does. Nothing waits for it, as a lease has taken by then what
 * the other may wait for.
 */
export async function stateLimitsOf(
  tx: Tx,
  workspaceId: string,
  lane: LaneRow,
  candidates: readonly Candidate[],
  sources: ReadonlyMap<string, SourceRow>,
  { alone }: { readonly alone: boolean },
): Promise<StateLimits | 'busy' | undefined> {
  const limits = holdsHours(lane) ? limitsOf(lane, candidates, sources) : new Map<string, StateLimit>();
  if (limits.size === 0) return undefined;
  if (alone && !(await tryCounting(tx, workspaceId))) return 'busy';
  const people = new Map(candidates.filter((one) => limits.has(one.messageId)).map((one) => [reachedKey(one), one]));
  const numbers = new Set([...limits.values()].map((one) => one.messages));
  const days = { messages: Math.max(...numbers), days: stateLimitDays };
  const times = await listBulkOfPhones(tx, workspaceId, [...people.values()], days, lane.now.getTime());
  const logOf = (messages: number) => new FrequencyLog({ messages, days: stateLimitDays, excess: 'wait' }, times);
  return new StateLimits(limits, new Map([...numbers].map((messages) => [messages, logOf(messages)])));
}

/** The limits that hold for these messages, by message. */
function limitsOf(
  lane: LaneRow,
  candidates: readonly Candidate[],
  sources: ReadonlyMap<string, SourceRow>,
): Map<string, StateLimit> {
  const { profile } = readSettings(lane.quietHours);
  const limits = new Map<string, StateLimit>();
  const lawful = new Map<SourceRow | undefined, boolean>();
  for (const candidate of candidates) {
    if (!isBulk(candidate.source)) continue;
    const source = sources.get(candidate.sourceId ?? candidate.rulesSourceId ?? '');
    let observed = lawful.get(source);
    if (observed === undefined) {
      observed = observesLaw({ profile, ...(source ? { purpose: source.purpose } : {}) }, readOverride(source?.quiet_hours));
      lawful.set(source, observed);
    }
    const limit = observed ? limitAt(whereabouts(candidate), lane.now.getTime()) : null;
    if (limit) limits.set(candidate.messageId, limit);
  }
  return limits;
}
