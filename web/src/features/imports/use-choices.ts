import { fieldsApi } from '@tidings/core/contract/fields';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { useApi } from '../../lib/query.ts';

/** Lists, tags and fields that people of a file can be put into. */
export function useChoices() {
  const lists = useApi(listsApi.listLists, { query: { limit: 200 }, topics: ['lists'], staleTime: 30_000 });
  const tags = useApi(tagsApi.listTags, { topics: ['fields'], staleTime: 30_000 });
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 });
  return { lists: lists.data?.items ?? [], tags: tags.data?.items ?? [], fields: fields.data?.items ?? [] };
}
