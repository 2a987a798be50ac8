import { customRuleField, entryRuleField, type RuleField, standardRuleFields } from '@tidings/core/audience/rule-fields';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { useMemo } from 'react';
import { useApi, useApiAll } from '../../lib/query.ts';
import type { ListWithDetails } from './rule-subjects.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What conditions choose from. */
export interface RuleChoices {
  readonly fields: readonly RuleField[];
  readonly lists: readonly ListWithDetails[];
  readonly tags: readonly Named[];
  readonly broadcasts: readonly Named[];
  /** False while it is fetched. */
  readonly ready: boolean;
}

export function useRuleChoices(): RuleChoices {
  const lists = useApiAll(listsApi.listLists, { query: { limit: 200 }, topics: ['lists'], staleTime: 30_000 });
  const tags = useApi(tagsApi.listTags, { query: {}, topics: ['fields'], staleTime: 30_000 });
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 });
  const broadcasts = useApi(broadcastsApi.listBroadcasts, { query: { limit: 100 }, topics: ['broadcasts'], staleTime: 30_000 });
  const all = useMemo(
    () => [
      ...standardRuleFields,
      ...(fields.data?.items ?? []).map((one) => customRuleField({ ...one, archived: one.archived_at !== null })),
    ],
    [fields.data],
  );
  const withDetails = useMemo(
    () =>
      lists.items.map(({ id, name, fields: details }) => ({
        id,
        name,
        fields: details.map((one) => entryRuleField({ ...one, archived: false })),
      })),
    [lists.items],
  );
  return {
    fields: all,
    lists: withDetails,
    tags: tags.data?.items ?? [],
    broadcasts: broadcasts.data?.items.filter((one) => one.started_at !== null) ?? [],
    ready: !fields.isPending && !lists.isPending && !tags.isPending,
  };
}
