import { queueApi } from '@tidings/core/contract/queue';
import { useApi } from './query.ts';

/** What keeps messages from going out and lists from staying in step. Asked once for all who look. */
export function useAlerts() {
  return useApi(queueApi.listAlerts, { topics: ['connections', 'workspace', 'sources'], refetchInterval: 30_000 });
}

/** Whether all sending is stopped, by somebody of the workspace or by the operator. */
export function useSendingStopped(): boolean {
  const items = useAlerts().data?.items ?? [];
  return items.some(({ kind }) => kind === 'sending_stopped' || kind === 'installation_stopped');
}
