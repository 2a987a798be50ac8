import type { ReactNode } from 'react';
import classes from './StatusBadge.module.css';
import { type Tone, toneStyle } from './tone.ts';

/** A state as a word on a quiet colour; `pulse` marks what is moving right now. */
export function StatusBadge({
  tone = 'neutral',
  pulse = false,
  children,
}: {
  tone?: Tone;
  pulse?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={classes.badge} style={toneStyle(tone)}>
      {pulse && <span className={classes.dot} aria-hidden="true" />}
      {children}
    </span>
  );
}
