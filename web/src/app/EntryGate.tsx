import { useSearch } from '@tanstack/react-router';
import type { Session } from '@tidings/core/contract/session';
import type { ReactNode } from 'react';
import { routerTarget } from '../lib/navigate.ts';
import { useSession } from '../lib/session.ts';
import { lastWorkspace } from './last-workspace.ts';
import { Redirect } from './Redirect.tsx';
import { Splash } from './Splash.tsx';

type Entry = 'index' | 'welcome' | 'sign-in' | 'password';

/** Sends everyone to the one screen outside a workspace that is theirs now, or into their workspace. */
export function EntryGate({ at, page }: { at: Entry; page?: ReactNode }) {
  const session = useSession();
  const { next } = useSearch({ strict: false }) as { next?: string };
  if (session === undefined) return <Splash />;
  const target = entryFor(session, safeNext(next));
  const own = routerTarget(target).to === `/${at}` || (at === 'password' && session.user !== null);
  return own ? page : <Redirect to={target} />;
}

function entryFor(session: Session, next: string | undefined): string {
  if (session.installation.needs_setup) return '/welcome';
  if (session.user === null) return next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
  if (session.user.password_change_required) return '/password';
  if (next !== undefined) return next;
  const last = lastWorkspace.get();
  const home = session.memberships.find((membership) => membership.slug === last) ?? session.memberships[0];
  return home === undefined ? '/w/none' : `/w/${home.slug}`;
}

/** Only addresses inside the app: a link must not lead elsewhere after signing in. */
function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/[a-z]/.test(next) && !next.startsWith('/sign-in') ? next : undefined;
}
