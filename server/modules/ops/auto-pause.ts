import type { AutoPause } from '@tidings/core/contract/queue';
import { type AutoPauseRule, decideAutoPause } from '@tidings/core/messaging/auto-pause';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import { pauseByItself } from '../messages/pause-sender.ts';
import { listSuspects, readAutoPause, writeAutoPause } from './auto-pause-store.ts';

/** Pauses senders of which too much fails, each by itself: the lanes of others go on. */
export async function watchSenders(ctx: Context): Promise<void> {
  for (const { senderId, workspaceId, rule, ...record } of await ctx.db.system(listSuspects)) {
    const decision = decideAutoPause(record, rule);
    if (!decision.pause) continue;
    if (await pauseByItself(ctx, workspaceId, senderId, { by: 'failures', reason: decision.words })) {
      const { failures, attempts } = decision;
      ctx.log.warn({ sender_id: senderId, failures, attempts }, 'a sender was paused because too much of it failed');
    }
  }
}

export async function getAutoPause(tx: Tx, workspaceId: string): Promise<AutoPause> {
  return present(await readAutoPause(tx, workspaceId));
}

export async function setAutoPause(tx: Tx, actor: WorkspaceActor, wish: AutoPause): Promise<AutoPause> {
  const rule: AutoPauseRule = {
    enabled: wish.enabled,
    windowMinutes: wish.window_minutes,
    share: wish.percent / 100,
    minimum: wish.minimum,
  };
  await writeAutoPause(tx, actor.workspaceId, rule);
  await recordActivity(tx, actor, { action: 'automatic_pause_changed', details: { ...wish } });
  await announce(tx, actor.workspaceId, { topic: 'connections' });
  return present(rule);
}

function present(rule: AutoPauseRule): AutoPause {
  return {
    enabled: rule.enabled,
    window_minutes: rule.windowMinutes,
    percent: Math.round(rule.share * 100),
    minimum: rule.minimum,
  };
}
