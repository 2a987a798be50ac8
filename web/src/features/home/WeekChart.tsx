import { VisuallyHidden } from '@mantine/core';
import { formatNumber, locale } from '../../lib/format.ts';
import type { Home } from './home.ts';
import classes from './WeekChart.module.css';

type Day = Home['week']['days'][number];

const kinds = [
  { key: 'sent', label: 'Sent' },
  { key: 'failed', label: 'Failed' },
  { key: 'received', label: 'Received' },
] as const;

/** The week's traffic, a group of bars for each day; the same as a table for who cannot see it. */
export function WeekChart({ week }: { week: Home['week'] }) {
  const most = Math.max(1, ...week.days.map((day) => Math.max(day.sent + day.failed, day.received)));
  return (
    <figure className={classes.root}>
      <div className={classes.bars} aria-hidden="true">
        {week.sent + week.failed + week.received === 0 && (
          <span className={classes.quiet}>No messages in the last seven days</span>
        )}
        {week.days.map((day, index) => (
          <div key={day.date} className={classes.day} data-today={index === week.days.length - 1 || undefined}>
            <div className={classes.group}>
              <span className={classes.stack} title={`${formatNumber(day.sent)} sent, ${formatNumber(day.failed)} failed`}>
                <i data-kind="failed" style={{ height: heightOf(day.failed, most) }} />
                <i data-kind="sent" style={{ height: heightOf(day.sent, most) }} />
              </span>
              <span className={classes.stack} title={`${formatNumber(day.received)} received`}>
                <i data-kind="received" style={{ height: heightOf(day.received, most) }} />
              </span>
            </div>
            <span className={classes.label}>{index === week.days.length - 1 ? 'Today' : weekday(day.date)}</span>
          </div>
        ))}
      </div>
      <figcaption className={classes.legend} aria-hidden="true">
        {kinds.map(({ key, label }) => (
          <span key={key}>
            <i data-kind={key} />
            {label} <strong>{formatNumber(week[key])}</strong>
          </span>
        ))}
      </figcaption>
      <VisuallyHidden>
        <WeekTable days={week.days} />
      </VisuallyHidden>
    </figure>
  );
}

function WeekTable({ days }: { days: readonly Day[] }) {
  return (
    <table>
      <caption>Messages of the last seven days</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          {kinds.map(({ key, label }) => (
            <th key={key} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.date}>
            <th scope="row">{day.date}</th>
            {kinds.map(({ key }) => (
              <td key={key}>{formatNumber(day[key])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A bar is never invisible while it stands for something. */
function heightOf(count: number, most: number): string {
  return count === 0 ? '0' : `max(3px, ${((100 * count) / most).toFixed(2)}%)`;
}

function weekday(date: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}
