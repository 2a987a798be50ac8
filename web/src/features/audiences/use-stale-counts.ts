import type { SavedAudience } from '@tidings/core/contract/saved-audiences';
import { useEffect, useRef } from 'react';
import type { useAudienceActs } from './use-audience-acts.ts';

/** A number older than this is counted again when somebody looks. */
const staleMs = 3_600_000;

/** Counts audiences that never were counted, or long ago: each once, and one at a time, because a count may be work. */
export function useStaleCounts(
  audiences: readonly SavedAudience[],
  { count, isCountingAny }: Pick<ReturnType<typeof useAudienceActs>, 'count' | 'isCountingAny'>,
): void {
  const asked = useRef(new Set<string>());
  const next = audiences.find(
    ({ id, problem, counted_at: at }) =>
      problem === null && !asked.current.has(id) && (at === null || Date.now() - new Date(at).getTime() > staleMs),
  );
  useEffect(() => {
    if (next === undefined || isCountingAny) return;
    asked.current.add(next.id);
    count(next);
  }, [next, isCountingAny, count]);
}
