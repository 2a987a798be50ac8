import type { PageRoute } from './page-route.ts';

/**
 * Every page inside a workspace, one line each. A page is a component without props, exported by its own name:
 * `{ path: 'contacts', title: 'Contacts', permission: 'contacts:read', page: () => import('../pages/contacts/ContactsPage.tsx').then((m) => m.ContactsPage) }`.
 * Its entry in the navigation, if it has one, is in `navigation.ts`.
 */
export const pageRoutes: readonly PageRoute[] = [
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
    path: 'suppressions',
    title: 'Do not contact',
    permission: 'suppressions:read',
    page: () => import('../pages/suppressions/SuppressionsPage.tsx').then((m) => m.SuppressionsPage),
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
    path: 'settings/replies',
    title: 'STOP and HELP',
    permission: 'workspace:read',
    page: () => import('../pages/suppressions/KeywordTextsPage.tsx').then((m) => m.KeywordTextsPage),
  },
];
