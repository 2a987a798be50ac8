import type { Context } from '../context.ts';
import type { Credentials, UserActor, WorkspaceActor } from './actor.ts';

/** Who a request comes from. A key acts in its workspace; a person in the one the request names, when they are a member. */
export interface Identity {
  readonly user: UserActor | undefined;
  readonly workspace: WorkspaceActor | undefined;
  /** True when a cookie said so: such requests must prove that our own page made them (CSRF). */
  readonly byCookie: boolean;
}

/** Finds out who a request comes from; nobody when its credentials are missing, wrong or expired. */
export type Authenticate = (ctx: Context, credentials: Credentials) => Promise<Identity>;
