import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { plural } from '../lib/format.ts';
import classes from './StickyBar.module.css';
import type { Selection } from './use-selection.ts';

/** A bar that stays at the bottom of the window. */
export function StickyBar({ children, label }: { children: ReactNode; label: string }) {
  return (
    <section className={classes.bar} aria-label={label}>
      {children}
    </section>
  );
}

interface SelectionBarProps {
  readonly selection: Selection;
  /** How many match the filters in all; with it, "all that match" is offered. */
  readonly total?: number;
  /** "person", "people" */
  readonly one: string;
  readonly many: string;
  /** What can be done with the ticked ones. */
  readonly children: ReactNode;
}

/** What can be done with the ticked rows; shows itself when some are ticked. */
export function SelectionBar({ selection, total, one, many, children }: SelectionBarProps) {
  const count = selection.count(total ?? 0);
  if (count === 0) return null;
  const offerAll = total !== undefined && count < total && selection.selected.mode === 'some';
  return (
    <StickyBar label="With the ticked ones">
      <div className={classes.words} role="status" data-row={offerAll || undefined}>
        <strong>
          {plural(count, one, many)} ticked
          {selection.selected.mode === 'all' && total === count && ', all that match'}
        </strong>
        {offerAll && (
          <button type="button" className={classes.all} onClick={selection.selectAll}>
            Tick all {plural(total, one, many)} that match
          </button>
        )}
      </div>
      <div className={classes.actions}>{children}</div>
      <CloseButton aria-label="Untick all" onClick={selection.clear} className={classes.close} />
    </StickyBar>
  );
}
