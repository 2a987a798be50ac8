import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { UserActor, WorkspaceActor } from '../../http/actor.ts';
import type { Authenticate } from '../../http/authenticate.ts';
import { sessionTokenOf } from '../../http/session-cookie.ts';
import { userOfToken } from '../accounts/sessions.ts';
import { actorOfKey } from '../api-keys/service.ts';
import { findMembership } from './store.ts';

const nobody = { user: undefined, workspace: undefined, byCookie: false };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an API key (`Authorization: Bearer tid_…`), else the session's cookie with the workspace that the request names by id or slug. */
export const authenticate: Authenticate = async (ctx, { headers, workspace }) => {
  const header = headers['authorization'];
  if (typeof header === 'string' && header.startsWith('Bearer ')) {
    // A request that shows a key means the key: a wrong one is not made good by a cookie.
    const key = header.slice('Bearer '.length).trim();
    return { ...nobody, workspace: await ctx.db.system((tx) => actorOfKey(tx, key)) };
  }
  const token = sessionTokenOf(ctx, headers);
  return token === undefined ? nobody : ctx.db.system((tx) => bySession(ctx, tx, token, workspace));
};

async function bySession(ctx: Context, tx: Tx, token: string, workspace: string | undefined) {
  const user = await userOfToken(ctx, tx, token);
  if (!user) return nobody;
  return { user, workspace: await actorIn(tx, user, workspace), byCookie: true };
}

async function actorIn(tx: Tx, user: UserActor, workspace: string | undefined): Promise<WorkspaceActor | undefined> {
  if (workspace === undefined) return undefined;
  const membership = await findMembership(tx, user.id, uuid.test(workspace) ? { id: workspace } : { slug: workspace });
  return (
    membership && { kind: 'user', id: user.id, name: user.name, workspaceId: membership.workspace_id, role: membership.role }
  );
}
