import { formatNumber } from '../lib/format.ts';
import classes from './ProgressCounts.module.css';
import type { Tone } from './tone.ts';

export interface ProgressPart {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly tone: Tone;
}

interface ProgressCountsProps {
  /** What is counted, for screen readers: "Progress of the broadcast". */
  readonly label: string;
  readonly parts: readonly ProgressPart[];
  /** What the parts add up to; the missing rest is drawn empty. */
  readonly total: number;
  /** Leaves parts without a count out of the legend. */
  readonly hideEmpty?: boolean;
}

/** Where everyone is: states stacked on one bar, with their counts beneath. */
export function ProgressCounts({ label, parts, total, hideEmpty = true }: ProgressCountsProps) {
  const words = parts.map((part) => `${part.label} ${formatNumber(part.count)}`).join(', ');
  return (
    <div className={classes.root}>
      <div className={classes.bar} role="img" aria-label={`${label}: ${words}, of ${formatNumber(total)}`}>
        {parts.map((part) => (
          <span
            key={part.key}
            data-tone={part.tone}
            style={{ width: total === 0 ? 0 : `${(100 * part.count) / total}%`, minWidth: part.count > 0 ? 4 : 0 }}
          />
        ))}
      </div>
      <ul className={classes.legend} aria-hidden="true">
        {parts
          .filter((part) => !hideEmpty || part.count > 0)
          .map((part) => (
            <li key={part.key}>
              <span className={classes.dot} data-tone={part.tone} />
              {part.label} <strong>{formatNumber(part.count)}</strong>
            </li>
          ))}
      </ul>
    </div>
  );
}
