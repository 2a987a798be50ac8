import type { ReactNode } from 'react';
import { RelativeTime } from './RelativeTime.tsx';
import classes from './Timeline.module.css';
import { type Tone, toneStyle } from './tone.ts';

export interface TimelineItem {
  readonly key: string;
  readonly title: ReactNode;
  readonly at?: string;
  readonly body?: ReactNode;
  readonly icon?: ReactNode;
  readonly tone?: Tone;
}

/** What happened, one below the other. */
export function Timeline({ label, items, zone }: { label: string; items: readonly TimelineItem[]; zone?: string }) {
  return (
    <ol aria-label={label} className={classes.root}>
      {items.map((item) => (
        <li key={item.key} className={classes.item}>
          <span className={classes.icon} style={toneStyle(item.tone ?? 'neutral')} aria-hidden="true">
            {item.icon ?? <i className={classes.dot} />}
          </span>
          <div className={classes.content}>
            <div className={classes.head}>
              <span>{item.title}</span>
              {item.at !== undefined && (
                <span className={classes.time}>
                  <RelativeTime at={item.at} {...(zone === undefined ? {} : { zone })} />
                </span>
              )}
            </div>
            {item.body !== undefined && <div className={classes.body}>{item.body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
