import { Alert, Stack } from '@mantine/core';
import type { Broadcast, BroadcastEstimate } from '@tidings/core/contract/broadcasts';
import { formatInstant, formatNumber, plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import classes from './Composer.module.css';
import { HoursForecast } from './HoursForecast.tsx';
import { ReviewedText } from './ReviewedText.tsx';
import { roughMoney } from './rough-money.ts';
import { SkipReasons } from './SkipReasons.tsx';

/** The confirm page: who gets it, who does not and why, what it costs and when it is done. All in numbers. */
export function Review({ broadcast, estimate }: { broadcast: Broadcast; estimate: BroadcastEstimate }) {
  const { country, time_zone: zone } = useWorkspace();
  const skipped = estimate.recipients - estimate.will_get;
  const sender = estimate.sender;
  return (
    <Stack gap="lg">
      <Alert color={estimate.mode === 'live' ? 'amber' : 'tide'}>{estimate.mode_words}</Alert>
      <div className={classes.numbers}>
        <StatCard
          label="Get it"
          value={formatNumber(estimate.will_get)}
          tone="success"
          hint={`of ${plural(estimate.recipients, 'person', 'people')}`}
        />
        <StatCard
          label="Do not"
          value={formatNumber(skipped)}
          hint={skipped === 0 ? 'Nobody is left out' : 'The reasons stand below'}
        />
        <StatCard
          label="Segments"
          value={`${estimate.segments.exact ? '' : '≈ '}${formatNumber(estimate.segments.total)}`}
          hint={estimate.segments.per_message_max > 1 ? `at most ${estimate.segments.per_message_max} each` : 'one each'}
        />
        <StatCard
          label="Cost"
          value={`≈ ${roughMoney(estimate.cost.micros)}`}
          hint={estimate.mode === 'sandbox' ? 'if it were live; the sandbox is free' : `prices of ${estimate.cost.as_of}`}
        />
        <StatCard
          label="Handed over"
          value={estimate.finish.words}
          hint={`${formatNumber(estimate.finish.rate_per_second)} segments a second`}
        />
      </div>
      <HoursForecast hours={estimate.hours} urgent={broadcast.quiet_hours?.kind === 'urgent'} />
      <Section
        title="Who does not get it"
        subtitle={estimate.audience_words === '' ? undefined : `Of: ${estimate.audience_words}`}
      >
        <SkipReasons skipped={estimate.skipped} unfilled={estimate.unfilled} exact={estimate.segments.exact} />
      </Section>
      <Section
        title="The text"
        subtitle={[
          ...(sender === null ? [] : [`From ${senderWords(sender, country)}`]),
          ...(broadcast.useless_after === null ? [] : [`Not sent after ${formatInstant(broadcast.useless_after, zone)}`]),
        ].join(' · ')}
      >
        <ReviewedText broadcast={broadcast} />
      </Section>
    </Stack>
  );
}

function senderWords({ name, address }: NonNullable<BroadcastEstimate['sender']>, country: string): string {
  const number = readablePhone(address, country);
  return name === address ? number : `${name}, ${number}`;
}
