import { Stack, Text } from '@mantine/core';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { wallToInstant } from '../../lib/wall-time.ts';
import { WaitsList } from './WaitsList.tsx';

/** Who would go at once and who would wait if it were sent at this wall time of a zone; nothing while everybody would go. */
export function LaterHours({ broadcastId, local, zone }: { broadcastId: string; local: string; zone: string }) {
  const estimate = useApi(broadcastsApi.estimateBroadcast, {
    params: { broadcast_id: broadcastId },
    query: { at: wallToInstant(local, zone) },
    topics: ['contacts', 'workspace'],
    keepPrevious: true,
  });
  if (estimate.data === undefined) return null;
  const { hours, spending } = estimate.data;
  const held = spending?.waits ?? 0;
  if (hours.waiting.length + hours.left_out.length + hours.held.length + hours.late + held === 0) return null;
  return (
    <Stack gap={4} role="status" w="100%" maw={520}>
      <Text size="sm" fw={600}>
        {hours.now === 0 ? 'Then nobody gets it at once' : `Then ${plural(hours.now, 'person gets', 'people get')} it at once`}
        {hours.waiting.length > 0 && ', and the others later:'}
      </Text>
      {hours.waiting.length > 0 && <WaitsList waits={hours.waiting} />}
      {hours.held.map((one) => (
        <Text key={one.reason} size="sm" c="dimmed">
          {plural(one.n, 'person waits', 'people wait')} until somebody acts: {one.label.toLowerCase()}.
        </Text>
      ))}
      {hours.left_out.map((one) => (
        <Text key={`${one.reason} ${one.label}`} size="sm" c="dimmed">
          {formatNumber(one.n)} would not get it: {one.label.toLowerCase()}.
        </Text>
      ))}
      {hours.late > 0 && (
        <Text size="sm" c="dimmed">
          About {formatNumber(hours.late)} would come to their turn only when it is not sent any more.
        </Text>
      )}
      {held > 0 && (
        <Text size="sm" c="dimmed">
          {plural(held, 'text', 'texts')} would wait for the {spending?.period} spending limit.
        </Text>
      )}
    </Stack>
  );
}
