import { Alert, Text } from '@mantine/core';
import { crossingsOf } from '@tidings/core/audience/pools';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { AudiencePreview } from '@tidings/core/contract/audience';
import { quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { useApi } from '../../lib/query.ts';

interface PoolWordsProps {
  readonly pools: AudiencePreview['pools'] | undefined;
  /** What the message is for; null for what the workspace says of itself. */
  readonly purpose: MessagePurpose | null;
}

/** Which pool gets it and which does not, and what will need a yes. */
export function PoolWords({ pools, purpose }: PoolWordsProps) {
  const settings = useApi(quietHoursApi.getQuietHours, { topics: ['workspace'], staleTime: 60_000 });
  const meant = purpose ?? settings.data?.profile;
  const crossings = pools && meant !== undefined ? crossingsOf(meant, pools.lists) : [];
  if (!pools) return null;
  return (
    <>
      {pools.words !== '' && (
        <Text size="sm" aria-live="polite">
          {pools.words}
        </Text>
      )}
      {crossings.length > 0 && (
        <Alert color="amber" title="Is this meant?">
          {crossings.map(({ words }) => words).join(' ')} You are asked to say yes before it is sent.
        </Alert>
      )}
    </>
  );
}
