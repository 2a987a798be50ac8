import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { Topic } from '@tidings/core/contract/realtime';
import { ApiError } from './api-error.ts';
import { forgetSession, requirePasswordChange } from './session.ts';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** What changes this answer; it is fetched again when the server says so. */
      readonly topics?: readonly Topic[];
      /** Only changes of this id (changes without an id always count). */
      readonly topicId?: string | undefined;
    };
  }
}

/** Attempts for what an error of the server itself may have caused. */
const attempts = 2;

export function createQueryClient(): QueryClient {
  const onError = (error: unknown): void => reactTo(client, error);
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => (isAway(error) ? true : isInternal(error) && failures < attempts),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
        staleTime: 15_000,
        // Our own calls tell whether the server is there; `navigator.onLine` is wrong on a local network.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

export function isAway(error: unknown): boolean {
  return error instanceof ApiError && error.unavailable;
}

function isInternal(error: unknown): boolean {
  return error instanceof ApiError && error.status === 500;
}

function reactTo(client: QueryClient, error: unknown): void {
  if (!(error instanceof ApiError)) return;
  if (error.code === 'not_signed_in') forgetSession(client);
  if (error.code === 'password_change_required') requirePasswordChange(client);
}
