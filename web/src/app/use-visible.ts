import { createContext, use } from 'react';
import { useSession } from '../lib/session.ts';
import { WorkspaceContext } from '../lib/workspace.ts';
import { type Action, actions, type NavEntry, navigation } from './navigation.ts';
import type { PageRoute } from './page-route.ts';

/** The pages that this app was built with. */
export const PageRoutesContext = createContext<readonly PageRoute[]>([]);

/** Navigation entries and actions whose page exists and is allowed to the person. */
export function useVisible(): { main: readonly NavEntry[]; settings: readonly NavEntry[]; actions: readonly Action[] } {
  const pages = use(PageRoutesContext);
  const permissions = use(WorkspaceContext)?.permissions ?? [];
  const operator = useSession()?.user?.operator === true;
  const open = new Set(
    pages
      .filter((page) => page.permission === undefined || permissions.includes(page.permission))
      .filter((page) => page.operator !== true || operator)
      .map((page) => page.path),
  );
  const settings = navigation.filter((entry) => entry.place === 'settings' && open.has(entry.path));
  const hasSettings = settings.length > 0;
  const main = navigation.filter(
    (entry) => entry.place === 'main' && (open.has(entry.path) || (entry.path === 'settings' && hasSettings)),
  );
  return { main, settings, actions: actions.filter((action) => open.has(action.path)) };
}
