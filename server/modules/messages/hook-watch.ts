import type { Context } from '../../context.ts';
import { beatHooks, hooksSilentFor, longGapSeconds, noteGap, watchConnections } from './catch-up-store.ts';

const everyMs = 2_000;
/** A silence this long may have cost hooks: a beat every two seconds, and some delay under load. */
const silenceSeconds = 10;
/** While the database is in trouble again and again, the providers are asked about it this often: asking is work for it, too. */
const troubleEveryMs = 10_000;
/** Providers repeat a hook for up to 15 seconds (twilio.md section 3), so what was lost may have been under way that long before. */
const repeatedSeconds = 15;

/**
 * Notices when hooks may have been lost, whatever the cause (I6). Each web process says every two seconds, in the database, that hooks
 * are being taken. A pause in that (the database was away, no web process lived), a start, and a hook that had to be refused each are a gap, and
 * everything since its beginning is fetched from the providers.
 */
export class HookWatch {
  readonly #ctx: Context;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** Monotonic milliseconds of the last beat that was written; undefined before the first. */
  #beatAt: number | undefined;
  /** The same of the first hook that could not be taken since then, and how many there were. */
  #troubleAt: number | undefined;
  #troubles = 0;
  #notedAt = Number.NEGATIVE_INFINITY;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.beat()
        // The database is away: the silence tells of it when it is back.
        .catch((error: unknown) => this.#ctx.log.debug({ err: error }, 'the beat of the hooks could not be written'))
        .finally(() => {
          this.#running = undefined;
        });
    }, everyMs);
    this.#timer.unref();
  }

  /** A hook could not be taken: its provider was told to come again, and may not. */
  noteTrouble(): void {
    this.#troubleAt ??= performance.now();
    this.#troubles += 1;
  }

  /** Says that hooks are taken, and notes the gap that ends with it. */
  async beat(): Promise<void> {
    const troubles = this.#troubles;
    const since = (at: number | undefined) => (at === undefined ? 0 : (performance.now() - at) / 1_000);
    const own = Math.max(since(this.#beatAt), since(this.#troubleAt));
    const isTrouble = this.#troubleAt !== undefined && performance.now() - this.#notedAt > troubleEveryMs;
    const isGap = this.#beatAt === undefined || isTrouble || since(this.#beatAt) > silenceSeconds;
    const gap = await this.#ctx.db.system(async (tx) => {
      const silent = Math.max(await beatHooks(tx), own);
      if (!isGap && silent < silenceSeconds) return undefined;
      await watchConnections(tx, this.#ctx.config.catchUpSeconds);
      await noteGap(tx, silent + repeatedSeconds);
      return silent;
    });
    this.#beatAt = performance.now();
    if (gap === undefined) return;
    this.#notedAt = this.#beatAt;
    // Unless there was more trouble meanwhile: that was after the gap was noted.
    if (this.#troubles === troubles) this.#troubleAt = undefined;
    this.#ctx.log.info({ seconds: Math.round(gap) }, 'hooks may have been lost; the providers are asked');
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}

/**
 * Notes a long silence of the hooks before anything is leased: a worker may be up before the web process that would note it, and a STOP of that
 * time must be fetched before bulk goes on (I2).
 */
export async function noteSilence(ctx: Context): Promise<void> {
  await ctx.db.system(async (tx) => {
    const silent = await hooksSilentFor(tx);
    if (silent < longGapSeconds) return;
    await watchConnections(tx, ctx.config.catchUpSeconds);
    await noteGap(tx, silent + repeatedSeconds);
  });
}

const watches = new WeakMap<Context, HookWatch>();

/** The watch of this process. */
export function hookWatch(ctx: Context): HookWatch {
  const known = watches.get(ctx) ?? new HookWatch(ctx);
  watches.set(ctx, known);
  return known;
}
