import { Alert, Stack, Text } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { formatInstant, formatNumber, plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import { messagePurposeWords } from './broadcast-words.ts';
import classes from './Composer.module.css';
import { CostByCountry, costHint, costWords } from './CostByCountry.tsx';
import { FinishForecast } from './FinishForecast.tsx';
import { leftOutBy, reachedBy } from './forecast-numbers.ts';
import { HoursForecast } from './HoursForecast.tsx';
import { ReviewedText } from './ReviewedText.tsx';
import { SendersForecast } from './SendersForecast.tsx';
import { SkipReasons } from './SkipReasons.tsx';
import { SpendingForecast } from './SpendingForecast.tsx';

/** The confirm page: who gets it, who does not and why, what it costs and when it is done. All in numbers. */
export function Review({ broadcast, estimate }: { broadcast: Broadcast; estimate: BroadcastEstimate }) {
  const { country, time_zone: zone } = useWorkspace();
  const reached = reachedBy(estimate);
  const skipped = estimate.recipients - reached;
  const { sender, pool } = estimate;
  return (
    <Stack gap="lg">
      <Alert color={estimate.mode === 'live' ? 'amber' : 'tide'}>{estimate.mode_words}</Alert>
      {estimate.pools.words !== '' && (
        <Text size="lg" fw={500}>
          {estimate.pools.words}
        </Text>
      )}
      <div className={classes.numbers}>
        <StatCard
          label="Get it"
          value={formatNumber(reached)}
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
        <StatCard label="Cost" value={costWords(estimate.cost)} hint={costHint(estimate.cost, estimate.mode)} />
        <StatCard label="Handed over" value={estimate.finish.words} hint={finishHint(estimate, zone)} />
      </div>
      <SpendingForecast spending={estimate.spending} />
      <FinishForecast finish={estimate.finish} />
      <HoursForecast
        hours={estimate.hours}
        urgent={broadcast.quiet_hours?.kind === 'urgent'}
        deadline={broadcast.useless_after}
      />
      <Section
        title="Who does not get it"
        subtitle={estimate.audience_words === '' ? undefined : `Of: ${estimate.audience_words}`}
      >
        <SkipReasons skipped={leftOutBy(estimate)} unfilled={estimate.unfilled} exact={estimate.segments.exact} />
      </Section>
      {(estimate.cost.countries.length > 1 || !estimate.cost.known || (estimate.cost.lookups?.numbers ?? 0) > 0) && (
        <Section title="What it costs">
          <CostByCountry cost={estimate.cost} />
        </Section>
      )}
      {estimate.senders.length > 1 && (
        <Section
          title="Which number sends what"
          subtitle="Each person hears from the number that they talk with, if there is one."
        >
          <SendersForecast senders={estimate.senders} />
        </Section>
      )}
      <Section
        title="The text"
        subtitle={[
          `Counts as: ${messagePurposeWords[estimate.purpose].toLowerCase()}`,
          ...(sender === null ? [] : [`From ${senderWords(sender, country)}`]),
          ...(pool === null ? [] : [`From the ${plural(pool.numbers, 'number', 'numbers')} of ${pool.name}`]),
          ...(broadcast.useless_after === null ? [] : [`Not sent after ${formatInstant(broadcast.useless_after, zone)}`]),
        ].join(' · ')}
      >
        <ReviewedText broadcast={broadcast} />
      </Section>
    </Stack>
  );
}

/**
 * The moment when it is done, if that is not soon; else how fast it goes. Where only some wait until somebody acts it is the finish of the others.
 */
function finishHint(estimate: BroadcastEstimate, zone: string): string {
  const { finish, hours } = estimate;
  const held = hours.held.reduce((sum, one) => sum + one.n, 0);
  if (held > 0 && held >= reachedBy(estimate)) return 'once it goes on, see below';
  if (held > 0) return `without ${formatNumber(held)} who may get it later, see below`;
  if (finish.finishes_at !== null && finish.seconds > 3_600) return `done ${formatInstant(finish.finishes_at, zone)}`;
  return `${plural(finish.rate_per_second, 'segment', 'segments')} a second`;
}

function senderWords({ name, address }: NonNullable<BroadcastEstimate['sender']>, country: string): string {
  const number = readablePhone(address, country);
  return name === address ? number : `${name}, ${number}`;
}
