import type { FailedJob } from '@tidings/core/contract/health';
import type { Lane } from '@tidings/core/contract/queue';
import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import type { UserActor } from '../../http/actor.ts';
import { notFound } from '../../lib/errors.ts';
import { hidePersonal } from '../../lib/logger.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { findSender, setSenderPaused } from '../connections/senders-store.ts';
import { forgetLanes, installationLanes, installationProcesses } from './facts.ts';
import { findLaneWorkspace, listLaneFacts, listMinutes } from './lanes-store.ts';
import { presentProcess } from './process-rows.ts';
import { everyMinute, presentLane, sinceOf } from './queue-service.ts';

const jobsShown = 100;

/** The queue of the whole installation. Names of workspaces and senders, never people or texts. */
export async function getInstallationQueue(ctx: Context) {
  const now = ctx.clock.now();
  const minutes = await ctx.db.system((tx) => listMinutes(tx, sinceOf(now)));
  return {
    at: now.toISOString(),
    lanes: (await installationLanes(ctx)).map((lane) => presentLane(lane, now)),
    minutes: everyMinute(minutes, now),
    processes: (await installationProcesses(ctx)).map(presentProcess),
  };
}

/** Pauses a lane of any workspace for a reason, or resumes it with null. The workspace's own activity says who did it. */
export async function setLanePaused(ctx: Context, actor: UserActor, senderId: string, reason: string | null): Promise<Lane> {
  const lane = await ctx.db.system(async (tx) => {
    const workspaceId = await findLaneWorkspace(tx, senderId);
    if (workspaceId === undefined) throw notFound('sender');
    await holdLeases(tx, workspaceId);
    const sender = await findSender(tx, workspaceId, senderId);
    if (!sender) throw notFound('sender');
    if ((sender.paused_at === null) !== (reason === null)) {
      await setSenderPaused(tx, workspaceId, senderId, reason === null ? null : { by: 'operator', reason });
      await recordActivity(
        tx,
        { kind: 'user', id: actor.id, name: `${actor.name} (operator)`, workspaceId },
        {
          action: reason === null ? 'sender_resumed' : 'sender_paused',
          objectKind: 'sender',
          objectId: senderId,
          objectLabel: sender.name,
          details: reason === null ? {} : { reason },
        },
      );
      await announce(tx, workspaceId, { topic: 'connections', id: sender.connection_id });
    }
    const lanes = await listLaneFacts(tx, workspaceId);
    return lanes.find((one) => one.senderId === senderId);
  });
  forgetLanes(ctx);
  if (!lane) throw notFound('sender');
  return presentLane(lane, ctx.clock.now());
}

/** Jobs that were given up, the latest first. */
export async function listFailedJobs(ctx: Context): Promise<FailedJob[]> {
  const jobs = await ctx.jobs.listFailed(jobsShown);
  return jobs.map((job) => ({
    id: job.id,
    name: job.name,
    failed_at: job.failedAt?.toISOString() ?? null,
    created_at: job.createdAt.toISOString(),
    attempts: job.attempts,
    words: hidePersonal(job.words).slice(0, 300),
  }));
}

export async function retryJob(ctx: Context, actor: UserActor, id: string): Promise<void> {
  if (!(await ctx.jobs.retryFailed(id))) throw notFound('failed job');
  ctx.log.info({ operator_id: actor.id, job_id: id }, 'the operator runs a failed job again');
}

export async function discardJob(ctx: Context, actor: UserActor, id: string): Promise<void> {
  if (!(await ctx.jobs.discardFailed(id))) throw notFound('failed job');
  ctx.log.info({ operator_id: actor.id, job_id: id }, 'the operator discarded a failed job');
}
