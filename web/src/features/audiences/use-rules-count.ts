import { useDebouncedValue } from '@mantine/hooks';
import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { useApi } from '../../lib/query.ts';

/** Long enough that a word is asked about once, short enough that it seems live. */
const pauseMs = 350;

/**
 * Who rules mean, while they are written. Asked when somebody pauses; what was asked before is given up. Where counting takes more than a
 * moment a number that is about right comes first, and the exact one after it. Null rules are not asked.
 */
export function useRulesCount(rules: AudienceRules | null) {
  const text = rules === null ? null : JSON.stringify(rules);
  const [settled] = useDebouncedValue(text, pauseMs);
  const asked = settled === null ? null : (JSON.parse(settled) as AudienceRules);
  const rulesOrNone = asked ?? { version: 1 as const, match: 'all' as const, rules: [] };
  const topics = ['contacts', 'lists'] as const;
  const quick = useApi(savedAudiencesApi.countRules, {
    body: { rules: rulesOrNone, sample: 10 },
    topics,
    enabled: asked !== null,
    keepPrevious: true,
  });
  const exact = useApi(savedAudiencesApi.countRules, {
    body: { rules: rulesOrNone, sample: 0, wait: true },
    topics,
    enabled: asked !== null && quick.data?.exact === false && !quick.isPlaceholderData,
  });
  // Of these very rules: the exact number of earlier ones is not theirs.
  const later = quick.data?.exact === false && !quick.isPlaceholderData ? exact.data : undefined;
  const data =
    quick.data === undefined || later === undefined ? quick.data : { ...quick.data, count: later.count, exact: later.exact };
  return {
    data: text === null ? undefined : data,
    error: quick.error,
    /** What is shown is of earlier rules, or about right only so far. */
    isCounting: text !== null && (text !== settled || quick.isFetching || exact.isFetching),
    retry: () => void quick.refetch(),
  };
}
