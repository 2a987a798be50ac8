import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { useApi } from '../../lib/query.ts';

/** What this workspace's broadcasts are for unless one says otherwise; undefined until it is known. */
export function useUsualPurpose(): MessagePurpose | undefined {
  return useApi(quietHoursApi.getQuietHours, { topics: ['workspace'], staleTime: 60_000 }).data?.profile;
}
