import type { Permission } from '@tidings/core/contract/permissions';
import type { Membership } from '@tidings/core/contract/session';
import { createContext, use } from 'react';

/** The workspace on the screen; null outside of one (sign-in, first run). */
export const WorkspaceContext = createContext<Membership | null>(null);

/** The workspace on the screen, as the signed-in person sees it. Throws outside of one. */
export function useWorkspace(): Membership {
  const workspace = use(WorkspaceContext);
  if (workspace === null) throw new Error('This screen needs a workspace around it.');
  return workspace;
}

export function useWorkspaceId(): string | undefined {
  return use(WorkspaceContext)?.workspace_id;
}

/** Whether the signed-in person may do it here. What they may not do is hidden, not greyed out. */
export function useMay(permission: Permission): boolean {
  return use(WorkspaceContext)?.permissions.includes(permission) ?? false;
}

/** Turns a path inside the workspace into an address: `path('contacts/import')` is `/w/grace-church/contacts/import`. */
export function usePath(): (inside?: string) => string {
  const { slug } = useWorkspace();
  return (inside = '') => `/w/${slug}${inside === '' ? '' : `/${inside.replace(/^\//, '')}`}`;
}
