import type { Context } from '../../context.ts';
import type { Loop } from '../../jobs/define.ts';
import { testConnection } from '../connections/service.ts';
import { forgetOldMinutes } from '../messages/minute-counts-store.ts';
import { watchSenders } from './auto-pause.ts';
import { takeDueProbes } from './probe-store.ts';

const probesAtOnce = 5;

/** Tests connections whose turn it is, so that a token that was revoked is noticed before the next broadcast. */
export async function probeConnections(ctx: Context, signal: AbortSignal): Promise<void> {
  const due = await ctx.db.system((tx) => takeDueProbes(tx, ctx.config.probeMinutes, probesAtOnce));
  for (const { id, workspaceId } of due) {
    if (signal.aborted) return;
    await testConnection(ctx, { workspaceId }, id).catch((error: unknown) =>
      ctx.log.warn({ err: error, connection: id }, 'a connection could not be tested'),
    );
  }
}

/** What every worker does to keep the installation well. */
export const opsLoops: readonly Loop[] = [
  { name: 'ops.watch-senders', everyMs: 5_000, run: watchSenders },
  { name: 'ops.probe-connections', everyMs: 30_000, run: probeConnections },
  { name: 'ops.forget-minutes', everyMs: 3_600_000, run: (ctx) => ctx.db.system(forgetOldMinutes) },
];
