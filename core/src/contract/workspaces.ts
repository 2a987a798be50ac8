import { z } from 'zod';
import { Country, Id, Instant, TimeZone } from './common.ts';
import { defineApi } from './endpoint.ts';
import { Membership, Session } from './session.ts';

/** What stands in the way of going live. */
export const liveObstacles = ['installation_not_for_production', 'no_live_sender'] as const;
export type LiveObstacle = (typeof liveObstacles)[number];

/** A workspace with its settings. */
export const Workspace = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    country: Country,
    time_zone: z.string(),
    mode: z.enum(['sandbox', 'live']),
    mode_changed_at: Instant.nullable(),
    created_at: Instant,
    /** Empty when nothing stands in the way of going live. */
    live_obstacles: z.array(z.enum(liveObstacles)),
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof Workspace>;

const Name = z.string().trim().min(1, 'is needed').max(100);

/** What a workspace is made of. */
export const NewWorkspace = z.object({ name: Name, country: Country, time_zone: TimeZone });
export type NewWorkspace = z.infer<typeof NewWorkspace>;

export const workspacesApi = defineApi({
  createWorkspace: {
    method: 'POST',
    path: '/workspaces',
    access: 'signed_in',
    summary: 'Creates a further workspace, owned by the signed-in person. For the operator; for everyone where sign-up is open.',
    body: NewWorkspace,
    response: z.object({ workspace: Membership, session: Session }),
    status: 201,
  },
  getWorkspace: {
    method: 'GET',
    path: '/workspace',
    access: 'workspace:read',
    summary: 'The workspace and its settings.',
    response: Workspace,
  },
  updateWorkspace: {
    method: 'PATCH',
    path: '/workspace',
    access: 'workspace:manage',
    summary: 'Changes name, country or time zone.',
    body: NewWorkspace.partial(),
    response: Workspace,
  },
  goLive: {
    method: 'POST',
    path: '/workspace/go-live',
    access: 'workspace:go_live',
    summary: 'Switches from sandbox to live: from now on messages reach real phones. Asks for the name of the workspace.',
    body: z.object({ confirm_name: z.string() }),
    response: Workspace,
  },
  returnToSandbox: {
    method: 'POST',
    path: '/workspace/return-to-sandbox',
    access: 'workspace:go_live',
    summary: 'Switches back to the sandbox: from now on nothing reaches a real phone.',
    response: Workspace,
  },
  leaveWorkspace: {
    method: 'POST',
    path: '/workspace/leave',
    access: 'workspace:read',
    summary: 'Ends the own membership. The last owner cannot leave.',
    response: 'none',
  },
});
