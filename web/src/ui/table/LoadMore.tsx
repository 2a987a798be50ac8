import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';
import type { DataTableProps } from './column.ts';
import classes from './DataTable.module.css';

/** Fetches the next page when the end of the list comes near; the button is for those who do not scroll. */
export function LoadMore({ more }: { more: NonNullable<DataTableProps<unknown>['more']> }) {
  const { ref, entry } = useIntersection({ rootMargin: '800px' });
  const near = entry?.isIntersecting === true;
  useEffect(() => {
    if (near && more.hasMore && !more.isLoadingMore) more.loadMore();
  }, [near, more]);
  if (!more.hasMore) return null;
  return (
    <div ref={ref} className={classes.more}>
      <Button variant="default" loading={more.isLoadingMore} onClick={more.loadMore}>
        Show more
      </Button>
    </div>
  );
}
