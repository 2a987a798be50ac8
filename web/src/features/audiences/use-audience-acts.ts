import { type SavedAudience, savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';

/** Archives (with undo), restores, duplicates and counts an audience. */
export function useAudienceActs({
  onArchived,
  onDuplicated,
}: {
  onArchived?: () => void;
  onDuplicated?: (copy: SavedAudience) => void;
} = {}) {
  const restore = useApiMutation(savedAudiencesApi.restoreAudience, {
    invalidates: ['lists'],
    onSuccess: ({ name }) => notifyDone(`The audience ${name} is back`),
    onError: notifyError,
  });
  const archive = useApiMutation(savedAudiencesApi.archiveAudience, { invalidates: ['lists'], onError: notifyError });
  const duplicate = useApiMutation(savedAudiencesApi.duplicateAudience, {
    invalidates: ['lists'],
    idempotent: true,
    onSuccess: (copy) => {
      notifyDone(`${copy.name} is there`);
      onDuplicated?.(copy);
    },
    onError: notifyError,
  });
  const count = useApiMutation(savedAudiencesApi.countAudience, { invalidates: ['lists'], onError: notifyError });
  const params = ({ id }: SavedAudience) => ({ params: { audience_id: id } });
  const run = (audience: SavedAudience) =>
    archive
      .mutateAsync(params(audience))
      .then(() => {
        notifyUndo({ message: `The audience ${audience.name} is archived`, onUndo: () => restore.mutate(params(audience)) });
        onArchived?.();
      })
      // Said by onError above.
      .catch(() => undefined);
  return {
    archive: (audience: SavedAudience) => void run(audience),
    restore: (audience: SavedAudience) => restore.mutate(params(audience)),
    duplicate: (audience: SavedAudience) => duplicate.mutate(params(audience)),
    count: (audience: SavedAudience) => count.mutate(params(audience)),
    isCountingAny: count.isPending,
    isCounting: (audience: SavedAudience) => count.isPending && count.variables?.request.params.audience_id === audience.id,
  };
}
