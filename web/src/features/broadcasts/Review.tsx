import { Alert, Stack, Text } from '@mantine/core';
import type { Broadcast, BroadcastEstimate, BroadcastProblem, SkipCount } from '@tidings/core/contract/broadcasts';
import { formatMoney, formatNumber, plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import classes from './Composer.module.css';
import { TaggedText } from './TaggedText.tsx';

/** The confirm page: who gets it, who does not and why, what it costs and when it is done. All in numbers. */
export function Review({ broadcast, estimate }: { broadcast: Broadcast; estimate: BroadcastEstimate }) {
  const { country } = useWorkspace();
  const skipped = estimate.recipients - estimate.will_get;
  const sender = estimate.sender;
  return (
    <Stack gap="lg">
      {estimate.problems.map((problem) => (
        <Alert key={problem.message} color="red" role="alert">
          {problemSentence(problem)}
        </Alert>
      ))}
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
      <Section
        title="Who does not get it"
        subtitle={estimate.audience_words === '' ? undefined : `Of: ${estimate.audience_words}`}
      >
        <Reasons skipped={estimate.skipped} unfilled={estimate.unfilled} exact={estimate.segments.exact} />
      </Section>
      <Section
        title="The text"
        subtitle={
          sender === null
            ? undefined
            : `From ${sender.name === sender.address ? readablePhone(sender.address, country) : `${sender.name}, ${readablePhone(sender.address, country)}`}`
        }
      >
        <TaggedText body={broadcast.body} />
      </Section>
    </Stack>
  );
}

function Reasons({
  skipped,
  unfilled,
  exact,
}: {
  skipped: readonly SkipCount[];
  unfilled: readonly SkipCount[];
  exact: boolean;
}) {
  if (skipped.length + unfilled.length === 0) return <Text c="dimmed">Everybody gets it.</Text>;
  return (
    <ul className={classes.reasons}>
      {skipped.map((one) => (
        <Reason key={one.reason} count={formatNumber(one.n)} label={one.label} words={one.words} />
      ))}
      {unfilled.map((one) => (
        <Reason
          key={one.reason}
          count={`${exact ? '' : '≈ '}${formatNumber(one.n)}`}
          label={`${one.label} (of those above who get it)`}
          words={one.words}
        />
      ))}
    </ul>
  );
}

function Reason({ count, label, words }: { count: string; label: string; words: string }) {
  return (
    <li>
      <span className={classes.count}>{count}</span>
      <span>
        <strong>{label}</strong>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </span>
    </li>
  );
}

/** Problems are written to follow the field's name, as the API names it beside them. */
function problemSentence({ field, code, message }: BroadcastProblem): string {
  if (field === 'sender_id' || code === 'template_syntax' || code === 'unknown_tag') return message;
  return `${field === 'body' ? 'The text' : 'The audience'} ${message}.`;
}

/** An estimate is no invoice: cents are enough, and less than one is said as that. */
function roughMoney(micros: number): string {
  return micros > 0 && micros < 10_000 ? 'under a cent' : formatMoney(Math.round(micros / 10_000) * 10_000, 'USD');
}
