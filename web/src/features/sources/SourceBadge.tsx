import { type Source, sourcesApi } from '@tidings/core/contract/sources';
import { useApiAll } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

/** The sources of the workspace by list, of several the one that needs somebody most; empty for those who may not see them. */
export function useSources(): ReadonlyMap<string, Source> {
  const may = useMay('contacts:import');
  const sources = useApiAll(sourcesApi.listSources, { query: { limit: 200 }, topics: ['sources'], enabled: may });
  const items = sources.items.toSorted((a, b) => trouble(a) - trouble(b));
  return new Map(items.map((one) => [one.list_id, one]));
}

/** The later in a map wins. */
function trouble({ sync, last_synced_at: synced }: Source): number {
  if (sync?.state === 'failed') return 3;
  if (sync?.state === 'review') return 2;
  return synced === null ? 0 : 1;
}

/** Whether a list is in step with its sheet, in a word. */
export function SourceBadge({ source }: { source: Source | undefined }) {
  if (source === undefined) return null;
  const { sync } = source;
  if (sync?.state === 'failed') return <StatusBadge tone="danger">Sync failed</StatusBadge>;
  if (sync?.state === 'review') return <StatusBadge tone="warning">Waits for a yes</StatusBadge>;
  if (source.last_synced_at === null) return <StatusBadge tone="neutral">Not connected yet</StatusBadge>;
  return <StatusBadge tone="success">In step</StatusBadge>;
}
