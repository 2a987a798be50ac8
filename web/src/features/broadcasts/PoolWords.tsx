import { Alert, Text } from '@mantine/core';
import type { AudiencePreview } from '@tidings/core/contract/audience';

/** Which pool gets it and which does not, and what will need a yes. */
export function PoolWords({ pools }: { readonly pools: AudiencePreview['pools'] | undefined }) {
  if (!pools) return null;
  return (
    <>
      {pools.words !== '' && (
        <Text size="sm" aria-live="polite">
          {pools.words}
        </Text>
      )}
      {pools.crossings.length > 0 && (
        <Alert color="amber" title="Is this meant?">
          {pools.crossings.map(({ words }) => words).join(' ')} You are asked to say yes before it is sent.
        </Alert>
      )}
    </>
  );
}
