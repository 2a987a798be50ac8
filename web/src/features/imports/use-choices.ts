import { fieldsApi } from '@tidings/core/contract/fields';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { useApi, useApiAll } from '../../lib/query.ts';

/** Lists, tags and fields that people of a file can be put into; among the fields, under `entry.`, the details of the lists that they go to. */
export function useChoices(listIds: readonly string[] = []) {
  const lists = useApiAll(listsApi.listLists, { query: { limit: 200 }, topics: ['lists'], staleTime: 30_000 });
  const tags = useApi(tagsApi.listTags, { topics: ['fields'], staleTime: 30_000 });
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 });
  const items = lists.items;
  const details = items.filter(({ id }) => listIds.includes(id)).flatMap((list) => list.fields);
  const named = [...new Map(details.map(({ key, label, type }) => [key, { key: `entry.${key}`, label, type }])).values()];
  return { lists: items, tags: tags.data?.items ?? [], fields: [...(fields.data?.items ?? []), ...named] };
}
