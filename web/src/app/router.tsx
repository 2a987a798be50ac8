import { type AnyRoute, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { parseSearch, stringifySearch } from '../lib/search-state.ts';
import { EntryGate } from './EntryGate.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageFrame } from './PageFrame.tsx';
import { PageProblem } from './PageProblem.tsx';
import type { PageRoute } from './page-route.ts';
import { RootLayout } from './RootLayout.tsx';
import { Splash } from './Splash.tsx';
import { SettingsFrame } from './settings/SettingsFrame.tsx';
import { SettingsOverview } from './settings/SettingsOverview.tsx';
import { WorkspaceGate } from './WorkspaceGate.tsx';

/** Pages outside a workspace: for who is not signed in, or must change the password first. */
const entryPages = {
  welcome: () => import('../pages/welcome/WelcomePage.tsx').then((m) => m.WelcomePage),
  'sign-in': () => import('../pages/sign-in/SignInPage.tsx').then((m) => m.SignInPage),
  password: () => import('../pages/password/PasswordPage.tsx').then((m) => m.PasswordPage),
} as const;

/** Pages that anybody with the link may open, signed in or not; the page itself decides what to offer. */
export type OpenRoute = Pick<PageRoute, 'path' | 'title' | 'page'>;

/** The router over the tables of pages. */
export function createAppRouter(pages: readonly PageRoute[], openPages: readonly OpenRoute[]) {
  const root = createRootRoute({ component: RootLayout, notFoundComponent: NotFoundPage, errorComponent: PageProblem });
  const index = createRoute({ getParentRoute: () => root, path: '/', component: () => <EntryGate at="index" /> });
  const entries = Object.entries(entryPages).map(([path, page]) => {
    const Page = lazyPage(page);
    const at = path as keyof typeof entryPages;
    return createRoute({
      getParentRoute: () => root,
      path: `/${path}`,
      component: () => <EntryGate at={at} page={suspended(Page)} />,
    });
  });
  const open = openPages.map(({ path, page }) => {
    const Page = lazyPage(page);
    return createRoute({ getParentRoute: () => root, path: `/${path}`, component: () => suspended(Page) });
  });
  const workspace = createRoute({
    getParentRoute: () => root,
    path: '/w/$slug',
    component: WorkspaceGate,
    notFoundComponent: NotFoundPage,
  });
  const settings = createRoute({ getParentRoute: () => workspace, id: 'settings-frame', component: SettingsFrame });
  const settingsIndex = createRoute({ getParentRoute: () => settings, path: 'settings', component: SettingsOverview });
  const inside = (parent: 'workspace' | 'settings') =>
    pages
      .filter(({ path }) => path.startsWith('settings/') === (parent === 'settings'))
      .map((route) => pageRoute(route, parent === 'settings' ? settings : workspace));
  return createRouter({
    routeTree: root.addChildren([
      index,
      ...entries,
      ...open,
      workspace.addChildren([...inside('workspace'), settings.addChildren([settingsIndex, ...inside('settings')])]),
    ]),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: PageProblem,
  });
}

function pageRoute(route: PageRoute, parent: AnyRoute) {
  const Page = lazyPage(route.page);
  return createRoute({
    getParentRoute: () => parent,
    path: route.path === '' ? '/' : route.path,
    component: () => (
      <PageFrame route={route}>
        <Page />
      </PageFrame>
    ),
    errorComponent: PageProblem,
    // Hovering over a link fetches the page's code.
    loader: () => void route.page(),
  });
}

function suspended(Page: ComponentType) {
  return (
    <Suspense fallback={<Splash />}>
      <Page />
    </Suspense>
  );
}

function lazyPage(page: PageRoute['page']) {
  return lazy(async () => ({ default: await page() }));
}
