import type { PageRoute } from './page-route.ts';

/**
 * Every page inside a workspace, one line each. A page is a component without props, exported by its own name:
 * `{ path: 'contacts', title: 'Contacts', permission: 'contacts:read', page: () => import('../pages/contacts/ContactsPage.tsx').then((m) => m.ContactsPage) }`.
 * Its entry in the navigation, if it has one, is in `navigation.ts`.
 */
export const pageRoutes: readonly PageRoute[] = [];
