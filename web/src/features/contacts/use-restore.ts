import { contactsApi } from '@tidings/core/contract/contacts';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

const people = (count: number) => plural(count, 'person', 'people');

/** Brings deleted people back and says what came of it. */
export function useRestore(onDone?: () => void) {
  return useApiMutation(contactsApi.restoreContacts, {
    idempotent: true,
    invalidates: ['contacts', 'lists', 'fields', 'bulk_actions'],
    onSuccess: ({ restored, conflicting, bulk_action: background }) => {
      if (background !== null) notifyDone(`Bringing ${people(background.matched)} back in the background`);
      else if (restored > 0) notifyDone(`${people(restored)} restored`);
      if (conflicting > 0) {
        const stay = conflicting === 1 ? 'stays deleted: somebody else has' : 'stay deleted: others have';
        notifyError(`${people(conflicting)} ${stay} the same external id by now.`);
      }
      onDone?.();
    },
    onError: notifyError,
  });
}
