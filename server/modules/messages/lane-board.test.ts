import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaneBoard, mostEver, type Turn } from './lane-board.ts';
import type { ReadyLane } from './lease-store.ts';

const lane = (senderId: string, workspaceId: string, priority = 2, rate = 1_000): ReadyLane => ({
  senderId,
  workspaceId,
  priority,
  rate,
});

/** A world in which leases take 5 ms and each lane's provider answers after a time of its own. */
class World {
  readonly board = new LaneBoard();
  readonly handedOver = new Map<string, number>();
  readonly #queues = new Map<string, { lane: ReadyLane; replies: number; bulk: number; latencyMs: number }>();
  #events: { at: number; run: () => void }[] = [];
  now = 0;
  /** Each so manieth request gets no answer for 20 s; 0 for none. */
  hangsEvery = 0;
  #handed = 0;
  most = 0;

  add(one: ReadyLane, { replies = 0, bulk = 0, latencyMs = 50 }: { replies?: number; bulk?: number; latencyMs?: number }): void {
    const queue = this.#queues.get(one.senderId) ?? { lane: one, replies: 0, bulk: 0, latencyMs };
    this.#queues.set(one.senderId, { ...queue, latencyMs, replies: queue.replies + replies, bulk: queue.bulk + bulk });
  }

  at(ms: number, run: () => void): void {
    this.#events.push({ at: this.now + ms, run });
  }

  /** Runs until the moment. The board is asked after everything that happens, and looks every 100 ms. */
  until(end: number): void {
    while (this.now < end) {
      if (this.now % 100 === 0) this.#look();
      const due = this.#events.filter((one) => one.at <= this.now);
      this.#events = this.#events.filter((one) => one.at > this.now);
      for (const one of due) one.run();
      for (let turn = this.board.next(this.now, false); turn; turn = this.board.next(this.now, false)) this.#lease(turn);
      this.now += 1;
    }
  }

  #look(): void {
    const due = [...this.#queues.values()].filter((one) => one.replies + one.bulk > 0);
    this.board.look(
      due.map((one) => ({ ...one.lane, priority: one.replies > 0 ? 0 : one.lane.priority })),
      this.now,
    );
  }

  #lease({ lane: { senderId }, room, replyRoom }: Turn): void {
    expect(room >= 0 && replyRoom > 0 && replyRoom >= room).toBe(true);
    this.at(5, () => {
      const queue = this.#queues.get(senderId)!;
      const replies = Math.min(queue.replies, replyRoom);
      const bulk = Math.min(queue.bulk, Math.max(0, room - replies));
      queue.replies -= replies;
      queue.bulk -= bulk;
      for (let index = 0; index < replies + bulk; index += 1) this.#handOver(senderId, index < replies, queue.latencyMs);
      this.board.leased(senderId, { empty: replies + bulk === 0, rate: undefined, waitMs: 0 }, this.now);
    });
  }

  #handOver(senderId: string, reply: boolean, usualMs: number): void {
    this.#handed += 1;
    const ms = this.hangsEvery > 0 && this.#handed % this.hangsEvery === 0 ? 20_000 : usualMs;
    const begun = this.board.begun(senderId, reply, this.now);
    const key = reply ? `${senderId} replies` : senderId;
    this.handedOver.set(key, (this.handedOver.get(key) ?? 0) + 1);
    this.most = Math.max(this.most, this.board.inFlight);
    this.at(ms, () => this.board.answered(senderId, begun, { busy: false, now: this.now }));
  }
}

