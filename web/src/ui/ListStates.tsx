import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCloudOff, IconLock } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { errorWords } from '../lib/api-error.ts';
import classes from './ListStates.module.css';

/** Rows that are on their way. */
export function LoadingState({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <Stack gap="sm" role="status" aria-label={label} className={classes.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never reordered
        <Skeleton key={row} height={44} radius="md" style={{ opacity: 1 - row / (rows + 1) }} />
      ))}
    </Stack>
  );
}

interface StateProps {
  readonly title: string;
  readonly words?: ReactNode;
  /** The next step to take: a button or link. */
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ title, words, action, icon }: StateProps) {
  return (
    <div className={classes.state}>
      {icon !== undefined && <div className={classes.icon}>{icon}</div>}
      <Title order={2} ta="center">
        {title}
      </Title>
      {words !== undefined && (
        <Text c="dimmed" ta="center" maw={440} component="div">
          {words}
        </Text>
      )}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** It could not be fetched; says why, and tries again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert">
      <EmptyState
        icon={<IconCloudOff size={26} stroke={1.5} />}
        title="This could not be loaded"
        words={errorWords(error)}
        action={
          onRetry && (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      />
    </div>
  );
}

/** The role does not allow seeing this. */
export function NoPermissionState({ words }: { words?: string }) {
  return (
    <EmptyState
      icon={<IconLock size={26} stroke={1.5} />}
      title="Your role does not include this page"
      words={words ?? 'If you need it for your work, ask an admin of this workspace to change your role.'}
    />
  );
}

interface ListStatesProps<T> {
  readonly isPending: boolean;
  /** Of a list in pages, one of which may be empty when the server has to look far: the next is fetched by itself. */
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly loadMore?: () => void;
  readonly error: unknown;
  readonly items: readonly T[];
  readonly onRetry?: () => void;
  /** Shown when there is nothing. */
  readonly empty: ReactNode;
  readonly children: ReactNode;
}

/** Chooses among loading, error, empty and the list itself. What was loaded before stays when a refetch fails. */
export function ListStates<T>({ isPending, error, items, onRetry, empty, children, ...more }: ListStatesProps<T>) {
  const { hasMore = false, isLoadingMore = false, loadMore } = more;
  const failed = error !== null && error !== undefined;
  const goesOn = items.length === 0 && hasMore && !failed && !isLoadingMore;
  useEffect(() => {
    if (goesOn) loadMore?.();
  }, [goesOn, loadMore]);
  if (items.length > 0) return children;
  if (failed) return <ErrorState error={error} {...(onRetry === undefined ? {} : { onRetry })} />;
  if (hasMore) return <LoadingState label="Nothing yet, still looking" />;
  return isPending ? <LoadingState /> : empty;
}
