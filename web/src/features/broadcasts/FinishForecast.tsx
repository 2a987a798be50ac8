import { List, Text } from '@mantine/core';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { formatInstant, formatNumber, plural } from '../../lib/format.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { capWords } from './cap-words.ts';

/** Which day how many go out, where the sender's daily cap makes it take more than today. Nothing while today is enough. */
export function FinishForecast({ finish }: { finish: BroadcastEstimate['finish'] }) {
  const { time_zone: zone } = useWorkspace();
  if (finish.cap === null || finish.slips === 0) return null;
  const { cap, days } = finish;
  return (
    <Section
      title={`${plural(finish.slips, 'text', 'texts')} will not go out today`}
      subtitle={capWords(cap, formatInstant(cap.resets_at, zone))}
    >
      <List size="sm">
        {days.map((day) => (
          <List.Item key={day.until ?? 'after'}>
            {formatNumber(day.messages)} {day.until === null ? 'after that' : `before ${formatInstant(day.until, zone)}`}
          </List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed" mt="xs">
        {finish.finishes_at === null
          ? 'At this cap it would take months. Send through another sender, or raise the cap if your carrier allows it.'
          : `The last one goes out about ${formatInstant(finish.finishes_at, zone)}.`}
      </Text>
    </Section>
  );
}
