import { Link } from '@tanstack/react-router';
import { type BroadcastState, broadcastStateLabel } from '@tidings/core/messaging/broadcast-states';
import { formatNumber, plural } from '../../lib/format.ts';
import { routerTarget } from '../../lib/navigate.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Tone } from '../../ui/tone.ts';
import type { Home } from './home.ts';
import classes from './RecentBroadcasts.module.css';

const tones: Readonly<Record<string, Tone>> = {
  scheduled: 'info',
  planning: 'info',
  sending: 'info',
  paused: 'warning',
  completed: 'success',
  failed: 'danger',
};

/** The latest broadcasts with what became of them. */
export function RecentBroadcasts({ broadcasts }: { broadcasts: Home['recent_broadcasts'] }) {
  const path = usePath();
  const { time_zone: zone } = useWorkspace();
  return (
    <ul className={classes.list}>
      {broadcasts.map((one) => (
        <li key={one.id}>
          <Link className={classes.row} {...routerTarget(path(`broadcasts/${one.id}`))}>
            <span className={classes.name}>{one.name}</span>
            <span className={classes.state}>
              <StatusBadge
                tone={one.settling > 0 ? 'warning' : (tones[one.state] ?? 'neutral')}
                pulse={one.state === 'sending' || one.state === 'planning'}
              >
                {broadcastStateLabel(one.state as BroadcastState, one.settling)}
              </StatusBadge>
            </span>
            <span className={classes.counts}>{countWords(one)}</span>
            <span className={classes.time}>
              <RelativeTime at={one.at} zone={zone} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function countWords(one: Home['recent_broadcasts'][number]): string {
  if (one.planned === 0) return 'No recipients yet';
  const delivered = `${formatNumber(one.delivered)} of ${plural(one.planned, 'message', 'messages')} delivered`;
  return one.failed === 0 ? delivered : `${delivered}, ${formatNumber(one.failed)} failed`;
}
