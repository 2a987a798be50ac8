import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { useApiMutation } from './query.ts';
import { useMay } from './workspace.ts';

/** Makes something by its name and answers its id. */
export type MakeNamed = (name: string) => Promise<string>;

/** Makes lists and tags where people are put into them; undefined for those who may not. */
export function useNewGroups(): { readonly list: MakeNamed | undefined; readonly tag: MakeNamed | undefined } {
  const may = useMay('lists:write');
  const list = useApiMutation(listsApi.createList, { idempotent: true, invalidates: ['lists'] });
  const tag = useApiMutation(tagsApi.createTag, { idempotent: true, invalidates: ['fields'] });
  if (!may) return { list: undefined, tag: undefined };
  return {
    list: async (name) => (await list.mutateAsync({ body: { name } })).id,
    tag: async (name) => (await tag.mutateAsync({ body: { name, color: 'gray' } })).id,
  };
}
