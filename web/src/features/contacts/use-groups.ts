import { fieldsApi } from '@tidings/core/contract/fields';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { useApi, useApiAll } from '../../lib/query.ts';

/** Lists, tags and custom fields of the workspace: what filters, forms and bulk actions choose from. */
export function useGroups() {
  const lists = useApiAll(listsApi.listLists, { query: { limit: 200 }, topics: ['lists'], staleTime: 30_000 });
  const tags = useApi(tagsApi.listTags, { topics: ['fields'], staleTime: 30_000 });
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 });
  return { lists: lists.items, tags: tags.data?.items ?? [], fields: fields.data?.items ?? [] };
}
