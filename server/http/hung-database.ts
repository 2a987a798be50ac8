import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';

/** A request that takes longer makes us ask whether the database still answers. */
const patienceMs = 6_000;
const answerMs = 3_000;

/** The database keeps its connections open and answers nothing. Counts as away. */
export class DatabaseHangs extends Error {
  override readonly name = 'DatabaseHangs';
  readonly code = 'ETIMEDOUT';
}

const asked = new WeakMap<Context, Promise<boolean>>();

/** One question at a time for all requests that wait. */
function answers(ctx: Context): Promise<boolean> {
  const known = asked.get(ctx);
  if (known) return known;
  const question = ctx.db.answersWithin(answerMs).finally(() => asked.delete(ctx));
  asked.set(ctx, question);
  return question;
}

/**
 * The work's own result; or, when it takes long because the database hangs, a DatabaseHangs after some seconds, so that a screen can say so
 * instead of waiting for ever. The work itself goes on and may still succeed, as after a lost connection.
 */
export async function unlessDatabaseHangs<T>(ctx: Context, work: Promise<T>, patience = patienceMs): Promise<T> {
  const ended = new AbortController();
  // Whoever lost the race is not listened to any more.
  work.catch(() => undefined).finally(() => ended.abort());
  const watch = async (): Promise<never> => {
    for (;;) {
      await wait(patience, undefined, { signal: ended.signal });
      if (!(await answers(ctx))) throw new DatabaseHangs('The database does not answer.');
    }
  };
  const watching = watch();
  watching.catch(() => undefined);
  return Promise.race([work, watching.catch((error: unknown) => (ended.signal.aborted ? work : Promise.reject(error)))]);
}
