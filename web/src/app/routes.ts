import type { PageRoute } from './page-route.ts';

/**
 * Every page inside a workspace, one line each. A page is a component without props, exported by its own name:
 * `{ path: 'contacts', title: 'Contacts', permission: 'contacts:read', page: () => import('../pages/contacts/ContactsPage.tsx').then((m) => m.ContactsPage) }`.
 * Its entry in the navigation, if it has one, is in `navigation.ts`.
 */
export const pageRoutes: readonly PageRoute[] = [
  { path: '', title: 'Home', page: () => import('../pages/home/HomePage.tsx').then((m) => m.HomePage) },
  { path: 'account', title: 'Your account', page: () => import('../pages/account/AccountPage.tsx').then((m) => m.AccountPage) },
  {
    path: 'contacts',
    title: 'Contacts',
    permission: 'contacts:read',
    page: () => import('../pages/contacts/ContactsPage.tsx').then((m) => m.ContactsPage),
  },
  {
    path: 'contacts/new',
    title: 'Add a contact',
    permission: 'contacts:write',
    page: () => import('../pages/contacts/NewContactPage.tsx').then((m) => m.NewContactPage),
  },
  {
    path: 'contacts/duplicates',
    title: 'Possible duplicates',
    permission: 'contacts:delete',
    page: () => import('../pages/contacts/DuplicatesPage.tsx').then((m) => m.DuplicatesPage),
  },
  {
    path: 'contacts/import',
    title: 'Import people',
    permission: 'contacts:import',
    page: () => import('../pages/imports/NewImportPage.tsx').then((m) => m.NewImportPage),
  },
  {
    path: 'contacts/imports/$importId',
    title: 'Import',
    permission: 'contacts:import',
    page: () => import('../pages/imports/ImportPage.tsx').then((m) => m.ImportPage),
  },
  {
    path: 'contacts/$contactId',
    title: 'Contact',
    permission: 'contacts:read',
    page: () => import('../pages/contacts/ContactPage.tsx').then((m) => m.ContactPage),
  },
  {
    path: 'audiences',
    title: 'Audiences',
    permission: 'lists:read',
    page: () => import('../pages/audiences/AudiencesPage.tsx').then((m) => m.AudiencesPage),
  },
  {
    path: 'audiences/new',
    title: 'New audience',
    permission: 'lists:write',
    page: () => import('../pages/audiences/AudiencePage.tsx').then((m) => m.NewAudiencePage),
  },
  {
    path: 'audiences/$audienceId',
    title: 'Audience',
    permission: 'lists:read',
    page: () => import('../pages/audiences/AudiencePage.tsx').then((m) => m.AudiencePage),
  },
  {
    path: 'lists',
    title: 'Lists',
    permission: 'lists:read',
    page: () => import('../pages/lists/ListsPage.tsx').then((m) => m.ListsPage),
  },
  {
    path: 'lists/$listId',
    title: 'List',
    permission: 'lists:read',
    page: () => import('../pages/lists/ListPage.tsx').then((m) => m.ListPage),
  },
  {
    path: 'events',
    title: 'Events',
    permission: 'events:read',
    page: () => import('../pages/events/EventsPage.tsx').then((m) => m.EventsPage),
  },
  {
    path: 'events/$eventId',
    title: 'Event',
    permission: 'events:read',
    page: () => import('../pages/events/EventPage.tsx').then((m) => m.EventPage),
  },
  {
    path: 'lists/$listId/source',
    title: 'Connect a sheet',
    permission: 'contacts:import',
    page: () => import('../pages/lists/SourceSetupPage.tsx').then((m) => m.SourceSetupPage),
  },
  {
    path: 'settings/fields',
    title: 'Fields',
    permission: 'contacts:read',
    page: () => import('../pages/settings-fields/FieldsPage.tsx').then((m) => m.FieldsPage),
  },
  {
    path: 'settings/tags',
    title: 'Tags',
    permission: 'contacts:read',
    page: () => import('../pages/settings-fields/TagsPage.tsx').then((m) => m.TagsPage),
  },
  {
    path: 'workspaces/new',
    title: 'New workspace',
    page: () => import('../pages/workspaces/NewWorkspacePage.tsx').then((m) => m.NewWorkspacePage),
  },
  {
    path: 'settings/workspace',
    title: 'Workspace',
    page: () => import('../pages/settings/WorkspacePage.tsx').then((m) => m.WorkspacePage),
  },
  {
    path: 'settings/costs',
    title: 'Costs and countries',
    page: () => import('../pages/settings/CostsPage.tsx').then((m) => m.CostsPage),
  },
  {
    path: 'settings/members',
    title: 'Members',
    permission: 'members:read',
    page: () => import('../pages/settings/MembersPage.tsx').then((m) => m.MembersPage),
  },
  {
    path: 'settings/api-keys',
    title: 'API keys',
    permission: 'api_keys:manage',
    page: () => import('../pages/settings/ApiKeysPage.tsx').then((m) => m.ApiKeysPage),
  },
  {
    path: 'settings/activity',
    title: 'Activity',
    permission: 'audit:read',
    page: () => import('../pages/settings/ActivityPage.tsx').then((m) => m.ActivityPage),
  },
  {
    path: 'queue',
    title: 'Queue',
    permission: 'queue:read',
    page: () => import('../pages/queue/QueuePage.tsx').then((m) => m.QueuePage),
  },
  {
    path: 'health',
    title: 'Health',
    operator: true,
    page: () => import('../pages/health/HealthPage.tsx').then((m) => m.HealthPage),
  },
  {
    path: 'settings/installation',
    title: 'Installation',
    operator: true,
    page: () => import('../pages/settings/InstallationPage.tsx').then((m) => m.InstallationPage),
  },

  {
    path: 'inbox',
    title: 'Inbox',
    permission: 'inbox:read',
    page: () => import('../pages/inbox/InboxPage.tsx').then((m) => m.InboxPage),
  },
  {
    path: 'inbox/$contactId',
    title: 'Inbox',
    permission: 'inbox:read',
    page: () => import('../pages/inbox/InboxPage.tsx').then((m) => m.InboxPage),
  },
  {
    path: 'broadcasts',
    title: 'Broadcasts',
    permission: 'broadcasts:read',
    page: () => import('../pages/broadcasts/BroadcastsPage.tsx').then((m) => m.BroadcastsPage),
  },
  {
    path: 'broadcasts/new',
    title: 'New broadcast',
    permission: 'broadcasts:write',
    page: () => import('../pages/broadcasts/NewBroadcastPage.tsx').then((m) => m.NewBroadcastPage),
  },
  {
    path: 'broadcasts/$broadcastId',
    title: 'Broadcast',
    permission: 'broadcasts:read',
    page: () => import('../pages/broadcasts/BroadcastPage.tsx').then((m) => m.BroadcastPage),
  },
  {
    path: 'suppressions',
    title: 'Do not contact',
    permission: 'suppressions:read',
    page: () => import('../pages/suppressions/SuppressionsPage.tsx').then((m) => m.SuppressionsPage),
  },
  {
    path: 'suppressions/past-failures',
    title: 'Past failures',
    permission: 'suppressions:read',
    page: () => import('../pages/suppressions/PastFailuresPage.tsx').then((m) => m.PastFailuresPage),
  },
  {
    path: 'history',
    title: 'History',
    permission: 'messages:read',
    page: () => import('../pages/history/HistoryPage.tsx').then((m) => m.HistoryPage),
  },
  {
    path: 'sandbox',
    title: 'Sandbox phones',
    permission: 'sandbox:use',
    page: () => import('../pages/sandbox/SandboxPage.tsx').then((m) => m.SandboxPage),
  },
  {
    path: 'sandbox/$phone',
    title: 'Sandbox phones',
    permission: 'sandbox:use',
    page: () => import('../pages/sandbox/SandboxPage.tsx').then((m) => m.SandboxPage),
  },
  {
    path: 'settings/connections',
    title: 'Connections',
    permission: 'connections:read',
    page: () => import('../pages/settings-connections/ConnectionsPage.tsx').then((m) => m.ConnectionsPage),
  },
  {
    path: 'settings/quiet-hours',
    title: 'Quiet hours',
    permission: 'workspace:read',
    page: () => import('../pages/quiet-hours/QuietHoursPage.tsx').then((m) => m.QuietHoursPage),
  },
  {
    path: 'settings/consent',
    title: 'Consent',
    permission: 'contacts:read',
    page: () => import('../pages/consent/ConsentPage.tsx').then((m) => m.ConsentPage),
  },
  {
    path: 'settings/replies',
    title: 'STOP and HELP',
    permission: 'workspace:read',
    page: () => import('../pages/suppressions/KeywordTextsPage.tsx').then((m) => m.KeywordTextsPage),
  },
];
