import { Tooltip } from '@mantine/core';
import { formatInstant, formatRelative } from '../lib/format.ts';
import { useNow } from '../lib/now.ts';

/** "3 minutes ago", moving; the whole instant on hover, in the given zone (else the browser's). */
export function RelativeTime({ at, zone }: { at: string; zone?: string }) {
  const now = useNow();
  return (
    <Tooltip label={formatInstant(at, zone)}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {formatRelative(at, now, zone)}
      </time>
    </Tooltip>
  );
}
