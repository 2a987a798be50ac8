import { Text } from '@mantine/core';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { formatInstant, plural } from '../../lib/format.ts';
import { useWorkspace } from '../../lib/workspace.ts';

/** Who is tried again by itself after a failure that passes, and when. */
export function RetriesLine({ retries }: { retries: BroadcastProgress['retries'] }) {
  const { time_zone } = useWorkspace();
  if (retries.waiting === 0 || retries.next_at === null) return null;
  const several = retries.last_at !== null && retries.last_at !== retries.next_at;
  return (
    <Text size="sm" c="dimmed">
      {plural(retries.waiting, 'person', 'people')} could not be reached yet and will be tried again
      {several ? ', the next of them at ' : ' at '}
      {formatInstant(retries.next_at, time_zone)}.
    </Text>
  );
}
