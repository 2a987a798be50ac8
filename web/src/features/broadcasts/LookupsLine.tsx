import { Text } from '@mantine/core';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { formatNumber, plural, roughMoney } from '../../lib/format.ts';
import { Meter } from '../../ui/Meter.tsx';

/** How far the looking up of numbers is, or what it found. */
export function LookupsLine({ lookups }: { lookups: BroadcastProgress['lookups'] }) {
  if (lookups === null) return null;
  if (lookups.running) {
    return (
      <Meter
        label="Numbers looked up"
        value={lookups.done}
        max={Math.max(1, lookups.total)}
        words={`Looking numbers up first: ${formatNumber(lookups.done)} of ${formatNumber(lookups.total)}`}
      />
    );
  }
  const found =
    lookups.landlines === 0 ? 'no landline among them' : `${plural(lookups.landlines, 'landline', 'landlines')} skipped`;
  return (
    <Text size="sm" c="dimmed">
      {lookups.done > 0 &&
        `${plural(lookups.done - lookups.failed, 'number', 'numbers')} looked up for ${roughMoney(lookups.micros)}, ${found}. `}
      {lookups.failed > 0 && `${plural(lookups.failed, 'number got', 'numbers got')} no answer and got the text all the same. `}
      {lookups.trouble !== null && `Not all were looked up: ${lookups.trouble}`}
    </Text>
  );
}
