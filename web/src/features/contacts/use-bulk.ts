import type { BulkAction, ContactTarget } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';
import { useRestore } from './use-restore.ts';

const topics = ['contacts', 'lists', 'fields', 'bulk_actions'] as const;
const people = (count: number) => plural(count, 'person', 'people');

/** From here on deleting asks first, although it can be undone. */
const askFrom = 20;

/** What can be done with many people at once, with words and undo. */
export function useBulk(onDone: () => void) {
  const change = useApiMutation(contactsApi.changeContacts, { idempotent: true, invalidates: topics, onError: notifyError });
  const remove = useApiMutation(contactsApi.deleteContacts, { idempotent: true, invalidates: topics, onError: notifyError });
  const restore = useRestore();
  const apply = (target: ContactTarget, action: BulkAction, done: string) =>
    change
      .mutateAsync({ body: { target, action } })
      .then(({ changed, bulk_action: background }) => {
        if (background !== null) notifyDone(`Goes on in the background for ${people(background.matched)}`);
        else notifyDone(changed === 0 ? 'Nothing to change: it was so already' : `${people(changed)} ${done}`);
        onDone();
      })
      // Said by onError above; the ticks stay for another try.
      .catch(() => undefined);
  const deleteAll = async (target: ContactTarget, count: number) => {
    const sure =
      count < askFrom ||
      (await confirm({
        title: `Delete ${people(count)}?`,
        words: 'They leave all lists and get no more messages. You can bring them back. Opt-outs stay in force.',
        consequences: [{ count, words: count === 1 ? 'person will be deleted' : 'people will be deleted' }],
        confirmLabel: `Delete ${formatNumber(count)}`,
        danger: true,
      }));
    if (!sure) return;
    const done = await remove.mutateAsync({ body: { target } }).catch(() => undefined);
    if (done === undefined) return;
    if (done.bulk_action !== null) notifyDone(`Deleting ${people(done.bulk_action.matched)} in the background`);
    else {
      notifyUndo({
        message: `${people(done.deleted)} deleted`,
        onUndo: () => restore.mutate({ body: { deletion_id: done.deletion_id } }),
      });
    }
    onDone();
  };
  return { apply, deleteAll, isPending: change.isPending || remove.isPending };
}
