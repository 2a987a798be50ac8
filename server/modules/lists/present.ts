import type { List } from '@tidings/core/contract/lists';
import type { ListRow } from './store.ts';

export const presentList = (row: ListRow): List => ({
  ...row,
  fields: [...row.fields],
  created_at: row.created_at.toISOString(),
  archived_at: row.archived_at?.toISOString() ?? null,
});
