import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Session, sessionApi } from '@tidings/core/contract/session';
import { call } from './api.ts';

const key = ['session'] as const;

export const sessionQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => call(sessionApi.getSession, { signal }),
  staleTime: 60_000,
  meta: { topics: ['workspace', 'members'] },
});

/** Who is signed in; undefined while asking. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Puts the session that an endpoint answered with in place; the gates of the router do the rest. */
export function useSetSession(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => client.setQueryData(key, session);
}

/** The server no longer knows us: forget who we were and everything we saw. */
export function forgetSession(client: QueryClient): void {
  client.setQueryData<Session>(key, (session) => session && { ...session, user: null, memberships: [] });
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] });
}

/** The server wants a new password first. */
export function requirePasswordChange(client: QueryClient): void {
  client.setQueryData<Session>(
    key,
    (session) => session && { ...session, user: session.user && { ...session.user, password_change_required: true } },
  );
}
