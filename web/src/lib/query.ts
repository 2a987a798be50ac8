import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { AnswerOf, Endpoint } from '@tidings/core/contract/endpoint';
import type { Topic } from '@tidings/core/contract/realtime';
import { useEffect, useMemo } from 'react';
import { type CallOptions, call, newKey } from './api.ts';
import type { ApiError } from './api-error.ts';
import { isAway } from './query-client.ts';
import type { RequestArgs, RequestOf } from './request.ts';
import { useWorkspaceId } from './workspace.ts';

export interface ApiOptions {
  /** Fetch again when the server reports a change of these. */
  readonly topics?: readonly Topic[];
  /** Only when the change is about this id. */
  readonly topicId?: string | undefined;
  readonly enabled?: boolean;
  /** Keep showing the last answer while one for other parameters is fetched; lists do it unless told otherwise. */
  readonly keepPrevious?: boolean;
  readonly refetchInterval?: number | false;
  readonly staleTime?: number;
}

/** The answer of a GET endpoint, kept fresh. */
export function useApi<E extends Endpoint>(
  endpoint: E,
  ...[request]: RequestArgs<E, ApiOptions>
): UseQueryResult<AnswerOf<E>, ApiError> {
  const workspaceId = useWorkspaceId();
  const options: Loose = request ?? {};
  return useQuery<AnswerOf<E>, ApiError>({
    queryKey: keyOf(workspaceId, endpoint, options),
    queryFn: ({ signal }) => callLoosely(endpoint, { ...partsOf(options), workspaceId, signal }),
    ...settingsOf(options),
    ...(options.keepPrevious === true ? { placeholderData: keepPreviousData as never } : {}),
  });
}

type ItemOf<E extends Endpoint> = AnswerOf<E> extends { items: (infer I)[] } ? I : never;
type Loose = ApiOptions & { params?: unknown; query?: unknown; body?: unknown };

export interface Pages<T> {
  readonly items: readonly T[];
  /** Undefined until the first page is there; the list states of `ui` take the whole object. */
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly error: ApiError | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly refetch: () => void;
  /** The first page's whole answer, for what stands beside `items` (totals). */
  readonly first: unknown;
}

