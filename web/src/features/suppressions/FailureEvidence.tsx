import { Text } from '@mantine/core';
import type { Suppression } from '@tidings/core/contract/suppressions';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './FailureEvidence.module.css';

/** The failed messages that put a number on the list, each with its page in the history. */
export function FailureEvidence({ failures }: { failures: Suppression['failures'] }) {
  const path = usePath();
  const { time_zone } = useWorkspace();
  if (failures.length === 0) return null;
  return (
    <div>
      <Text fw={600} mb="xs">
        {failures.length === 1 ? 'The message that failed' : `The ${failures.length} messages that failed`}
      </Text>
      <ul className={classes.list}>
        {failures.map((one) => (
          <li key={one.message_id}>
            <AppLink to={`${path('history')}?message=${one.message_id}`}>
              <RelativeTime at={one.at} zone={time_zone} />
            </AppLink>{' '}
            <Text span size="sm" c="dimmed">
              {one.words} ({one.error_code})
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
