import { type LaneWish, shareOut } from '@tidings/core/messaging/fair-share';
import { nextLatency, nextWindow, usefulInFlight, windowBounds } from '@tidings/core/messaging/in-flight-window';
import type { ReadyLane } from './lease-store.ts';

/** How many requests one worker has under way at once, shared out among its lanes. */
const mostInFlight = 512;
/** However many lanes there are, and however many hang: never more than this, which is as many sockets as there are to one provider. */
export const mostEver = 1_024;
/** Each lane may have a few under way, whatever the others do. */
const few = windowBounds.least;
/** Replies may go beyond a lane's share by this many: a worker that is full of bulk still answers people. */
const roomForReplies = 16;
/** Leases that run at once; more would only wait for connections to the database. Replies may have one more. */
const mostLeases = 4;
/** What a lane may have under way is worked out again this often. */
const shareEveryMs = 5;
/** A lane that had nothing for this long is forgotten, and with it how its provider answers. */
const forgetAfterMs = 600_000;

/** A request under way for so long hangs: usual ones are answered in a fraction of it. */
const stuckAfterMs = 1_000;

/** A request under way. */
export interface Begun {
  readonly at: number;
  readonly reply: boolean;
}

interface LaneState {
  readonly lane: ReadyLane;
  rate: number;
  /** The most urgent that is due. */
  priority: number;
  due: boolean;
  leasing: boolean;
  /** The lease that runs is for replies only. */
  repliesOnly: boolean;
  /** Not before this moment: it waits for tokens. */
  notBefore: number;
  /** Under way, all and replies. */
  inFlight: number;
  replies: number;
  /** The same one by one, the oldest first. */
  readonly open: Set<Begun>;
  /** The last good answer. */
  goodAt: number;
  window: number;
  latencyMs: number;
  share: number;
  /** When it was last chosen, as a count of choices. */
  servedAt: number;
  seenAt: number;
}

/** A lane whose turn it is. */
export interface Turn {
  readonly lane: ReadyLane;
  /** How many messages may be leased of it, and how many when they are replies. */
  readonly room: number;
  readonly replyRoom: number;
}

/** What a lease brought. */
export interface Leased {
  /** Nothing was left to do. */
  readonly empty: boolean;
  /** Segments a second; undefined when the lane could not be read. */
  readonly rate: number | undefined;
  /** How long until it has tokens again; 0 when it has some. */
  readonly waitMs: number;
}

/**
 * Which lane of this worker is leased from next, and how much. Replies first, then the workspace that has waited longest, then in it the
 * more urgent lane, then the one that has waited longest. Holds no clock and does no I/O: moments are given, in monotonic milliseconds.
 */
export class LaneBoard {
  readonly #lanes = new Map<string, LaneState>();
  readonly #workspaces = new Map<string, number>();
  #inFlight = 0;
  #leases = 0;
  #choices = 0;
  #sharedAt = Number.NEGATIVE_INFINITY;

  get inFlight(): number {
    return this.#inFlight;
  }

  get leases(): number {
    return this.#leases;
  }

  /** These lanes have something due. */
  look(lanes: readonly ReadyLane[], now: number): void {
    for (const lane of lanes) {
      const state = this.#lanes.get(lane.senderId) ?? this.#add(lane, now);
      if (!state.due) this.#sharedAt = Number.NEGATIVE_INFINITY;
      state.due = true;
      state.priority = lane.priority;
      state.rate = lane.rate;
      state.seenAt = now;
    }
    for (const [id, state] of this.#lanes) {
      const idle = !state.due && !state.leasing && state.inFlight === 0;
      if (idle && now - state.seenAt > forgetAfterMs) this.#lanes.delete(id);
    }
  }

