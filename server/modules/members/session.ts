import { permissionsOf } from '@tidings/core/contract/permissions';
import type { Membership, Session } from '@tidings/core/contract/session';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { version } from '../../lib/version.ts';
import { findUser, getInstallation, hasUsers } from '../accounts/store.ts';
import { listMemberships } from './store.ts';

/** Who is signed in, where they are a member, and what the installation allows. System scope. */
export async function presentSession(ctx: Context, tx: Tx, userId: string | undefined): Promise<Session> {
  const installation = await getInstallation(tx);
  const user = userId === undefined ? undefined : await findUser(tx, userId);
  return {
    installation: {
      needs_setup: !user && !(await hasUsers(tx)),
      open_signup: installation.open_signup,
      live_allowed: ctx.config.production,
      version,
    },
    user: user
      ? {
          id: user.id,
          name: user.name,
          email: user.email,
          operator: user.operator,
          password_change_required: user.password_change_required,
        }
      : null,
    memberships: user ? (await listMemberships(tx, user.id)).map(presentMembership) : [],
  };
}

function presentMembership(row: Awaited<ReturnType<typeof listMemberships>>[number]): Membership {
  return { ...row, permissions: [...permissionsOf[row.role]] };
}
