import type { Context } from '../context.ts';
import { keepBeating } from '../modules/messages/recover.ts';
import { farewell } from '../modules/messages/recover-store.ts';

const beatEveryMs = 2_000;

/** Says every two seconds that this process lives, until the returned function is called and has ended the last beat. */
export function startHeartbeat(ctx: Context): () => Promise<void> {
  let beating: Promise<void> | undefined;
  const beat = () => {
    // One that waits for the database must not pile up others behind it.
    beating ??= keepBeating(ctx)
      .catch((error: unknown) => ctx.log.debug({ err: error }, 'the database did not take a heartbeat'))
      .finally(() => {
        beating = undefined;
      });
  };
  beat();
  const timer = setInterval(beat, beatEveryMs);
  return async () => {
    clearInterval(timer);
    await beating;
  };
}

/** Takes this process off the list of those that live, so that others take over what it leaves; not when the database is away. */
export async function sayFarewell(ctx: Context): Promise<void> {
  await ctx.db.system((tx) => farewell(tx, ctx.process.id)).catch(() => undefined);
}