  #add(lane: ReadyLane, now: number): LaneState {
    const state: LaneState = {
      lane,
      rate: lane.rate,
      priority: lane.priority,
      due: false,
      leasing: false,
      repliesOnly: false,
      notBefore: now,
      inFlight: 0,
      replies: 0,
      open: new Set(),
      goodAt: Number.NEGATIVE_INFINITY,
      window: windowBounds.start,
      latencyMs: 100,
      share: few,
      servedAt: 0,
      seenAt: now,
    };
    this.#lanes.set(lane.senderId, state);
    return state;
  }

  /** The lane to lease from now; undefined when none can. `full`: results wait to be written, only replies may go. Then call `leased`. */
  next(now: number, full: boolean): Turn | undefined {
    if (now - this.#sharedAt >= shareEveryMs) this.#share(now);
    let best: LaneState | undefined;
    for (const state of this.#lanes.values()) {
      if (!state.due || state.leasing || state.notBefore > now) continue;
      const { room, replyRoom } = this.#room(state, full, now);
      const may = room > 0 ? this.#leases < mostLeases : state.priority === 0 && replyRoom > 0 && this.#leases <= mostLeases;
      if (may && (!best || this.#isBefore(state, best))) best = state;
    }
    if (!best) return undefined;
    best.leasing = true;
    this.#leases += 1;
    this.#choices += 1;
    best.servedAt = this.#choices;
    this.#workspaces.set(best.lane.workspaceId, this.#choices);
    const turn = { lane: best.lane, ...this.#room(best, full, now) };
    best.repliesOnly = turn.room === 0;
    return turn;
  }

  /** What a lane may lease now. A lease for a few costs as much as one for many: a lane that is at work waits for a third of its share. */
  #room(state: LaneState, full: boolean, now: number): { room: number; replyRoom: number } {
    const free = Math.max(0, mostEver - this.#inFlight);
    const moving = state.inFlight - stuck(state, now);
    const left = Math.min(free, state.share - moving);
    const worthIt = moving === 0 || left * 3 >= state.share;
    const room = full || !worthIt ? 0 : Math.max(0, left);
    return { room, replyRoom: Math.max(room, Math.min(free, roomForReplies - state.replies)) };
  }

  #isBefore(a: LaneState, b: LaneState): boolean {
    const urgent = Number(b.priority === 0) - Number(a.priority === 0);
    if (urgent !== 0) return urgent < 0;
    const waited = (this.#workspaces.get(a.lane.workspaceId) ?? 0) - (this.#workspaces.get(b.lane.workspaceId) ?? 0);
    if (waited !== 0) return waited < 0;
    return a.priority === b.priority ? a.servedAt < b.servedAt : a.priority < b.priority;
  }

  #share(now: number): void {
    const wishes: LaneWish[] = [];
    for (const [id, state] of this.#lanes) {
      if (!state.due) continue;
      wishes.push({ id, workspaceId: state.lane.workspaceId, priority: state.priority, wanted: usefulInFlight(state) });
    }
    for (const [id, share] of shareOut(mostInFlight, wishes, few)) {
      const state = this.#lanes.get(id);
      if (state) state.share = share;
    }
    this.#sharedAt = now;
  }

  /** The lease that `next` asked for has ended. */
  leased(senderId: string, result: Leased, now: number): void {
    this.#leases -= 1;
    const state = this.#lanes.get(senderId);
    if (!state) return;
    state.leasing = false;
    state.rate = result.rate ?? state.rate;
    state.seenAt = now;
    if (result.empty && !state.repliesOnly) state.due = false;
    // Its replies have been leased; of new ones the next look tells.
    if (state.priority === 0) state.priority = 2;
    state.notBefore = now + result.waitMs;
  }

  /** A message of the lane is handed over now. */
  begun(senderId: string, reply: boolean, now: number): Begun {
    this.#inFlight += 1;
    const begun: Begun = { at: now, reply };
    const state = this.#lanes.get(senderId);
    if (!state) return begun;
    state.inFlight += 1;
    state.open.add(begun);
    if (reply) state.replies += 1;
    return begun;
  }

  /** The provider answered, or never will. */
  answered(senderId: string, begun: Begun, { busy, now }: { readonly busy: boolean; readonly now: number }): void {
    this.#inFlight -= 1;
    const state = this.#lanes.get(senderId);
    if (!state) return;
    const ms = now - begun.at;
    state.inFlight -= 1;
    state.open.delete(begun);
    if (begun.reply) state.replies -= 1;
    if (!busy && ms < stuckAfterMs) state.goodAt = now;
    state.window = nextWindow(state.window, { ms, busy });
    state.latencyMs = nextLatency(state.latencyMs, Math.min(ms, stuckAfterMs * 2));
  }
}

/**
 * Requests of a lane that hang while others are answered: they must not keep the others waiting. At most as many as its share, and none when
 * nothing is answered at all: then the provider hangs, and gets no more.
 */
function stuck(state: LaneState, now: number): number {
  if (now - state.goodAt > stuckAfterMs) return 0;
  let count = 0;
  for (const { at } of state.open) {
    if (now - at < stuckAfterMs || count >= state.share) break;
    count += 1;
  }
  return count;
}
