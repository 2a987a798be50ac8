import type { InstallationSending, SendingState, SendingStop } from '@tidings/core/contract/sending';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { UserActor, WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import * as stops from '../messages/sending-stop-store.ts';
import { forgetLanes } from './facts.ts';

/** Whether a workspace may send. */
export async function sendingOf(tx: Tx, workspaceId: string): Promise<SendingState> {
  return {
    stopped: present(await stops.findStop(tx, workspaceId)),
    installation_stopped: present(await stops.findInstallationStop(tx)),
  };
}

/** Stops everything of the workspace (I10). When this returns, no lease of it commits any more. */
export async function stopSending(ctx: Context, actor: WorkspaceActor, reason: string): Promise<SendingState> {
  return change(ctx, actor, { action: 'sending_stopped', details: { reason } }, (tx) =>
    stops.stopWorkspace(tx, actor.workspaceId, actor.name, reason),
  );
}

export async function resumeSending(ctx: Context, actor: WorkspaceActor): Promise<SendingState> {
  return change(ctx, actor, { action: 'sending_resumed' }, (tx) => stops.resumeWorkspace(tx, actor.workspaceId));
}

type Happening = { readonly action: string; readonly details?: Record<string, unknown> };

async function change(
  ctx: Context,
  actor: WorkspaceActor,
  happening: Happening,
  write: (tx: Tx) => Promise<boolean>,
): Promise<SendingState> {
  const { workspaceId } = actor;
  const state = await ctx.db.workspace(workspaceId, async (tx) => {
    if (await write(tx)) {
      await recordActivity(tx, actor, happening);
      await tellScreens(tx, workspaceId);
    }
    return sendingOf(tx, workspaceId);
  });
  forgetLanes(ctx);
  return state;
}

/** The stop of the whole installation. */
export async function installationSending(ctx: Context): Promise<InstallationSending> {
  return { stopped: present(await ctx.db.system((tx) => stops.findInstallationStop(tx))) };
}

/** Stops every workspace (I10). When this returns, no lease of any commits any more. */
export async function stopInstallationSending(ctx: Context, actor: UserActor, reason: string): Promise<InstallationSending> {
  const done = await ctx.db.system((tx) => stops.stopInstallation(tx, actor.name, reason));
  if (done) await tellEveryWorkspace(ctx, actor, { action: 'installation_sending_stopped', details: { reason } });
  return installationSending(ctx);
}

export async function resumeInstallationSending(ctx: Context, actor: UserActor): Promise<InstallationSending> {
  const done = await ctx.db.system((tx) => stops.resumeInstallation(tx));
  if (done) await tellEveryWorkspace(ctx, actor, { action: 'installation_sending_resumed' });
  return installationSending(ctx);
}

/** The activity of each workspace says what the operator did. In transactions of their own: the stop itself must wait for nothing but leases. */
async function tellEveryWorkspace(ctx: Context, actor: UserActor, happening: Happening): Promise<void> {
  ctx.log.info({ operator_id: actor.id, ...happening }, 'the operator changed whether the installation sends');
  forgetLanes(ctx);
  for (const workspaceId of await ctx.db.system((tx) => stops.listWorkspaceIds(tx))) {
    await ctx.db.workspace(workspaceId, async (tx) => {
      await recordActivity(tx, { kind: 'user', id: actor.id, name: `${actor.name} (operator)`, workspaceId }, happening);
      await tellScreens(tx, workspaceId);
    });
  }
}

async function tellScreens(tx: Tx, workspaceId: string): Promise<void> {
  await announce(tx, workspaceId, { topic: 'workspace' });
  await announce(tx, workspaceId, { topic: 'connections' });
}

function present(stop: stops.SendingStop | null): SendingStop | null {
  return stop && { at: stop.at.toISOString(), by: stop.by, reason: stop.reason };
}
