import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Change } from '@tidings/core/contract/realtime';
import { useEffect } from 'react';
import { createStore } from './store.ts';

export type LiveState = 'connecting' | 'live' | 'away';

/** Whether changes reach this screen by themselves right now. */
export const liveState = createStore<LiveState>('connecting');

/** At most one refetch per query in this time, however many changes a running broadcast reports. */
const quietMs = 700;
const reconnectMs = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** Follows a workspace's changes while the shell is open. */
export function useRealtime(workspaceId: string): void {
  const client = useQueryClient();
  useEffect(() => followChanges(client, workspaceId), [client, workspaceId]);
}

/** Opens the event stream, reopens it when it breaks, and after a gap fetches everything again. Returns its end. */
export function followChanges(client: QueryClient, workspaceId: string): () => void {
  const changes = collectChanges((batch) => invalidate(client, batch));
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasOpen = false;
  const open = (): void => {
    source = new EventSource(`/api/v1/events?workspace=${encodeURIComponent(workspaceId)}`);
    source.onopen = () => {
      liveState.set('live');
      if (wasOpen || failures > 0) void client.invalidateQueries();
      failures = 0;
      wasOpen = true;
    };
    source.onmessage = (event) => {
      for (const change of parseChanges(String(event.data))) changes.add(change);
    };
    source.onerror = () => {
      liveState.set('away');
      if (source?.readyState !== EventSource.CLOSED) return;
      // A browser gives up for good when the answer was an error; we do not.
      timer = setTimeout(open, reconnectMs[Math.min(failures, reconnectMs.length - 1)]);
      failures += 1;
    };
  };
  open();
  return () => {
    source?.close();
    clearTimeout(timer);
    changes.stop();
    liveState.set('connecting');
  };
}

/** One change or a list of them; anything else is ignored, as a newer server may say more than we know. */
export function parseChanges(data: string): readonly Change[] {
  try {
    const value: unknown = JSON.parse(data);
    return (Array.isArray(value) ? value : [value]).filter(
      (one): one is Change => typeof one === 'object' && one !== null && typeof (one as Change).topic === 'string',
    );
  } catch {
    return [];
  }
}

/** Whether a change concerns a query that declared its topics. */
export function concerns(
  change: Change,
  meta: { topics?: readonly string[]; topicId?: string | undefined } | undefined,
): boolean {
  if (meta?.topics?.includes(change.topic) !== true) return false;
  return meta.topicId === undefined || change.id === undefined || change.id === meta.topicId;
}

function invalidate(client: QueryClient, batch: readonly Change[]): void {
  void client.invalidateQueries({ predicate: (query) => batch.some((change) => concerns(change, query.meta)) });
}

/** Lets the first change through at once and gathers the following ones, so that a counter moves without a storm. */
function collectChanges(flush: (batch: readonly Change[]) => void): { add: (change: Change) => void; stop: () => void } {
  let waiting = new Map<string, Change>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    if (waiting.size === 0) return;
    const batch = [...waiting.values()];
    waiting = new Map();
    timer = setTimeout(run, quietMs);
    flush(batch);
  };
  return {
    add: (change) => {
      waiting.set(`${change.topic} ${change.id ?? ''}`, change);
      if (timer === undefined) timer = setTimeout(run, 0);
    },
    stop: () => clearTimeout(timer),
  };
}
