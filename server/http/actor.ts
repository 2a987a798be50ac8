import type { Access } from '@tidings/core/contract/endpoint';
import type { Role } from '@tidings/core/contract/permissions';

/** A person who is signed in, outside of any workspace. */
export interface UserActor {
  readonly kind: 'user';
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly operator: boolean;
  readonly passwordChangeRequired: boolean;
  /** The session that the request came with. */
  readonly sessionId: string;
}

/** Who acts in a workspace: a member by cookie session, or a program by API key. */
export interface WorkspaceActor {
  readonly kind: 'user' | 'api_key';
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly role: Role;
}

/** The actor that a handler gets, by the endpoint's access. */
export type ActorFor<A extends Access> = A extends 'public'
  ? UserActor | undefined
  : A extends 'signed_in' | 'operator'
    ? UserActor
    : WorkspaceActor;

/** What authentication reads of a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The workspace named by the header `tidings-workspace` or the query `workspace`. */
  readonly workspace: string | undefined;
}
