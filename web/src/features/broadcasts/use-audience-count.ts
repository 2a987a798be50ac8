import { type Audience, audiencesApi } from '@tidings/core/contract/audience';
import { useApi } from '../../lib/query.ts';

/** How many people an audience has right now, with the names of a few, and which pools it means. */
export function useAudienceCount(audience: Audience) {
  return useApi(audiencesApi.previewAudience, {
    body: { audience, sample: 3, pools: true },
    topics: ['contacts', 'lists'],
    enabled: audience.include.length > 0,
    keepPrevious: true,
  });
}
