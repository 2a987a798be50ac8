import { Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowsJoin, IconRefresh, IconUsers } from '@tabler/icons-react';
import { type Duplicate, type DuplicatePerson, peopleApi } from '@tidings/core/contract/people';
import { useEffect, useRef, useState } from 'react';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation, useApiPages } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyError, notifyUndo } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import classes from './People.module.css';

/** What was found longer ago than this is looked for again when the page is opened. */
const freshForMs = 60 * 60_000;

/** Pairs of contacts that may be one person: why, and what to do. */
export function Duplicates() {
  const pages = useApiPages(peopleApi.listDuplicates, { query: { limit: 25 }, topics: ['contacts'] });
  const look = useApiMutation(peopleApi.lookForDuplicates, { invalidates: ['contacts'], onError: notifyError });
  const [merging, setMerging] = useState<Duplicate>();
  const undo = useApiMutation(peopleApi.dismissDuplicate, { invalidates: ['contacts'], onError: notifyError });
  const dismiss = useApiMutation(peopleApi.dismissDuplicate, {
    invalidates: ['contacts'],
    onSuccess: (_, { body }) =>
      notifyUndo({
        message: 'Remembered: two people',
        onUndo: () => body !== undefined && undo.mutate({ body: { ...body, undo: true } }),
      }),
    onError: notifyError,
  });
  const lookedAt = pages.first?.looked_at;
  useLookOnce(lookedAt, () => look.mutate({}));
  return (
    <>
      <Group justify="space-between" mb="md" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {look.isPending ? 'Looking…' : lookedAt ? 'Looked ' : ''}
          {!look.isPending && lookedAt && <RelativeTime at={lookedAt} />}
        </Text>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconRefresh size={16} />}
          loading={look.isPending}
          onClick={() => look.mutate({})}
        >
          Look again
        </Button>
      </Group>
      <ListStates
        {...pages}
        isPending={pages.isPending || (look.isPending && pages.items.length === 0)}
        onRetry={pages.refetch}
        empty={
          <EmptyState
            icon={<IconUsers size={26} stroke={1.5} />}
            title="No possible duplicates"
            words="Nobody seems to be here twice. People of one household, with different names, may share a number."
          />
        }
      >
        <Section flush>
          <ul className={classes.pairs} aria-label="Possible duplicates">
            {pages.items.map((pair) => (
              <Pair
                key={`${pair.first.id} ${pair.second.id}`}
                pair={pair}
                onMerge={() => setMerging(pair)}
                onDismiss={() => dismiss.mutate({ body: { first_id: pair.first.id, second_id: pair.second.id } })}
              />
            ))}
          </ul>
        </Section>
        {pages.hasMore && (
          <Button variant="subtle" mt="sm" loading={pages.isLoadingMore} onClick={pages.loadMore}>
            More
          </Button>
        )}
      </ListStates>
      <MergeDialog pair={merging && [merging.first, merging.second]} onClose={() => setMerging(undefined)} />
    </>
  );
}

/** Looks when nobody has for a while: once for each time that the page is opened. */
function useLookOnce(lookedAt: string | null | undefined, look: () => void): void {
  const looked = useRef(false);
  useEffect(() => {
    if (lookedAt === undefined || looked.current) return;
    looked.current = true;
    if (lookedAt === null || Date.now() - Date.parse(lookedAt) > freshForMs) look();
  });
}

function Pair({ pair, onMerge, onDismiss }: { pair: Duplicate; onMerge: () => void; onDismiss: () => void }) {
  const names = `${pair.first.name} and ${pair.second.name}`;
  return (
    <li className={classes.pair}>
      <div className={classes.sides}>
        <Side person={pair.first} />
        <Side person={pair.second} />
      </div>
      <Stack gap={2}>
        {pair.evidence.map((one) => (
          <Text key={one.reason} size="sm">
            {one.words}
          </Text>
        ))}
      </Stack>
      <Group gap="sm">
        <Button size="sm" leftSection={<IconArrowsJoin size={16} />} aria-label={`Merge ${names}`} onClick={onMerge}>
          Merge…
        </Button>
        <Button size="sm" variant="default" aria-label={`${names} are two people`} onClick={onDismiss}>
          Two people
        </Button>
      </Group>
    </li>
  );
}

function Side({ person }: { person: DuplicatePerson }) {
  const path = usePath();
  const { country } = useWorkspace();
  const facts = [
    person.phone && readablePhone(person.phone, country),
    person.email,
    person.company,
    person.birthday && `born ${person.birthday}`,
    person.external_id && `id ${person.external_id}`,
  ].filter(Boolean);
  return (
    <div>
      <AppLink to={path(`contacts/${person.id}`)} fw={600}>
        <bdi>{person.name}</bdi>
      </AppLink>
      <Text size="sm" className={classes.words}>
        {facts.join(' · ')}
      </Text>
      <Text size="sm" c="dimmed">
        Added <RelativeTime at={person.created_at} />
      </Text>
    </div>
  );
}
