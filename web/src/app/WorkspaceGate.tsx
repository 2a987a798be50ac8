import { Outlet, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useRealtime } from '../lib/realtime.ts';
import { useSession } from '../lib/session.ts';
import { WorkspaceContext } from '../lib/workspace.ts';
import { lastWorkspace } from './last-workspace.ts';
import { NoWorkspace } from './NoWorkspace.tsx';
import { Redirect, RedirectToSignIn } from './Redirect.tsx';
import { Splash } from './Splash.tsx';
import { Shell } from './shell/Shell.tsx';

/** Lets members into their workspace; everyone else goes to the screen that is theirs. */
export function WorkspaceGate() {
  const session = useSession();
  const { slug } = useParams({ strict: false }) as { slug: string };
  if (session === undefined) return <Splash />;
  if (session.installation.needs_setup) return <Redirect to="/welcome" />;
  if (session.user === null) return <RedirectToSignIn />;
  if (session.user.password_change_required) return <Redirect to="/password" />;
  const workspace = session.memberships.find((membership) => membership.slug === slug);
  if (workspace === undefined) return <NoWorkspace session={session} />;
  return (
    <WorkspaceContext value={workspace} key={workspace.workspace_id}>
      <FollowWorkspace workspaceId={workspace.workspace_id} slug={workspace.slug} />
      <Shell>
        <Outlet />
      </Shell>
    </WorkspaceContext>
  );
}

function FollowWorkspace({ workspaceId, slug }: { workspaceId: string; slug: string }) {
  useRealtime(workspaceId);
  useEffect(() => lastWorkspace.set(slug), [slug]);
  return null;
}
