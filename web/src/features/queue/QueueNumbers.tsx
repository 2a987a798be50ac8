import { IconClock, IconCloudUpload, IconHourglass, IconQuestionMark, IconStack2 } from '@tabler/icons-react';
import type { Lane, QueueMinute } from '@tidings/core/contract/queue';
import { formatNumber, plural } from '../../lib/format.ts';
import { StatCard } from '../../ui/StatCard.tsx';
import classes from './Queue.module.css';
import { countWords, sumLanes, sumMinutes, waitWords } from './queue-words.ts';

interface QueueNumbersProps {
  readonly lanes: readonly Lane[];
  readonly minutes: readonly QueueMinute[];
  readonly workers: { readonly alive: number; readonly stopping: number };
}

const icon = { size: 16, stroke: 1.7 } as const;

/** What waits, what went out, and who works, in five numbers. */
export function QueueNumbers({ lanes, minutes, workers }: QueueNumbersProps) {
  const { due, later, leased, unknown } = sumLanes(lanes);
  const { handedOver, averageWaitMs } = sumMinutes(minutes);
  return (
    <div className={classes.numbers}>
      <StatCard
        label="Waiting to go out"
        icon={<IconStack2 {...icon} />}
        value={countWords(due)}
        hint={leased === 0 ? 'nothing is being handed over' : `${formatNumber(leased)} being handed over`}
      />
      <StatCard
        label="Waiting for later"
        icon={<IconClock {...icon} />}
        value={countWords(later)}
        hint="a next attempt, or allowed hours"
      />
      <StatCard
        label="Unknown"
        icon={<IconQuestionMark {...icon} />}
        value={formatNumber(unknown)}
        tone={unknown > 0 ? 'warning' : 'neutral'}
        hint={unknown === 0 ? 'every answer came' : 'outcomes; the provider is asked'}
      />
      <StatCard
        label="Handed over"
        icon={<IconCloudUpload {...icon} />}
        value={formatNumber(handedOver)}
        hint={
          averageWaitMs === null ? 'nothing in the last hour' : `in the last hour, after ${waitWords(averageWaitMs)} on average`
        }
      />
      <StatCard
        label="Workers"
        icon={<IconHourglass {...icon} />}
        value={formatNumber(workers.alive)}
        tone={workers.alive === 0 ? 'danger' : 'neutral'}
        hint={
          workers.alive === 0
            ? 'nothing is sent'
            : workers.stopping > 0
              ? plural(workers.stopping, 'is stopping', 'are stopping')
              : 'at work'
        }
      />
    </div>
  );
}
