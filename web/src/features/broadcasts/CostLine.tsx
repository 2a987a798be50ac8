import { Text } from '@mantine/core';
import { estimateCost } from '@tidings/core/messaging/cost';
import { formatMoney, plural } from '../../lib/format.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { roughMoney } from './rough-money.ts';

interface CostLineProps {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly segments: number;
  /** How many people are chosen; undefined while none are, or they are being counted. */
  readonly recipients: number | undefined;
}

/** How the text is encoded, and about what it costs at the prices of the workspace's own country. */
export function CostLine({ encoding, segments, recipients }: CostLineProps) {
  const { country, mode } = useWorkspace();
  const { micros } = estimateCost({ country, segments });
  const each = `about ${formatMoney(micros, 'USD')} a person`;
  const all = recipients
    ? `, at most about ${roughMoney(micros * recipients)} for ${plural(recipients, 'person', 'people')}`
    : '';
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {encoding === 'GSM-7' ? 'Plain characters (GSM-7)' : 'Unicode characters (UCS-2)'}: {each}
      {all}
      {mode === 'sandbox' && ', if it were live'}
    </Text>
  );
}
