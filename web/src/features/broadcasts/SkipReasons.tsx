import { Text } from '@mantine/core';
import type { SkipCount } from '@tidings/core/contract/broadcast-estimate';
import { formatNumber } from '../../lib/format.ts';
import classes from './Composer.module.css';

interface SkipReasonsProps {
  readonly skipped: readonly SkipCount[];
  readonly unfilled: readonly SkipCount[];
  readonly exact: boolean;
}

/** How many do not get it, by reason. */
export function SkipReasons({ skipped, unfilled, exact }: SkipReasonsProps) {
  if (skipped.length + unfilled.length === 0) return <Text c="dimmed">Everybody gets it.</Text>;
  return (
    <ul className={classes.reasons}>
      {skipped.map((one) => (
        <Reason key={`${one.reason} ${one.label}`} count={formatNumber(one.n)} label={one.label} words={one.words} />
      ))}
      {unfilled.map((one) => (
        <Reason
          key={one.reason}
          count={`${exact ? '' : '≈ '}${formatNumber(one.n)}`}
          label={`${one.label} (of those above who get it)`}
          words={one.words}
        />
      ))}
    </ul>
  );
}

function Reason({ count, label, words }: { count: string; label: string; words: string }) {
  return (
    <li>
      <span className={classes.count}>{count}</span>
      <span>
        <strong>{label}</strong>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </span>
    </li>
  );
}
