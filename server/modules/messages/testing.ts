import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { TestProduct, TestWorkspace } from '../../testing/product.ts';
import { ensureSandboxConnection } from '../connections/sandbox-connection.ts';
import { queueMessage } from './queue.ts';
import { insertSource } from './sources-store.ts';
import { type LeasedMessage, takeLease } from './take-lease.ts';

interface Wish {
  readonly phone?: string;
  readonly body?: string;
  readonly sourceId?: string;
  readonly contactId?: string;
  readonly source?: 'answer' | 'reply' | 'direct';
}

/** A workspace with its sandbox sender, seen from the message path. */
export interface Lane {
  readonly workspaceId: string;
  readonly as: TestWorkspace['as'];
  readonly connectionId: string;
  readonly senderId: string;
  /** Adds a message, by default an answer: the kind that needs nobody's consent. */
  queue(tx: Tx, wish?: Wish): Promise<string>;
  /** Adds a message in a transaction of its own. */
  add(wish?: Wish): Promise<string>;
  lease(ctx?: Context): Promise<readonly LeasedMessage[]>;
  source(): Promise<string>;
  message(id: string): Promise<{ state: string; reason: string | null; provider_id: string | null; attempts: number }>;
  outbox(id: string): Promise<{ status: string; due_at: Date; worker_id: string | null } | undefined>;
}

/** A lane without a carrier behind it: the tests lease and report by hand. */
export async function testLane(product: TestProduct): Promise<Lane> {
  const { ctx } = product;
  const { id: workspaceId, as } = await product.workspace();
  const connection = await ctx.db.system((tx) => ensureSandboxConnection(ctx, tx, workspaceId));
  const sender = await ctx.db.workspace(workspaceId, (tx) =>
    tx
      .updateTable('senders')
      .set({ rate_per_second: 1_000, burst: 1_000, tokens: 1_000 })
      .where('connection_id', '=', connection.id)
      .returning(['id', 'address'])
      .executeTakeFirstOrThrow(),
  );
  const inWorkspace = <T>(work: (tx: Tx) => Promise<T>) => ctx.db.workspace(workspaceId, work);
  const queue: Lane['queue'] = async (tx, wish = {}) =>
    (
      await queueMessage(tx, {
        workspaceId,
        contactId: wish.contactId ?? null,
        address: wish.phone ?? '+12025550123',
        ourAddress: sender.address,
        senderId: sender.id,
        source: wish.source ?? 'answer',
        sourceId: wish.sourceId ?? null,
        priority: 0,
        body: wish.body ?? 'Hello',
        sendKey: randomUUID(),
        createdBy: null,
        createdByName: 'Test',
        uselessAfter: null,
      })
    ).id;
  return {
    workspaceId,
    as,
    connectionId: connection.id,
    senderId: sender.id,
    queue,
    add: (wish) => inWorkspace((tx) => queue(tx, wish)),
    lease: async (other) =>
      (await takeLease(other ?? ctx, { senderId: sender.id, workspaceId }, { room: 100, replyRoom: 100 }))?.messages ?? [],
    source: async () => {
      const id = randomUUID();
      const fields = { kind: 'direct', template: 'Hello', smartEncoding: true, uselessAfter: null, state: 'running' } as const;
      await inWorkspace((tx) => insertSource(tx, { id, workspaceId, ...fields }));
      return id;
    },
    message: (id) =>
      inWorkspace((tx) =>
        tx
          .selectFrom('messages')
          .select(['state', 'reason', 'provider_id', 'attempts'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow(),
      ),
    outbox: (id) =>
      inWorkspace((tx) =>
        tx.selectFrom('outbox').select(['status', 'due_at', 'worker_id']).where('message_id', '=', id).executeTakeFirst(),
      ),
  };
}
