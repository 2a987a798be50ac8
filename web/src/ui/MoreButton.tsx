import { Button } from '@mantine/core';
import type { Pages } from '../lib/query.ts';

/** Fetches the next page of a list. */
export function MoreButton({
  pages,
  label,
}: {
  pages: Pick<Pages<unknown>, 'hasMore' | 'isLoadingMore' | 'loadMore'>;
  label: string;
}) {
  if (!pages.hasMore) return null;
  return (
    <Button variant="subtle" size="xs" fullWidth my="xs" loading={pages.isLoadingMore} onClick={pages.loadMore}>
      {label}
    </Button>
  );
}
