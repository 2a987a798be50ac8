import { type Source, sourcesApi } from '@tidings/core/contract/sources';
import { useApi } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

/** The sources of the workspace by list; empty for those who may not see them. */
export function useSources(): ReadonlyMap<string, Source> {
  const may = useMay('contacts:import');
  const sources = useApi(sourcesApi.listSources, { query: { limit: 200 }, topics: ['sources'], enabled: may });
  return new Map((sources.data?.items ?? []).map((one) => [one.list_id, one]));
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
