import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { type Audience, audiencesApi } from '@tidings/core/contract/audience';
import { quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { useApi } from '../../lib/query.ts';

/**
 * How many people an audience has right now, with the names of a few, which pools it means, and what of them will need a yes.
 *
 * @param purpose what the message is for; null for what the workspace says of itself
 */
export function useAudienceCount(audience: Audience, purpose: MessagePurpose | null) {
  const settings = useApi(quietHoursApi.getQuietHours, { topics: ['workspace'], staleTime: 60_000 });
  const meant = purpose ?? settings.data?.profile;
  return useApi(audiencesApi.previewAudience, {
    body: { audience, sample: 3, pools: true, ...(meant === undefined ? {} : { purpose: meant }) },
    topics: ['contacts', 'lists'],
    enabled: audience.include.length > 0,
    keepPrevious: true,
  });
}
