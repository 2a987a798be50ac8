import { CatchBoundary, useLocation } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { useSession } from '../lib/session.ts';
import { useTitle } from '../lib/title.ts';
import { useMay, useWorkspace } from '../lib/workspace.ts';
import { LoadingState, NoPermissionState } from '../ui/ListStates.tsx';
import { PageProblem } from './PageProblem.tsx';
import type { PageRoute } from './page-route.ts';

/** Around every page inside a workspace: title, permission, loading, and a boundary for what breaks in it. */
export function PageFrame({ route, children }: { route: PageRoute; children: ReactNode }) {
  const workspace = useWorkspace();
  const operator = useSession()?.user?.operator === true;
  const may = useMay(route.permission ?? 'workspace:read') || route.permission === undefined;
  const allowed = may && (route.operator !== true || operator);
  const pathname = useLocation({ select: (location) => location.pathname });
  return (
    <>
      <DefaultTitle title={route.title} workspace={workspace.name} />
      {allowed ? (
        <CatchBoundary getResetKey={() => pathname} errorComponent={PageProblem}>
          <Suspense fallback={<LoadingState />}>{children}</Suspense>
        </CatchBoundary>
      ) : (
        <NoPermissionState />
      )}
    </>
  );
}

/** Stands before the page, so that the effect of a page's own `useTitle` has the last word. */
function DefaultTitle({ title, workspace }: { title: string; workspace: string }) {
  useTitle(title, workspace);
  return null;
}
