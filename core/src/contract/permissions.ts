/** Everything a role may be allowed to do. The first word is the thing, the second what is done to it. */
export const permissions = [
  'workspace:read',
  'workspace:manage',
  'workspace:go_live',
  'members:read',
  'members:manage',
  'api_keys:manage',
  'audit:read',
  'contacts:read',
  'contacts:write',
  'contacts:delete',
  'contacts:import',
  'contacts:export',
  'contacts:privacy',
  'fields:manage',
  'lists:read',
  'lists:write',
  'events:read',
  'events:write',
  'suppressions:read',
  'suppressions:write',
  'suppressions:remove',
  'broadcasts:read',
  'broadcasts:write',
  'broadcasts:send',
  'broadcasts:urgent',
  'messages:read',
  'messages:send',
  'inbox:read',
  'inbox:reply',
  'connections:read',
  'connections:manage',
  'queue:read',
  'queue:manage',
  'sandbox:use',
] as const;

export type Permission = (typeof permissions)[number];

/** Roles from the most to the least powerful. "Social manager" is a manager, "BDR" an agent. */
export const roles = ['owner', 'admin', 'manager', 'agent', 'viewer'] as const;
export type Role = (typeof roles)[number];

const viewer: readonly Permission[] = [
  'workspace:read',
  'contacts:read',
  'lists:read',
  'events:read',
  'broadcasts:read',
  'messages:read',
  'suppressions:read',
];

const agent: readonly Permission[] = [...viewer, 'members:read', 'contacts:write', 'inbox:read', 'inbox:reply', 'sandbox:use'];

const manager: readonly Permission[] = [
  ...agent,
  'contacts:delete',
  'contacts:import',
  'contacts:export',
  'fields:manage',
  'lists:write',
  'events:write',
  'suppressions:write',
  'broadcasts:write',
  'broadcasts:send',
  'messages:send',
  'connections:read',
];

const admin: readonly Permission[] = permissions;

/** What each role may do. An owner may also do what the code asks ownership for (leaving the last owner behind is refused). */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = { owner: permissions, admin, manager, agent, viewer };

/** What each role is, in words for the members screen. */
export const roleWords: Readonly<Record<Role, { label: string; help: string }>> = {
  owner: { label: 'Owner', help: 'Everything, including handing the workspace over.' },
  admin: { label: 'Admin', help: 'Everything: members, connections, going live, settings.' },
  manager: { label: 'Manager', help: 'Manages contacts and lists, writes and sends broadcasts.' },
  agent: { label: 'Agent', help: 'Answers people and edits contacts; cannot send broadcasts.' },
  viewer: { label: 'Viewer', help: 'Looks, changes nothing.' },
};

/** Whether a role holds a permission. */
export function roleMay(role: Role, permission: Permission): boolean {
  return permissionsOf[role].includes(permission);
}
