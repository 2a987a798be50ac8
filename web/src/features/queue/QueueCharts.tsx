import type { QueueMinute } from '@tidings/core/contract/queue';
import { formatClock, formatNumber } from '../../lib/format.ts';
import { MinuteChart, type Series } from '../../ui/MinuteChart.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Queue.module.css';
import { sumMinutes, waitWords } from './queue-words.ts';

interface QueueChartsProps {
  readonly minutes: readonly QueueMinute[];
  readonly zone: string;
}

/** What went out in each minute of the last hour, and how long it had waited. */
export function QueueCharts({ minutes, zone }: QueueChartsProps) {
  const total = sumMinutes(minutes);
  const outcome: readonly Series[] = [
    { key: 'sent', label: 'Handed over', tone: 'main', summary: formatNumber(total.handedOver) },
    { key: 'again', label: 'Tried again later', tone: 'warning', summary: formatNumber(total.again) },
    { key: 'failed', label: 'Failed', tone: 'danger', summary: formatNumber(total.failed) },
  ];
  const wait: readonly Series[] = [
    { key: 'longest', label: 'Longest', tone: 'soft', summary: waitWords(total.longestWaitMs) },
    {
      key: 'average',
      label: 'On average',
      tone: 'main',
      summary: total.averageWaitMs === null ? '–' : waitWords(total.averageWaitMs),
    },
  ];
  return (
    <div className={classes.charts}>
      <Section title="Handed over per minute" subtitle="The last hour.">
        <MinuteChart
          label="Messages per minute in the last hour"
          series={outcome}
          stacked
          points={minutes.map((one) => ({
            label: formatClock(one.at, zone),
            values: [one.handed_over, one.again, one.failed],
          }))}
          format={(value) => formatNumber(value)}
          quiet="Nothing was sent in the last hour"
        />
      </Section>
      <Section title="Waiting time" subtitle="From the moment a message may go to the moment the provider has it.">
        <MinuteChart
          label="Waiting time per minute in the last hour"
          series={wait}
          points={minutes.map((one) => ({
            label: formatClock(one.at, zone),
            values: [one.longest_wait_ms ?? 0, one.average_wait_ms ?? 0],
          }))}
          format={waitWords}
          quiet="Nothing waited in the last hour"
        />
      </Section>
    </div>
  );
}
