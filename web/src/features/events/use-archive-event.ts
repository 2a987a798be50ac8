import { type EventSummary, eventsApi } from '@tidings/core/contract/events';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';

/** Archives an event, with undo. Its lists and their people stay. */
export function useArchiveEvent(onDone?: () => void) {
  const restore = useApiMutation(eventsApi.restoreEvent, {
    invalidates: ['lists'],
    onSuccess: ({ name }) => notifyDone(`The event ${name} is back`),
    onError: notifyError,
  });
  const archive = useApiMutation(eventsApi.archiveEvent, { invalidates: ['lists'], onError: notifyError });
  const run = (event: Pick<EventSummary, 'id' | 'name'>) =>
    archive
      .mutateAsync({ params: { event_id: event.id } })
      .then(() => {
        notifyUndo({
          message: `The event ${event.name} is archived`,
          onUndo: () => restore.mutate({ params: { event_id: event.id } }),
        });
        onDone?.();
      })
      // Said by onError above.
      .catch(() => undefined);
  return {
    archive: (event: Pick<EventSummary, 'id' | 'name'>) => void run(event),
    restore: (event: Pick<EventSummary, 'id'>) => restore.mutate({ params: { event_id: event.id } }),
    isPending: archive.isPending,
  };
}
