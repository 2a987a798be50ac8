import type { Activity } from '@tidings/core/contract/activity';
import classes from './ActivityLine.module.css';
import { ActivityLine } from './ActivityLine.tsx';

/** What happened in the workspace, the latest first. */
export function ActivityList({ entries, zone }: { entries: readonly Activity[]; zone: string }) {
  return (
    <ul className={classes.list} aria-label="Activity">
      {entries.map((entry) => (
        <ActivityLine key={entry.id} entry={entry} zone={zone} />
      ))}
    </ul>
  );
}
