import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatNumber } from '../lib/format.ts';
import { routerTarget } from '../lib/navigate.ts';
import classes from './StatCard.module.css';
import type { Tone } from './tone.ts';

interface StatCardProps {
  readonly label: string;
  /** A number is written with separators; undefined while it loads. */
  readonly value: number | string | undefined;
  /** A second line: "12 more than last week". */
  readonly hint?: ReactNode;
  /** Where the number comes from. */
  readonly to?: string;
  /** Draws attention; use only where something must be done. */
  readonly tone?: Tone;
  readonly icon?: ReactNode;
}

/** One number that matters. */
export function StatCard({ label, value, hint, to, tone = 'neutral', icon }: StatCardProps) {
  const content = (
    <>
      <span className={classes.label}>
        {icon}
        {label}
      </span>
      <span className={classes.value} data-tone={tone} aria-busy={value === undefined}>
        {value === undefined ? '–' : typeof value === 'number' ? formatNumber(value) : value}
      </span>
      {hint !== undefined && <span className={classes.hint}>{hint}</span>}
    </>
  );
  if (to === undefined) return <div className={classes.card}>{content}</div>;
  return (
    <Link className={classes.card} {...routerTarget(to)} activeOptions={{ exact: true }}>
      {content}
    </Link>
  );
}
