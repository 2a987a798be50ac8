import { Button, Stack, Text, Title } from '@mantine/core';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { useState } from 'react';
import { formatNumber } from '../../lib/format.ts';
import classes from './Composer.module.css';
import { type ReasonLine, reasonGroups } from './reason-groups.ts';

interface ReasonListProps {
  readonly reasons: BroadcastProgress['reasons'];
  readonly onReason: (line: ReasonLine) => void;
}

/** Why some did not get it, the largest first; each leads to the people. */
export function ReasonList({ reasons, onReason }: ReasonListProps) {
  const [all, setAll] = useState(false);
  const { groups, count, cut } = reasonGroups(reasons, all);
  return (
    <Stack gap="sm">
      {groups.map(({ title, lines }) => (
        <div key={title}>
          <Title order={3} size="h5">
            {title}
          </Title>
          <ul className={classes.reasons}>
            {lines.map((line) => (
              <li key={line.reason}>
                <span className={classes.count}>{formatNumber(line.n)}</span>
                <span>
                  <button type="button" className={classes.reason} onClick={() => onReason(line)}>
                    {line.label}
                  </button>
                  <Text size="sm" c="dimmed">
                    {line.words}
                  </Text>
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {cut && (
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(true)}>
          Show all {count} reasons
        </Button>
      )}
    </Stack>
  );
}