describe('the board', () => {
  it('lets a lane that is alone have all, from a small start on', () => {
    const world = new World();
    world.add(lane('a', 'x'), { bulk: 100_000 });
    world.until(2_000);
    expect(world.most).toBeGreaterThan(140);
    expect(world.most).toBeLessThanOrEqual(256);
  });

  it('keeps full speed for one workspace while another’s provider hangs for 20 s on each request', () => {
    const alone = new World();
    alone.add(lane('fast', 'y'), { bulk: 1_000_000 });
    alone.until(5_000);
    const world = new World();
    for (let index = 0; index < 5; index += 1) world.add(lane(`hung${index}`, 'x'), { bulk: 10_000, latencyMs: 20_000 });
    world.until(1_000);
    world.add(lane('fast', 'y'), { bulk: 1_000_000 });
    world.until(6_000);
    expect(world.handedOver.get('fast')).toBeGreaterThan(alone.handedOver.get('fast')! * 0.6);
    // Each hung lane holds what it began with, and no more.
    expect(world.handedOver.get('hung0')).toBeLessThanOrEqual(16);
  });

  it('goes on while almost as many requests hang as it may have under way', () => {
    const world = new World();
    world.hangsEvery = 700;
    world.add(lane('a', 'x', 2, 100), { bulk: 1_000_000, latencyMs: 30 });
    // Some 600 go out a second, so in the end 17 of about 24 hang.
    let before = 0;
    for (let second = 1; second <= 30; second += 1) {
      world.until(second * 1_000);
      const now = world.handedOver.get('a') ?? 0;
      expect(now - before, `second ${second}`).toBeGreaterThan(100);
      before = now;
    }
  });

  it('makes room at once when a provider that was fast begins to hang while another workspace comes', () => {
    const world = new World();
    world.add(lane('a', 'x'), { bulk: 1_000_000 });
    world.until(2_000);
    world.add(lane('a', 'x'), { latencyMs: 20_000 });
    world.until(3_000);
    world.add(lane('b', 'y'), { bulk: 1_000_000 });
    world.until(5_000);
    expect(world.handedOver.get('b')).toBeGreaterThan(1_000);
  });

  it('hands replies over while its lane, and the worker, is full of bulk that does not move', () => {
    const world = new World();
    for (let index = 0; index < 40; index += 1)
      world.add(lane(`bulk${index}`, `w${index % 7}`), { bulk: 10_000, latencyMs: 20_000 });
    world.until(2_000);
    world.add(lane('bulk0', 'w0'), { replies: 5, latencyMs: 20_000 });
    world.add(lane('quiet', 'w0'), { replies: 5, latencyMs: 20_000 });
    world.until(2_200);
    expect(world.handedOver.get('bulk0 replies')).toBe(5);
    expect(world.handedOver.get('quiet replies')).toBe(5);
  });

  it('goes on with bulk while replies keep coming', () => {
    const world = new World();
    world.add(lane('a', 'x'), { bulk: 1_000_000 });
    for (let ms = 0; ms < 3_000; ms += 10) world.at(ms, () => world.add(lane('a', 'x'), { replies: 1 }));
    world.until(3_200);
    expect(world.handedOver.get('a replies')).toBe(300);
    expect(world.handedOver.get('a')).toBeGreaterThan(2_000);
  });

  it('serves a thousand lanes in turn, the workspace with one as often as that with all others', () => {
    const world = new World();
    for (let index = 0; index < 999; index += 1) world.add(lane(`a${index}`, 'x', 2, 1), { bulk: 1_000 });
    world.add(lane('b', 'y', 2, 1_000), { bulk: 1_000_000 });
    world.until(3_000);
    const ofX = [...world.handedOver].filter(([id]) => id.startsWith('a')).reduce((sum, [, n]) => sum + n, 0);
    expect(world.handedOver.get('b')).toBeGreaterThan(1_000);
    expect(ofX).toBeGreaterThan(1_000);
    expect(world.most).toBeLessThanOrEqual(mostEver);
  });

  it('chooses replies first, then the workspace that waited longest, then reminders before bulk', () => {
    const board = new LaneBoard();
    board.look([lane('bulk', 'x'), lane('reminder', 'x', 1), lane('other', 'y'), lane('reply', 'x', 0)], 0);
    const order = Array.from({ length: 4 }, () => board.next(0, false)?.lane.senderId);
    expect(order).toEqual(['reply', 'other', 'reminder', 'bulk']);
    expect(board.next(0, false)).toBeUndefined();
  });

  it('waits for tokens as long as told, and forgets nothing while results wait to be written', () => {
    const board = new LaneBoard();
    board.look([lane('a', 'x')], 0);
    expect(board.next(0, true)).toBeUndefined();
    expect(board.next(0, false)?.lane.senderId).toBe('a');
    board.leased('a', { empty: false, rate: 1, waitMs: 1_000 }, 10);
    expect(board.next(1_009, false)).toBeUndefined();
    expect(board.next(1_010, false)?.lane.senderId).toBe('a');
  });

  it('never has more under way than there are sockets, whatever comes, and comes to rest', () => {
    const lanes = fc.array(
      fc.record({
        workspace: fc.nat({ max: 5 }),
        bulk: fc.nat({ max: 3_000 }),
        replies: fc.nat({ max: 30 }),
        latencyMs: fc.constantFrom(1, 40, 400, 2_000),
        rate: fc.constantFrom(1, 30, 1_000),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(lanes, (given) => {
        const world = new World();
        for (const [index, one] of given.entries()) world.add(lane(String(index), String(one.workspace), 2, one.rate), one);
        world.until(20_000);
        expect(world.most).toBeLessThanOrEqual(mostEver);
        for (const [index, one] of given.entries()) expect(world.handedOver.get(`${index} replies`) ?? 0).toBe(one.replies);
        const quick = given.every((one) => one.latencyMs <= 40 && one.rate === 1_000);
        if (quick) expect(world.board.inFlight).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});
