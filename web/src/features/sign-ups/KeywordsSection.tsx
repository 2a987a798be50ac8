import { Button, Group, Text } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type JoinKeyword, joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import type { List } from '@tidings/core/contract/lists';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { KeywordModal } from './KeywordModal.tsx';
import classes from './SignUps.module.css';

/** The words that put whoever texts them on the list. */
export function KeywordsSection({ list }: { list: List }) {
  const [edited, setEdited] = useState<JoinKeyword | 'new' | null>(null);
  const keywords = useApi(joinKeywordsApi.listJoinKeywords, { query: { list_id: list.id }, topics: ['lists'] });
  return (
    <Section
      title="Keywords"
      subtitle="Whoever texts the word, and nothing else, to your number is put on this list with their consent."
      actions={
        <Button variant="default" leftSection={<IconPlus size={17} stroke={1.7} />} onClick={() => setEdited('new')}>
          Add a keyword
        </Button>
      }
      flush
    >
      {keywords.data !== undefined ? (
        <Keywords items={keywords.data.items} onEdit={setEdited} />
      ) : keywords.error === null ? (
        <LoadingState rows={2} />
      ) : (
        <ErrorState error={keywords.error} onRetry={() => void keywords.refetch()} />
      )}
      <KeywordModal list={list} edited={edited} onClose={() => setEdited(null)} />
    </Section>
  );
}

function Keywords({ items, onEdit }: { items: readonly JoinKeyword[]; onEdit: (one: JoinKeyword) => void }) {
  if (items.length === 0) {
    return (
      <Text c="dimmed" className={classes.keyword}>
        No keyword yet. Choose a short word that is easy to type, such as GALA.
      </Text>
    );
  }
  return (
    <ul className={classes.keywords}>
      {items.map((one) => (
        <li key={one.id} className={classes.keyword}>
          <Line keyword={one} onEdit={() => onEdit(one)} />
        </li>
      ))}
    </ul>
  );
}

function Line({ keyword, onEdit }: { keyword: JoinKeyword; onEdit: () => void }) {
  const remove = useApiMutation(joinKeywordsApi.deleteJoinKeyword, {
    invalidates: ['lists'],
    onSuccess: () => notifyDone(`The keyword ${keyword.word} is gone`),
    onError: notifyError,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Remove the keyword ${keyword.word}?`,
      words: 'The word becomes an ordinary text that waits in the inbox. Whoever joined by it stays on the list.',
      confirmLabel: 'Remove the keyword',
      danger: true,
    });
    if (yes) remove.mutate({ params: { join_keyword_id: keyword.id } });
  };
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Group gap={8}>
          <Text fw={600}>
            <bdi>{keyword.word}</bdi>
          </Text>
          {!keyword.open && <StatusBadge tone="neutral">Off</StatusBadge>}
          {keyword.asks_yes && <StatusBadge tone="info">Asks for a YES</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed">
          {keyword.joined === 0 ? 'Not used yet' : `Used ${plural(keyword.joined, 'time', 'times')}`}
        </Text>
      </div>
      <Group gap={4}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPencil size={15} stroke={1.7} />}
          aria-label={`Edit ${keyword.word}`}
          onClick={onEdit}
        >
          Edit
        </Button>
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          leftSection={<IconTrash size={15} stroke={1.7} />}
          aria-label={`Remove ${keyword.word}`}
          loading={remove.isPending}
          onClick={() => void ask()}
        >
          Remove
        </Button>
      </Group>
    </Group>
  );
}
