import { Text } from '@mantine/core';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { formatInstant, formatNumber, plural, roughMoney } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import classes from './Composer.module.css';

type Sender = BroadcastEstimate['senders'][number];

/** What leaves through each number of a pool, what that costs, and when it is done. */
export function SendersForecast({ senders }: { senders: BroadcastEstimate['senders'] }) {
  const { country, time_zone: zone } = useWorkspace();
  return (
    <ul className={classes.reasons} aria-label="Which number sends what">
      {senders.map((one) => (
        <li key={one.id}>
          <span className={classes.count}>{formatNumber(one.messages)}</span>
          <span>
            <strong>{one.name === one.address ? readablePhone(one.address, country) : one.name}</strong>
            <Text size="sm" c="dimmed">
              {wordsOf(one, zone)}
            </Text>
          </span>
        </li>
      ))}
    </ul>
  );
}

function wordsOf({ messages, held, segments, micros, unpriced, rate_per_second: rate, finishes_at: at }: Sender, zone: string) {
  if (messages === 0) return 'Nobody of these hears from it.';
  const cost =
    micros === 0 && unpriced > 0 ? 'unknown cost' : `≈ ${roughMoney(micros)}${unpriced > 0 ? ' and unknown prices' : ''}`;
  const what = `${plural(segments, 'segment', 'segments')}, ${cost}, ${formatNumber(rate)} a second`;
  const waits = held > 0 ? `; ${plural(held, 'waits', 'wait')} until somebody acts` : '';
  const done = held >= messages ? '' : at === null ? '; done in months' : `; done ${formatInstant(at, zone)}`;
  return `${what}${done}${waits}.`;
}
