import { Button, CloseButton, Progress, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { type BulkActionProgress, bulkActionsApi } from '@tidings/core/contract/bulk-actions';
import { contactsApi } from '@tidings/core/contract/contacts';
import { useNow } from '../../lib/now.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { notifyError } from '../../ui/notify.tsx';
import classes from './BulkProgress.module.css';
import { bulkDetails, bulkTitle } from './bulk-words.ts';

/** How long the outcome is shown to those who have not closed it. */
const shownMs = 24 * 3_600_000;
const isMoving = ({ state }: BulkActionProgress) => state === 'queued' || state === 'running';

/** Acts on many people that run in the background, and what came of the latest ones until it is closed. Nothing when there are none. */
export function BulkProgress() {
  const { workspace_id } = useWorkspace();
  const now = useNow();
  const mayChange = useMay('lists:write');
  const [closed, setClosed] = useLocalStorage<string[]>({ key: `tidings-bulk-closed-${workspace_id}`, defaultValue: [] });
  const latest = useApi(bulkActionsApi.listBulkActions, { query: { limit: 5 }, topics: ['bulk_actions'], enabled: mayChange });
  const shown = (latest.data?.items ?? []).filter(
    (one) =>
      isMoving(one) ||
      (!closed.includes(one.id) && one.finished_at !== null && now - new Date(one.finished_at).getTime() < shownMs),
  );
  if (shown.length === 0) return null;
  const close = (id: string) => setClosed([...closed.slice(-50), id]);
  return (
    <ul className={classes.list} aria-label="In the background">
      {shown.map((one) => (
        <Item key={one.id} one={one} onClose={() => close(one.id)} />
      ))}
    </ul>
  );
}

function Item({ one, onClose }: { one: BulkActionProgress; onClose: () => void }) {
  const mayRestore = useMay('contacts:delete');
  const topics = ['contacts', 'lists', 'fields', 'bulk_actions'] as const;
  const stop = useApiMutation(bulkActionsApi.cancelBulkAction, { invalidates: topics, onError: notifyError });
  const restore = useApiMutation(contactsApi.restoreContacts, { invalidates: topics, onSuccess: onClose, onError: notifyError });
  const { deletion_id: deletion } = one;
  const moving = isMoving(one);
  const details = bulkDetails(one);
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Text fw={600} role="status">
          {bulkTitle(one)}
        </Text>
        {details !== '' && (
          <Text size="sm" c="dimmed">
            {details}
          </Text>
        )}
        {moving && (
          <Progress
            mt={8}
            value={one.matched === 0 ? 100 : Math.min(100, (100 * one.done) / one.matched)}
            aria-label={bulkTitle(one)}
          />
        )}
      </div>
      <div className={classes.actions}>
        {moving ? (
          <Button
            size="sm"
            variant="default"
            loading={stop.isPending}
            onClick={() => stop.mutate({ params: { bulk_action_id: one.id } })}
          >
            Stop
          </Button>
        ) : (
          <>
            {deletion !== null && one.changed > 0 && mayRestore && (
              <Button
                size="sm"
                variant="light"
                loading={restore.isPending}
                onClick={() => restore.mutate({ body: { deletion_id: deletion } })}
              >
                Undo
              </Button>
            )}
            <CloseButton aria-label={`Close: ${bulkTitle(one)}`} onClick={onClose} />
          </>
        )}
      </div>
    </li>
  );
}
