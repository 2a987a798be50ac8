import { questionText } from '@tidings/core/compliance/double-opt-in';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { countSegments } from '@tidings/core/messaging/segments';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { Refusal } from '../../lib/errors.ts';
import { brandOf } from '../compliance/keyword-texts-service.ts';
import { type Asked, insertQuestions, lapseRequests, putOffQuestions, workspaceToAsk } from '../compliance/opt-in-store.ts';
import { senderFor } from '../connections/sender-for.ts';
import { readDoubleOptIn } from '../contacts/double-opt-in-store.ts';
import { countChanges } from './counts-store.ts';
import { lowerLaneMark } from './lane-marks-store.ts';

/** Questions per transaction: a file of 50,000 takes a hundred short ones. */
const portion = 500;

/** Whose contacts are announced one by one; of more at once the screens look at the list again. */
const fewContacts = 20;

/** Queues the questions that are due, of single people within a second or two, of a file portion by portion. */
export async function askForOptIn(ctx: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await askPortion(ctx)));
}

async function askPortion(ctx: Context): Promise<boolean> {
  return ctx.db.system(async (tx) => {
    const workspaceId = await workspaceToAsk(tx);
    if (workspaceId === undefined) return false;
    const sender = await senderFor(tx, workspaceId, 'sms').catch((error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    });
    if (!sender) {
      await putOffQuestions(tx, workspaceId, 'no_sender');
      return true;
    }
    const brand = await brandOf(tx, workspaceId);
    const { question } = await readDoubleOptIn(tx, workspaceId);
    const text = (purpose: ConsentPurpose) => {
      const body = questionText(question, brand, purpose);
      return { body, ...countSegments(body) };
    };
    const asked = await insertQuestions(tx, {
      workspaceId,
      senderId: sender.id,
      ourAddress: sender.address,
      sandbox: sender.sandbox,
      limit: portion,
      texts: { all: text('all'), informational: text('informational') },
    });
    // Another worker has what is due.
    if (!asked) return false;
    await count(tx, workspaceId, sender.id, asked.queued);
    await announceContacts(tx, workspaceId, asked.contactIds);
    return true;
  });
}

async function count(tx: Tx, workspaceId: string, senderId: string, queued: readonly Asked[]): Promise<void> {
  for (const { priority, createdAt } of queued.toSorted((a, b) => a.priority - b.priority)) {
    await lowerLaneMark(tx, { workspaceId, senderId, priority, dueAt: createdAt });
  }
  await countChanges(
    tx,
    queued.flatMap(({ createdAt, n }) =>
      Array.from({ length: n }, () => ({
        workspaceId,
        sourceId: null,
        createdAt,
        direction: 'out' as const,
        channel: 'sms',
        from: null,
        to: { state: 'queued', reason: null },
      })),
    ),
  );
}

async function announceContacts(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > fewContacts) return announce(tx, workspaceId, { topic: 'contacts' });
  for (const id of ids) await announce(tx, workspaceId, { topic: 'contacts', id });
}

/** Ends requests that nobody answered in time. */
export async function lapseOptIns(ctx: Context, signal: AbortSignal): Promise<void> {
  for (let ended = portion; ended === portion && !signal.aborted; ) {
    ended = await ctx.db.system(async (tx) => {
      const over = await lapseRequests(tx, portion);
      for (const workspaceId of new Set(over.map((one) => one.workspaceId)))
        await announce(tx, workspaceId, { topic: 'contacts' });
      return over.length;
    });
  }
}
