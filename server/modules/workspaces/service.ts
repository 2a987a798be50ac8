import type { LiveObstacle, NewWorkspace, Workspace } from '@tidings/core/contract/workspaces';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { beforeModeChange } from '../../registry/mode-changes.ts';
import { workspaceCreated } from '../../registry/workspace-created.ts';
import { recordActivity } from '../audit/service.ts';
import { slugOf } from './slug.ts';
import { getWorkspaceRow, hasLiveSender, insertWorkspace, lockWorkspaceRow, updateDetails, updateMode } from './store.ts';

const obstacleWords: Readonly<Record<LiveObstacle, string>> = {
  installation_not_for_production:
    'This installation is marked as not for production (TIDINGS_LIVE_ALLOWED is false), so no workspace in it can go live.',
  no_live_sender: 'Nothing could be sent yet: connect a provider and add a number to send from, then go live.',
};

/** Creates a workspace and gives it what every workspace has. In the caller's transaction, in system scope. */
export async function createWorkspace(ctx: Context, tx: Tx, details: NewWorkspace) {
  const workspace = await insertWorkspace(tx, slugOf(details.name), details);
  for (const give of workspaceCreated) await give(ctx, tx, workspace);
  return workspace;
}

export async function getWorkspace(ctx: Context, actor: WorkspaceActor): Promise<Workspace> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => present(ctx, tx, await getWorkspaceRow(tx, actor.workspaceId)));
}

export async function updateWorkspace(ctx: Context, actor: WorkspaceActor, change: Partial<NewWorkspace>): Promise<Workspace> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const before = await lockWorkspaceRow(tx, actor.workspaceId);
    const fields = (['name', 'country', 'time_zone'] as const).filter(
      (field) => change[field] !== undefined && change[field] !== before[field],
    );
    if (fields.length === 0) return present(ctx, tx, before);
    const changed = Object.fromEntries(fields.map((field) => [field, change[field]]));
    const after = await updateDetails(tx, actor.workspaceId, changed);
    await recordActivity(tx, actor, {
      action: 'workspace_changed',
      objectKind: 'workspace',
      objectId: after.id,
      objectLabel: after.name,
      details: { fields, before: Object.fromEntries(fields.map((field) => [field, before[field]])), after: changed },
    });
    await announce(tx, actor.workspaceId, { topic: 'workspace' });
    return present(ctx, tx, after);
  });
}

/** From the sandbox to real phones, on purpose: the workspace's name must be typed, and something must be there to send with. */
export async function goLive(ctx: Context, actor: WorkspaceActor, confirmName: string): Promise<Workspace> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const workspace = await lockWorkspaceRow(tx, actor.workspaceId);
    if (workspace.mode === 'live') return present(ctx, tx, workspace);
    const [obstacle] = await obstaclesOf(ctx, tx, actor.workspaceId);
    if (obstacle) throw new Refusal('wrong_state', obstacleWords[obstacle]);
    if (confirmName.trim() !== workspace.name.trim()) {
      throw badField('body.confirm_name', `must be the name of this workspace: ${workspace.name}`);
    }
    return switchMode(ctx, tx, actor, 'live');
  });
}

/** Back to the sandbox; always allowed. */
export async function returnToSandbox(ctx: Context, actor: WorkspaceActor): Promise<Workspace> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const workspace = await lockWorkspaceRow(tx, actor.workspaceId);
    return workspace.mode === 'sandbox' ? present(ctx, tx, workspace) : switchMode(ctx, tx, actor, 'sandbox');
  });
}

async function switchMode(ctx: Context, tx: Tx, actor: WorkspaceActor, mode: 'sandbox' | 'live'): Promise<Workspace> {
  for (const wait of beforeModeChange) await wait(tx, actor.workspaceId);
  const after = await updateMode(tx, actor.workspaceId, mode, ctx.clock.now());
  await recordActivity(tx, actor, {
    action: mode === 'live' ? 'workspace_went_live' : 'workspace_returned_to_sandbox',
    objectKind: 'workspace',
    objectId: after.id,
    objectLabel: after.name,
  });
  await announce(tx, actor.workspaceId, { topic: 'workspace' });
  return present(ctx, tx, after);
}

async function obstaclesOf(ctx: Context, tx: Tx, workspaceId: string): Promise<LiveObstacle[]> {
  return [
    ...(ctx.config.production ? [] : (['installation_not_for_production'] as const)),
    ...((await hasLiveSender(tx, workspaceId)) ? [] : (['no_live_sender'] as const)),
  ];
}

async function present(ctx: Context, tx: Tx, row: Awaited<ReturnType<typeof getWorkspaceRow>>): Promise<Workspace> {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    country: row.country,
    time_zone: row.time_zone,
    mode: row.mode,
    mode_changed_at: row.mode_changed_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    live_obstacles: await obstaclesOf(ctx, tx, row.id),
  };
}
