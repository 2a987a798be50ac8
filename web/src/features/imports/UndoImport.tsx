import { Button, List, Progress, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type Import, type ImportUndoCounts, importsApi } from '@tidings/core/contract/imports';
import { useState } from 'react';
import { call } from '../../lib/api.ts';
import { formatDate, formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { notifyError } from '../../ui/notify.tsx';

/** What an undo leaves as it is, and why. */
function leftWords({ messaged, changed, later }: ImportUndoCounts): string[] {
  return [
    ...(messaged > 0
      ? [`${plural(messaged, 'person stays', 'people stay')} as they are: a message was sent to them or came from them since.`]
      : []),
    ...(changed > 0
      ? [
          `${plural(changed, 'person who was added stays', 'people who were added stay')}: somebody, or a later import, changed them since.`,
        ]
      : []),
    ...(later > 0
      ? [
          `${plural(later, 'person who was added is', 'people who were added are')} left out: somebody deleted them since, or merged them into another.`,
        ]
      : []),
  ];
}

/** Asks what undoing would do now, says it in numbers, and begins it. */
export function UndoButton({ one }: { one: Import }) {
  const { workspace_id: workspaceId } = useWorkspace();
  const [looking, setLooking] = useState(false);
  const undo = useApiMutation(importsApi.undoImport, { invalidates: ['imports'], idempotent: true, onError: notifyError });
  const params = { import_id: one.id };
  const ask = async () => {
    setLooking(true);
    const counts = await call(importsApi.previewImportUndo, { params, workspaceId })
      .catch(notifyError)
      .finally(() => setLooking(false));
    if (counts === undefined) return;
    const left = leftWords(counts);
    const yes = await confirm({
      title: 'Undo this import?',
      words: (
        <Stack gap="xs">
          <Text size="sm">
            People whom it added are deleted and can be brought back for a while. The others get their earlier values back where
            nobody changed them since; lists, tags and consents that it gave are taken back.
          </Text>
          {left.length > 0 && (
            <List size="sm">
              {left.map((words) => (
                <List.Item key={words}>{words}</List.Item>
              ))}
            </List>
          )}
        </Stack>
      ),
      consequences: [
        { count: counts.removed, words: 'people who were added are deleted' },
        { count: counts.restored, words: 'people get their earlier values back' },
        { count: counts.consents, words: 'consents are taken back' },
      ].filter(({ count }) => count > 0),
      confirmLabel: 'Undo the import',
      cancelLabel: 'Leave everything as it is',
      danger: true,
    });
    if (yes) undo.mutate({ params });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconArrowBackUp size={17} />}
      onClick={() => void ask()}
      loading={looking || undo.isPending}
    >
      Undo this import
    </Button>
  );
}

/** How far an undo is, or what came of it. */
export function UndoProgress({ one: { undo, state } }: { one: Import }) {
  const path = usePath();
  if (state === 'undoing') {
    return (
      <Stack gap="sm">
        <Progress
          value={undo.total === 0 ? 100 : (undo.done / undo.total) * 100}
          size="lg"
          animated
          aria-label="Progress of undoing the import"
        />
        <Text role="status">
          {formatNumber(undo.done)} of {plural(undo.total, 'person', 'people')}
        </Text>
        <Text size="sm" c="dimmed">
          You can leave this page: it goes on, and this page shows where it is when you come back.
        </Text>
      </Stack>
    );
  }
  const { removed, restored, consents } = undo.counts;
  return (
    <Stack gap="xs">
      <Text size="lg">
        {removed + restored === 0
          ? 'Nobody was changed.'
          : [
              ...(removed > 0 ? [`${plural(removed, 'person was', 'people were')} deleted again.`] : []),
              ...(restored > 0 ? [`${plural(restored, 'person', 'people')} got their earlier values back.`] : []),
            ].join(' ')}
      </Text>
      <Text size="sm" c="dimmed">
        Undone by {undo.by ?? 'somebody'}
        {undo.at === null ? '' : ` on ${formatDate(undo.at)}`}.{' '}
        {consents > 0 && `${plural(consents, 'consent was', 'consents were')} taken back.`}
      </Text>
      {leftWords(undo.counts).map((words) => (
        <Text size="sm" key={words}>
          {words}
        </Text>
      ))}
      {removed > 0 && (
        <Text size="sm">
          Whom it deleted can be brought back under{' '}
          <AppLink to={path('contacts?show=deleted')} underline="always">
            Deleted contacts
          </AppLink>
          .
        </Text>
      )}
    </Stack>
  );
}
