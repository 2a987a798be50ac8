import { Text } from '@mantine/core';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { formatMoney, plural, roughMoney } from '../../lib/format.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import classes from './Composer.module.css';

interface CostSectionProps {
  readonly cost: BroadcastProgress['cost'];
  /** It goes, or went, at a time: its forecast is of the moment when that was chosen. */
  readonly scheduled: boolean;
}

/** What it was expected to cost and what the provider charged, side by side. */
export function CostSection({ cost, scheduled }: CostSectionProps) {
  const { mode } = useWorkspace();
  if (cost.forecast_micros === null && cost.expected_micros === 0 && cost.charged.length === 0) return null;
  return (
    <Section
      title="Cost"
      subtitle={mode === 'sandbox' ? 'As if it were live: the sandbox is free, and its prices are played.' : undefined}
    >
      <div className={classes.numbers}>
        {cost.forecast_micros !== null && (
          <StatCard
            label="Forecast"
            value={`≈ ${roughMoney(cost.forecast_micros)}`}
            hint={`when it was ${scheduled ? 'scheduled' : 'sent'}, of everything`}
          />
        )}
        <StatCard label="Handed over" value={`≈ ${roughMoney(cost.expected_micros)}`} hint="at the same prices, so far" />
        <StatCard label="Charged" value={chargedWords(cost)} hint={chargedHint(cost)} />
      </div>
      <Text size="sm" c="dimmed" mt="sm">
        {openWords(cost)}
      </Text>
    </Section>
  );
}

function chargedWords({ charged }: BroadcastProgress['cost']): string {
  if (charged.length === 0) return 'Not told yet';
  return charged.map(({ micros, currency }) => formatMoney(micros, currency)).join(' + ');
}

function chargedHint({ priced }: BroadcastProgress['cost']): string {
  return priced === 0 ? 'the provider tells prices later' : `for ${plural(priced, 'text', 'texts')}`;
}

function openWords({ unpriced, charged }: BroadcastProgress['cost']): string {
  const open =
    unpriced === 0 ? '' : `The price of ${plural(unpriced, 'text', 'texts')} is not known yet; it is asked for until it is. `;
  const fees =
    charged.length === 0 ? '' : 'What carriers add is in the forecast, but not in what the provider tells per message.';
  return `${open}${fees}`;
}
