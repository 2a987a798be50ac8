import { DateTimePicker } from '@mantine/dates';
import { useNow } from '../../lib/now.ts';
import { instantToWall, wallToInstant } from '../../lib/wall-time.ts';
import { useWorkspace } from '../../lib/workspace.ts';

interface DeadlineFieldProps {
  /** An instant; null for none. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** From when on a text is of no use: who has not got it by then does not get it any more. In the workspace's zone. */
export function DeadlineField({ value, onChange }: DeadlineFieldProps) {
  const { time_zone: zone } = useWorkspace();
  const now = useNow();
  const past = value !== null && new Date(value).getTime() <= now;
  return (
    <DateTimePicker
      label="Do not send after"
      description={`Optional. Whoever could not be sent it by then does not get it. Time of ${zone.replaceAll('_', ' ')}.`}
      placeholder="No limit"
      maw={340}
      clearable
      clearButtonProps={{ 'aria-label': 'No limit' }}
      highlightToday
      // A day alone would mean its first minute.
      defaultTimeValue="20:00"
      minDate={instantToWall(new Date(now).toISOString(), zone).slice(0, 10)}
      valueFormat="ddd, D MMM YYYY, HH:mm"
      value={value === null ? null : instantToWall(value, zone).replace('T', ' ')}
      onChange={(wall) => onChange(wall === null ? null : wallToInstant(wall.slice(0, 16).replace(' ', 'T'), zone))}
      error={past ? 'This time has passed. Choose a later one, or none.' : undefined}
    />
  );
}
