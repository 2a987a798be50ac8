import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { GroupCommit } from '../../lib/group-commit.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { type OpenConnection, openConnectionFast } from '../connections/open-connection.ts';
import { findReadyLanes, type ReadyLane } from './lease-store.ts';
import { decideOutcome, type Outcome } from './outcome.ts';
import { type Result, writeResults } from './results.ts';
import { statusUrl } from './status-url.ts';
import { type Lease, type LeasedMessage, takeLease } from './take-lease.ts';

/** How many messages one worker carries at once: as many as it has sockets to one provider, so that what is leased is begun at once. */
const mostInFlight = 256;
/** How many results may wait to be written: what is leased beyond that would only become unknown if this process died. */
const mostUnwritten = 512;
/** How often a worker looks for lanes with something due. */
const lookEveryMs = 100;
/** A leased message that was not begun within this time is given back: by then another worker may believe this one dead. */
const beginWithinMs = 5_000;

/** Sends what is due: looks for lanes, leases, hands over, writes results. One per worker process. */
export class Dispatcher {
  readonly #ctx: Context;
  readonly #results: GroupCommit<Result>;
  readonly #running = new Map<string, Promise<void>>();
  #inFlight = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#results = new GroupCommit((results) => this.#write(results), 500);
  }

  /** Works until the signal is aborted, then finishes what it has leased. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lanes = await this.#ctx.db.system((tx) => findReadyLanes(tx)).catch((error: unknown) => this.#trouble(error));
      for (const lane of lanes ?? []) {
        if (this.#running.has(lane.senderId)) continue;
        const pump = this.#pump(lane, signal)
          .catch((error: unknown) => void this.#trouble(error))
          .finally(() => this.#running.delete(lane.senderId));
        this.#running.set(lane.senderId, pump);
      }
      await wait(lookEveryMs);
    }
    await Promise.all(this.#running.values());
    while (this.#inFlight > 0) await wait(10);
    await this.#results.idle();
  }

  #trouble(error: unknown): undefined {
    const words = isDatabaseAway(error)
      ? 'the database is away; sending goes on when it is back'
      : 'sending had a problem and goes on';
    this.#ctx.log.warn({ err: error }, words);
    return undefined;
  }

  /** Leases from one lane as long as that brings something; sending goes on meanwhile. */
  async #pump(lane: ReadyLane, signal: AbortSignal): Promise<void> {
    let inLane = 0;
    while (!signal.aborted) {
      const room = Math.min(mostInFlight - this.#inFlight, mostUnwritten - this.#results.waiting);
      // A lease for a few costs as much as one for many: wait until half of the sockets are free, unless the lane is idle.
      if (room < 1 || (inLane > 0 && room < mostInFlight / 2)) {
        await wait(2);
        continue;
      }
      const lease = await takeLease(this.#ctx, lane, room);
      if (!lease || lease.decided === 0) return;
      if (lease.messages.length === 0) continue;
      const opened = await this.#open(lane, lease).catch((error: unknown) => this.#trouble(error));
      for (const message of lease.messages) {
        this.#inFlight += 1;
        inLane += 1;
        const sent = () => {
          this.#inFlight -= 1;
          inLane -= 1;
        };
        void this.#handOver({ lane, lease, message, opened }, sent);
      }
      // A slow lane refills one message at a time: wait for the next instead of asking the database again and again.
      if (lease.lane.rate < 50) await wait(Math.min(1_000, 1_000 / lease.lane.rate));
    }
  }

  async #open(lane: ReadyLane, lease: Lease) {
    const connection = await openConnectionFast(this.#ctx, lease.lane.connectionId);
    if (connection.workspaceId !== lane.workspaceId) throw new Error('A lane’s connection belongs to another workspace.');
    return { connection, provider: smsProvider(connection.provider) };
  }

  /** `sent` is called when the socket is free again; the result is written after that. */
  async #handOver(job: HandOver, sent: () => void): Promise<void> {
    const { message, lane } = job;
    let outcome: Outcome;
    try {
      outcome = await this.#attempt(job);
    } catch (error) {
      this.#ctx.log.error({ err: error, message_id: message.messageId }, 'handing over failed unexpectedly');
      outcome = { kind: 'unknown', words: 'Handing over failed unexpectedly.' };
    }
    // In the same turn: when nothing is in flight any more, every result has been given to the writer.
    sent();
    await this.#results.add({ message, senderId: lane.senderId, outcome }).catch(() => undefined);
  }

  async #attempt({ message, lease, opened }: HandOver): Promise<Outcome> {
    const now = this.#ctx.clock.now();
    const facts = { attempt: message.attempt, now, random: Math.random(), usefulUntil: message.uselessAfter };
    if (!opened) return decideOutcome({ kind: 'not_sent', words: 'Its connection could not be opened.' }, facts);
    const { connection, provider } = opened;
    if (performance.now() - message.leasedAt > beginWithinMs) {
      return { kind: 'retry', at: now, code: undefined, words: 'It was not begun in time and goes back to the queue.' };
    }
    const result = await provider.send(this.#ctx.outgoing, connection, {
      to: message.address,
      from: { kind: lease.lane.kind === 'messaging_service' ? 'messaging_service' : 'number', address: lease.lane.address },
      body: message.body,
      statusUrl: statusUrl(this.#ctx, connection, message.messageId, message.attempt),
      validitySeconds: message.uselessAfter ? (message.uselessAfter.getTime() - now.getTime()) / 1_000 : undefined,
    });
    return decideOutcome(result, { ...facts, now: this.#ctx.clock.now() });
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

interface HandOver {
  readonly lane: ReadyLane;
  readonly lease: Lease;
  readonly message: LeasedMessage;
  /** Undefined when the connection could not be opened: nothing has been handed over. */
  readonly opened: { readonly connection: OpenConnection; readonly provider: ReturnType<typeof smsProvider> } | undefined;
}
