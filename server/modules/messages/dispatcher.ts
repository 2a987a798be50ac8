import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { GroupCommit } from '../../lib/group-commit.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { type OpenConnection, openConnectionFast } from '../connections/open-connection.ts';
import { isTooLate } from './handover.ts';
import { noteSilence } from './hook-watch.ts';
import { LaneBoard, type Leased, type Turn } from './lane-board.ts';
import { findReadyLanes, type ReadyLane } from './lease-store.ts';
import { decideOutcome, type Outcome } from './outcome.ts';
import { type Result, writeResults } from './results.ts';
import { statusUrl } from './status-url.ts';
import { type Lease, type LeasedMessage, takeLease } from './take-lease.ts';

/** How many results may wait to be written: what is leased beyond that would only become unknown if this process died. */
const mostUnwritten = 1_024;
/** Under load, results gather this long for a common write. */
const gatherResultsMs = 10;
/** How often a worker looks for lanes with something due. */
const lookEveryMs = 100;
/** Answers of this long are looked at together: leasing again after each would cost more than it brings. */
const gatherMs = 2;

/** Sends what is due: looks for lanes, leases in the order of the board, hands over, writes results. One per worker process. */
export class Dispatcher {
  readonly #ctx: Context;
  readonly #board = new LaneBoard();
  readonly #results: GroupCommit<Result>;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #stopped = false;
  #wasAway = false;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#results = new GroupCommit((results) => this.#write(results), { most: 500, gatherMs: gatherResultsMs, writers: 2 });
    ctx.process.state.tell('messages in flight', () => this.#board.inFlight);
    ctx.process.state.tell('results to be written', () => this.#results.waiting);
  }

  /** Works until the signal is aborted, then finishes what it has leased. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lanes = await this.#look().catch((error: unknown) => this.#trouble(error));
      if (lanes) this.#board.look(lanes, performance.now());
      this.#lease();
      await wait(lookEveryMs);
    }
    this.#stopped = true;
    while (this.#board.leases > 0 || this.#board.inFlight > 0) await wait(10);
    await this.#results.idle();
  }

  /** After the database was away hooks were, too: that is noted before anything is leased. */
  async #look(): Promise<ReadyLane[]> {
    if (this.#wasAway) await noteSilence(this.#ctx);
    this.#wasAway = false;
    return this.#ctx.db.system((tx) => findReadyLanes(tx));
  }

  #trouble(error: unknown): undefined {
    this.#wasAway ||= isDatabaseAway(error);
    const words = isDatabaseAway(error)
      ? 'the database is away; sending goes on when it is back'
      : 'sending had a problem and goes on';
    this.#ctx.log.warn({ err: error }, words);
    return undefined;
  }

  /** Leases again soon: somebody has room or tokens. */
  #leaseIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.#timer && this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lease();
    }, ms);
  }

  /** Begins every lease that may begin now. */
  #lease(): void {
    while (!this.#stopped) {
      const turn = this.#board.next(performance.now(), this.#results.waiting >= mostUnwritten);
      if (!turn) return;
      void this.#takeTurn(turn);
    }
  }

  async #takeTurn(turn: Turn): Promise<void> {
    const { lane } = turn;
    let result: Leased = { empty: true, rate: undefined, waitMs: 0 };
    try {
      const lease = await takeLease(this.#ctx, lane, turn);
      if (lease) {
        result = { empty: lease.decided === 0 && lease.waitMs === 0, rate: lease.lane.rate, waitMs: lease.waitMs };
        if (lease.messages.length > 0) {
          const opened = await this.#open(lane, lease).catch((error: unknown) => this.#trouble(error));
          for (const message of lease.messages) void this.#handOver({ lane, lease, message, opened });
        }
      }
    } catch (error) {
      this.#trouble(error);
    }
    this.#board.leased(lane.senderId, result, performance.now());
    this.#leaseIn(Math.max(gatherMs, result.waitMs));
  }

  async #open(lane: ReadyLane, lease: Lease) {
    const connection = await openConnectionFast(this.#ctx, lease.lane.connectionId);
    if (connection.workspaceId !== lane.workspaceId) throw new Error('A lane’s connection belongs to another workspace.');
    return { connection, provider: smsProvider(connection.provider) };
  }

  async #handOver(job: HandOver): Promise<void> {
    const { message, lane } = job;
    const begun = this.#board.begun(lane.senderId, message.priority === 0, performance.now());
    let attempt: Attempt;
    try {
      attempt = await this.#attempt(job);
    } catch (error) {
      this.#ctx.log.error({ err: error, message_id: message.messageId }, 'handing over failed unexpectedly');
      attempt = { outcome: { kind: 'unknown', words: 'Handing over failed unexpectedly.' }, busy: false };
    }
    // The socket is free now; the result is written after that, but given to the writer in the same turn: when nothing is in flight any more,
    // every result has been given.
    this.#board.answered(lane.senderId, begun, { busy: attempt.busy, now: performance.now() });
    this.#leaseIn(gatherMs);
    await this.#results.add({ message, senderId: lane.senderId, outcome: attempt.outcome }).catch(() => undefined);
  }

  async #attempt({ message, lease, opened }: HandOver): Promise<Attempt> {
    const now = this.#ctx.clock.now();
    const facts = { attempt: message.attempt, now, random: Math.random(), usefulUntil: message.uselessAfter };
    if (!opened)
      return {
        outcome: notBegun(decideOutcome({ kind: 'not_sent', words: 'Its connection could not be opened.' }, facts)),
        busy: false,
      };
    const { connection, provider } = opened;
    if (isTooLate(message.leasedAt, { monotonic: performance.now(), wall: now.getTime() })) {
      const words = 'It was not begun in time and goes back to the queue.';
      return { outcome: notBegun({ kind: 'retry', at: now, code: undefined, words }), busy: false };
    }
    const result = await provider.send(this.#ctx.outgoing, connection, {
      to: message.address,
      from: { kind: lease.lane.kind === 'messaging_service' ? 'messaging_service' : 'number', address: lease.lane.address },
      body: message.body,
      statusUrl: statusUrl(this.#ctx, connection, message.messageId, message.attempt),
      validitySeconds: message.validitySeconds,
      segments: message.segments,
    });
    return { outcome: decideOutcome(result, { ...facts, now: this.#ctx.clock.now() }), busy: result.kind === 'busy' };
  }

  /**
   * Results are facts that exist nowhere else: written again and again until the database takes them. One that it never takes must not keep
   * the others of its batch, so they are then written one by one; its own message becomes unknown when its lease is found too old.
   */
  async #write(results: readonly Result[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await writeResults(this.#ctx, results);
      } catch (error) {
        this.#trouble(error);
        if (!isDatabaseAway(error) && attempt >= 5) {
          if (results.length === 1) throw error;
          await Promise.allSettled(results.map((one) => this.#write([one])));
          return;
        }
        await wait(Math.min(100 * attempt, 1_000));
      }
    }
  }
}

/** The provider was not even asked. */
function notBegun(outcome: Outcome): Outcome {
  return { ...outcome, answer: { begun: false } };
}

interface Attempt {
  readonly outcome: Outcome;
  /** The provider asked to be called less. */
  readonly busy: boolean;
}

interface HandOver {
  readonly lane: ReadyLane;
  readonly lease: Lease;
  readonly message: LeasedMessage;
  /** Undefined when the connection could not be opened: nothing has been handed over. */
  readonly opened: { readonly connection: OpenConnection; readonly provider: ReturnType<typeof smsProvider> } | undefined;
}
