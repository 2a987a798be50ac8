import { Button, Group, Progress, Tabs, Text } from '@mantine/core';
import { IconRefresh, IconUsers } from '@tabler/icons-react';
import { type Duplicate, type DuplicateLook, duplicatesApi } from '@tidings/core/contract/duplicates';
import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi, useApiMutation, useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyError, notifyUndo } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { DuplicatePair } from './DuplicatePair.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import classes from './People.module.css';

const topics = ['contacts', 'duplicates'] as const;

/** What is likely, and, apart, what is only a hint. */
const views = { likely: ['strong', 'medium'], hints: ['weak'] } as const;
const View = z.object({ show: z.enum(['likely', 'hints']).default('likely') });

const emptyWords = {
  likely: {
    title: 'No possible duplicates',
    words: 'Nobody seems to be here twice. People of one household, with different names, may share a number.',
  },
  hints: { title: 'No hints', words: 'Nobody has a similar name and a similar e-mail address.' },
} as const;

/** Pairs of contacts that may be one person: why, and what to do. */
export function Duplicates() {
  const [{ show }, setView] = useSearchState(View);
  const counts = useApi(duplicatesApi.countDuplicates, { topics }).data;
  const of = (count: number | undefined) => (count === undefined || count === 0 ? '' : ` (${countWords(count)})`);
  return (
    <Tabs
      value={show}
      keepMounted={false}
      onChange={(next) => setView({ show: next === 'hints' ? 'hints' : undefined }, { push: true })}
    >
      <Tabs.List mb="md" aria-label="How sure it is">
        <Tabs.Tab value="likely">Likely{of(counts && counts.strong + counts.medium)}</Tabs.Tab>
        <Tabs.Tab value="hints">Hints{of(counts?.weak)}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value={show}>
        <Pairs key={show} show={show} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** The server counts up to 1,000 of each strength. */
export const countWords = (count: number): string => (count >= 1_000 ? 'over 1,000' : formatNumber(count));

function Pairs({ show }: { show: keyof typeof views }) {
  const pages = useApiPages(duplicatesApi.listDuplicates, { query: { limit: 25, strength: [...views[show]] }, topics });
  const look = useApiMutation(duplicatesApi.lookForDuplicates, { invalidates: topics, onError: notifyError });
  const [merging, setMerging] = useState<Duplicate>();
  const undo = useApiMutation(duplicatesApi.dismissDuplicate, { invalidates: topics, onError: notifyError });
  const dismiss = useApiMutation(duplicatesApi.dismissDuplicate, {
    invalidates: topics,
    onSuccess: (_, { body }) =>
      notifyUndo({
        message: 'Remembered: two people',
        onUndo: () => body !== undefined && undo.mutate({ body: { ...body, undo: true } }),
      }),
    onError: notifyError,
  });
  const at = pages.first?.look;
  useLookOnce(at, () => look.mutate({ body: { only_changed: true } }));
  const isLooking = look.isPending || (at !== undefined && at.state !== 'idle');
  return (
    <>
      <LookState look={at} isLooking={isLooking} onLook={() => look.mutate({ body: {} })} />
      <ListStates
        {...pages}
        isPending={pages.isPending || (isLooking && pages.items.length === 0)}
        onRetry={pages.refetch}
        empty={<EmptyState icon={<IconUsers size={26} stroke={1.5} />} {...emptyWords[show]} />}
      >
        <Section flush>
          <ul className={classes.pairs} aria-label="Possible duplicates">
            {pages.items.map((pair) => (
              <DuplicatePair
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

/** How far the look is, or when the last one was. It goes on when the page is left. */
function LookState({ look, isLooking, onLook }: { look: DuplicateLook | undefined; isLooking: boolean; onLook: () => void }) {
  const isMoving = isLooking && look?.state === 'running' && look.total > 0;
  return (
    <div className={classes.look}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {isMoving && `Looking: ${formatNumber(look.done)} of ${plural(look.total, 'person', 'people')}`}
          {isLooking && !isMoving && 'Looking…'}
          {!isLooking && look?.looked_at && (
            <>
              Looked <RelativeTime at={look.looked_at} />
            </>
          )}
        </Text>
        <Button variant="default" size="sm" leftSection={<IconRefresh size={16} />} loading={isLooking} onClick={onLook}>
          Look again
        </Button>
      </Group>
      {isMoving && <Progress value={(100 * look.done) / look.total} aria-label="Progress of the look" />}
    </div>
  );
}

/** Looks at whoever changed since the last time: once for each time that the page is opened. */
function useLookOnce(at: DuplicateLook | undefined, look: () => void): void {
  const looked = useRef(false);
  useEffect(() => {
    if (at === undefined || looked.current) return;
    looked.current = true;
    if (at.state === 'idle') look();
  });
}