/** All pages of a list endpoint, one after another (`next_cursor`). */
export function useApiPages<E extends Endpoint>(
  endpoint: E,
  ...[request]: RequestArgs<E, ApiOptions>
): Pages<ItemOf<E>> & { first: AnswerOf<E> | undefined } {
  const workspaceId = useWorkspaceId();
  const options: Loose = request ?? {};
  const result = useInfiniteQuery<{ items: ItemOf<E>[]; next_cursor: string | null }, ApiError>({
    queryKey: [...keyOf(workspaceId, endpoint, options), 'pages'],
    initialPageParam: undefined,
    queryFn: ({ signal, pageParam }) => {
      const parts = partsOf(options);
      const query = { ...(parts.query as object | undefined), cursor: pageParam };
      return callLoosely(endpoint, { ...parts, query, workspaceId, signal });
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...settingsOf(options),
    ...(options.keepPrevious === false ? {} : { placeholderData: keepPreviousData as never }),
  });
  const items = useMemo(() => result.data?.pages.flatMap((page) => page.items) ?? [], [result.data]);
  return {
    items,
    isPending: result.isPending,
    isFetching: result.isFetching,
    error: result.error,
    hasMore: result.hasNextPage,
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => void (result.hasNextPage && !result.isFetchingNextPage && result.fetchNextPage()),
    refetch: () => void result.refetch(),
    first: result.data?.pages[0] as AnswerOf<E> | undefined,
  };
}

/** More choices than these are no help in a menu. */
const mostChoices = 2_000;

/** The items of all pages, fetched one page after another by themselves: what a menu chooses from. At most 2,000. */
export function useApiAll<E extends Endpoint>(endpoint: E, ...request: RequestArgs<E, ApiOptions>): Pages<ItemOf<E>> {
  const pages = useApiPages(endpoint, ...request);
  const { hasMore, isLoadingMore, loadMore, items, error } = pages;
  const goesOn = hasMore && !isLoadingMore && error === null && items.length < mostChoices;
  useEffect(() => {
    if (goesOn) loadMore();
  }, [goesOn, loadMore]);
  return pages;
}

export interface MutationOptions<E extends Endpoint> {
  /** Everything on screen that shows these is fetched again afterwards. */
  readonly invalidates?: readonly Topic[];
  /** Send an `Idempotency-Key` (a fresh one per press; repeated while the server is away). */
  readonly idempotent?: boolean;
  /** A key that you keep yourself, for instance for as long as a composer is open. */
  readonly idempotencyKey?: string;
  readonly onSuccess?: (answer: AnswerOf<E>, request: RequestOf<E>) => void;
  readonly onError?: (error: ApiError) => void;
}

/** A change through the API: `const save = useApiMutation(contactApi.update); save.mutate({ params, body })`. */
export function useApiMutation<E extends Endpoint>(endpoint: E, options: MutationOptions<E> = {}): ApiMutation<E> {
  const workspaceId = useWorkspaceId();
  const refresh = useInvalidateTopics();
  const mutation = useMutation<AnswerOf<E>, ApiError, Intention<E>>({
    mutationFn: ({ request, idempotencyKey }) => callLoosely(endpoint, { ...request, workspaceId, idempotencyKey }),
    // Without a key a repetition could do the work twice.
    retry: (failures, error) =>
      isAway(error) && failures < 6 && (options.idempotent === true || options.idempotencyKey !== undefined),
    retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
    onSuccess: (answer, { request }) => {
      if (options.invalidates !== undefined) refresh(options.invalidates);
      options.onSuccess?.(answer, request);
    },
    ...(options.onError === undefined ? {} : { onError: options.onError }),
  });
  const intend = (request: RequestOf<E>): Intention<E> => ({
    request,
    idempotencyKey: options.idempotencyKey ?? (options.idempotent === true ? newKey() : undefined),
  });
  return {
    ...mutation,
    mutate: (...[request]) => mutation.mutate(intend((request ?? {}) as RequestOf<E>)),
    mutateAsync: (...[request]) => mutation.mutateAsync(intend((request ?? {}) as RequestOf<E>)),
  };
}

interface Intention<E extends Endpoint> {
  readonly request: RequestOf<E>;
  readonly idempotencyKey: string | undefined;
}

export type ApiMutation<E extends Endpoint> = Omit<
  UseMutationResult<AnswerOf<E>, ApiError, Intention<E>>,
  'mutate' | 'mutateAsync'
> & {
  mutate: (...args: RequestArgs<E>) => void;
  mutateAsync: (...args: RequestArgs<E>) => Promise<AnswerOf<E>>;
};

/** Fetches again whatever shows one of the topics. */
export function useInvalidateTopics(): (topics: readonly Topic[]) => void {
  const client = useQueryClient();
  return (topics) =>
    void client.invalidateQueries({ predicate: (query) => query.meta?.topics?.some((topic) => topics.includes(topic)) ?? false });
}

/** The schema-typed `call` cannot see through a generic endpoint; the hooks above have checked the request already. */
function callLoosely<T>(
  endpoint: Endpoint,
  request: CallOptions & { params?: unknown; query?: unknown; body?: unknown },
): Promise<T> {
  return call(endpoint, request as never) as Promise<T>;
}

function keyOf(workspaceId: string | undefined, endpoint: Endpoint, options: Loose): unknown[] {
  return [
    workspaceId ?? null,
    endpoint.method,
    endpoint.path,
    options.params ?? null,
    options.query ?? null,
    options.body ?? null,
  ];
}

function partsOf(options: Loose): { params?: unknown; query?: unknown; body?: unknown } {
  return { params: options.params, query: options.query, body: options.body };
}

function settingsOf(options: Loose) {
  return {
    meta: { topics: options.topics ?? [], topicId: options.topicId },
    enabled: options.enabled ?? true,
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
  };
}
