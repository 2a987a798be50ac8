import type { ReactNode } from 'react';
import classes from './Meter.module.css';
import type { Tone } from './tone.ts';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** The words beside it: "142 of 160 characters, 1 segment". */
  readonly words: ReactNode;
  /** Divides the bar into equal parts (segments, steps). */
  readonly parts?: number;
  readonly tone?: Tone;
}

/** How much of a limit is used. */
export function Meter({ label, value, max, words, parts = 1, tone = 'info' }: MeterProps) {
  const share = max === 0 ? 0 : Math.min(1, value / max);
  return (
    <div className={classes.root}>
      {/* biome-ignore lint/a11y/useSemanticElements: the native element cannot show its parts */}
      <div
        className={classes.bar}
        role="meter"
        aria-label={label}
        aria-valuenow={Math.min(value, max)}
        aria-valuemin={0}
        aria-valuemax={max}
        data-tone={tone}
      >
        {Array.from({ length: parts }, (_, part) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts are all alike and never reordered
          <span key={part}>
            <i style={{ width: `${100 * Math.max(0, Math.min(1, share * parts - part))}%` }} />
          </span>
        ))}
      </div>
      <span className={classes.words}>{words}</span>
    </div>
  );
}
