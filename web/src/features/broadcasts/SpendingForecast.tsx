import { Stack, Text } from '@mantine/core';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { formatInstant, formatNumber, plural, roughMoney } from '../../lib/format.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';

type Spending = NonNullable<BroadcastEstimate['spending']>;

/** How many a spending limit pays for, and from when the others wait. Nothing while it suffices. */
export function SpendingForecast({ spending }: { spending: BroadcastEstimate['spending'] }) {
  const { time_zone: zone } = useWorkspace();
  const path = usePath();
  if (spending === null || spending.waits === 0) return null;
  const { period, waits, goes_on_at: goesOn } = spending;
  const [span, begins] = period === 'daily' ? ['a day', 'a new day'] : ['a month', 'a new month'];
  return (
    <Section
      title={`${plural(waits, 'text waits', 'texts wait')} for the ${period} spending limit`}
      subtitle={`The limit is ${roughMoney(spending.limit_micros)} ${span}; ${roughMoney(spending.left_micros)} of it is left.`}
    >
      <Stack gap="xs">
        <Text>
          <strong>{paysFor(spending, zone)}</strong>
        </Text>
        <Text size="sm">
          {goesOn === null
            ? 'They go on once somebody raises the limit'
            : `They go on by themselves ${formatInstant(goesOn, zone)}, when ${begins} begins, or as soon as somebody raises the limit`}
          , in{' '}
          <AppLink to={path('settings/costs')} underline="always">
            Costs
          </AppLink>
          .
        </Text>
      </Stack>
    </Section>
  );
}

function paysFor({ pays_for: pays, holds_at: at }: Spending, zone: string): string {
  if (pays === 0) return 'It pays for none of these texts.';
  const from = at === null ? '' : ` From ${formatInstant(at, zone)} on, the others wait.`;
  return `It pays for about ${formatNumber(pays)} of these texts.${from}`;
}
