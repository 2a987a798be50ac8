import { Text } from '@mantine/core';
import type { Waiting } from '@tidings/core/contract/quiet-hours';
import { formatNumber } from '../../lib/format.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import classes from './Composer.module.css';
import { groupWaits } from './wait-groups.ts';

/** How many this shows before the rest is summed up: people in many zones wait for many hours. */
const mostLines = 6;

/** Who waits until when, a line per hour at their place. */
export function WaitsList({ waits }: { waits: readonly Waiting[] }) {
  const { time_zone: zone } = useWorkspace();
  const groups = groupWaits(waits, zone);
  const rest = groups.slice(mostLines).reduce((sum, one) => sum + one.n, 0);
  return (
    <ul className={classes.reasons} aria-label="Who waits until when">
      {groups.slice(0, mostLines).map((one) => (
        <li key={one.key}>
          <span className={classes.count}>{formatNumber(one.n)}</span>
          <span>
            <strong>{one.words}</strong>
            <Text size="sm" c="dimmed">
              {one.hint}
            </Text>
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li>
          <span className={classes.count}>{formatNumber(rest)}</span>
          <span>wait until later</span>
        </li>
      )}
    </ul>
  );
}
