import { Button } from '@mantine/core';
import type { Column } from './column.ts';

/** The column with which archived rows are brought back; none where nobody may, or nothing is archived. */
export function restoreColumn<T>(restore: ((row: T) => void) | undefined): readonly Column<T>[] {
  if (restore === undefined) return [];
  const render = (row: T) => (
    <Button size="compact-sm" variant="light" onClick={() => restore(row)}>
      Restore
    </Button>
  );
  return [{ key: 'restore', header: '', width: 120, card: 'corner', render }];
}
