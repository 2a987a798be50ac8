import { Stack, Text } from '@mantine/core';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { formatMoney, formatNumber, plural, roughMoney } from '../../lib/format.ts';
import { countryName } from '../../lib/places.ts';
import { basisWords } from '../../lib/price-words.ts';
import classes from './Composer.module.css';

type Cost = BroadcastEstimate['cost'];

/** What it costs in each country, and how the price is known. */
export function CostByCountry({ cost }: { cost: Cost }) {
  return (
    <Stack gap="sm">
      <ul className={classes.reasons}>
        {cost.countries.map((one) => (
          <CountryLine key={one.country ?? 'none'} one={one} />
        ))}
      </ul>
      {cost.unpriced > 0 && (
        <Text size="sm">
          {plural(cost.unpriced, 'text goes', 'texts go')} where the price is not known: it is not in the sum. Your limits count
          it as a dear one, so that all together is taken for {roughMoney(cost.cautious_micros)}.
        </Text>
      )}
      {cost.lookups !== null && cost.lookups.numbers > 0 && (
        <Text size="sm">
          {plural(cost.lookups.numbers, 'number is', 'numbers are')} looked up first, which costs{' '}
          {cost.lookups.micros === null ? 'what your provider asks' : `about ${roughMoney(cost.lookups.micros)} more`}. Landlines
          among them are then skipped.
        </Text>
      )}
    </Stack>
  );
}

function CountryLine({ one }: { one: Cost['countries'][number] }) {
  const name = one.country === null ? 'Country not known' : countryName(one.country);
  const segments = one.segments === one.messages ? '' : `, ${plural(one.segments, 'segment', 'segments')}`;
  return (
    <li>
      <span className={classes.count}>{one.micros === null ? 'Unknown' : roughMoney(one.micros)}</span>
      <span>
        <strong>{name}</strong>: {plural(one.messages, 'text', 'texts')}
        {segments}
        <Text size="sm" c="dimmed">
          {one.per_segment_micros === null || one.basis === null
            ? 'The price is not known until the first message was charged.'
            : `${formatMoney(one.per_segment_micros, 'USD')} a segment. ${basisWords[one.basis]}.`}
        </Text>
      </span>
    </li>
  );
}

/** The sum for the card on top. */
export function costWords(cost: Cost): string {
  if (cost.micros === 0 && cost.unpriced > 0) return 'Unknown';
  return `≈ ${roughMoney(cost.micros)}${cost.unpriced > 0 ? ' +' : ''}`;
}

/** Under the sum: what to know about it. */
export function costHint(cost: Cost, mode: 'sandbox' | 'live'): string {
  if (cost.unpriced > 0) return `and ${formatNumber(cost.unpriced)} at unknown prices`;
  if (mode === 'sandbox') return 'if it were live; the sandbox is free';
  return cost.countries.every((one) => one.basis === 'reported') ? 'as your provider charged lately' : `prices of ${cost.as_of}`;
}
