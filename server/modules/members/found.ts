import type { FirstRun, Session } from '@tidings/core/contract/session';
import type { NewWorkspace } from '@tidings/core/contract/workspaces';
import type { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { UserActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { countSignUp } from '../accounts/limits.ts';
import { hashNewPassword } from '../accounts/new-password.ts';
import { type StartedSession, startSession, type Visit } from '../accounts/sessions.ts';
import { getInstallation, hasUsers, insertUser, lockInstallation } from '../accounts/store.ts';
import { recordActivity } from '../audit/service.ts';
import { createWorkspace } from '../workspaces/service.ts';
import { presentSession } from './session.ts';
import { insertMember } from './store.ts';

/** Who a workspace is founded by. */
interface Founder {
  readonly id: string;
  readonly name: string;
}

/** Creates a workspace with its owner. System scope. */
export async function foundWorkspace(ctx: Context, tx: Tx, founder: Founder, details: NewWorkspace) {
  const workspace = await createWorkspace(ctx, tx, details);
  await insertMember(tx, { workspaceId: workspace.id, userId: founder.id, role: 'owner' });
  await recordActivity(
    tx,
    { kind: 'user', id: founder.id, name: founder.name, workspaceId: workspace.id },
    { action: 'workspace_created', objectKind: 'workspace', objectId: workspace.id, objectLabel: workspace.name },
  );
  return workspace;
}

/** A further workspace for somebody who has an account: for the operator, and for everyone where sign-up is open. */
export async function foundFurtherWorkspace(ctx: Context, actor: UserActor, details: NewWorkspace) {
  return ctx.db.system(async (tx) => {
    if (!actor.operator && !(await getInstallation(tx)).open_signup) {
      throw new Refusal('not_allowed', 'Only the operator of this installation creates workspaces here. Ask them for one.');
    }
    const { id } = await foundWorkspace(ctx, tx, actor, details);
    const session = await presentSession(ctx, tx, actor.id);
    const workspace = session.memberships.find((one) => one.workspace_id === id);
    if (!workspace) throw new Error('The new workspace is not among the memberships.');
    return { workspace, session };
  });
}

type Details = z.output<typeof FirstRun>;

/** A person who has just joined: what their screens start from, and their session. */
export interface Joined {
  readonly session: Session;
  readonly started: StartedSession;
}

const alreadySetUp = () =>
  new Refusal('wrong_state', 'This installation has been set up already. Sign in, or ask for an invitation.');

/** The first account, which is the operator's, with its workspace: all or nothing, and of two at once exactly one. */
export async function firstRun(ctx: Context, visit: Visit, details: Details): Promise<Joined> {
  if (await ctx.db.system(hasUsers)) throw alreadySetUp();
  const hash = await hashOf(details);
  return ctx.db.system(async (tx) => {
    await lockInstallation(tx);
    if (await hasUsers(tx)) throw alreadySetUp();
    return join(ctx, tx, visit, { details, hash, operator: true });
  });
}

/** A further account with a workspace of its own, while the operator has sign-up open. */
export async function signUp(ctx: Context, visit: Visit, details: Details): Promise<Joined> {
  const { open_signup: open } = await ctx.db.system(getInstallation);
  if (!open) {
    throw new Refusal('not_allowed', 'Sign-up is closed here. Ask an admin of your organisation’s workspace for an invitation.');
  }
  await countSignUp(ctx, visit.ip);
  const hash = await hashOf(details);
  return ctx.db.system((tx) => join(ctx, tx, visit, { details, hash, operator: false }));
}

function hashOf(details: Details): Promise<string> {
  return hashNewPassword(details.password, { ...details, organisations: [details.organisation] }, 'body.password');
}

async function join(
  ctx: Context,
  tx: Tx,
  visit: Visit,
  { details, hash, operator }: { details: Details; hash: string; operator: boolean },
): Promise<Joined> {
  const { name, email, organisation, country, time_zone } = details;
  const user = await insertUser(tx, { name, email, passwordHash: hash, operator, passwordChangeRequired: false });
  if (!user) {
    throw new Refusal('already_exists', 'There is an account with this e-mail address already. Sign in instead.', {
      fields: [{ field: 'body.email', message: 'has an account already' }],
    });
  }
  await foundWorkspace(ctx, tx, user, { name: organisation, country, time_zone });
  const started = await startSession(ctx, tx, visit, user.id);
  return { session: await presentSession(ctx, tx, user.id), started };
}
