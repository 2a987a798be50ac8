import { type List, listsApi } from '@tidings/core/contract/lists';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';

/** Archives a list, with undo. Nobody is deleted. */
export function useArchiveList(onDone?: () => void) {
  const restore = useApiMutation(listsApi.restoreList, {
    invalidates: ['lists', 'contacts'],
    onSuccess: ({ name }) => notifyDone(`The list ${name} is back`),
    onError: notifyError,
  });
  const archive = useApiMutation(listsApi.archiveList, { invalidates: ['lists', 'contacts'], onError: notifyError });
  const run = (list: List) =>
    archive
      .mutateAsync({ params: { list_id: list.id } })
      .then(() => {
        notifyUndo({
          message: `The list ${list.name} is archived`,
          onUndo: () => restore.mutate({ params: { list_id: list.id } }),
        });
        onDone?.();
      })
      // Said by onError above.
      .catch(() => undefined);
  return {
    archive: (list: List) => void run(list),
    restore: (list: List) => restore.mutate({ params: { list_id: list.id } }),
    isPending: archive.isPending,
  };
}
