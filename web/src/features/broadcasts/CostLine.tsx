import { Text } from '@mantine/core';
import { costsApi } from '@tidings/core/contract/costs';
import { formatMoney, plural, roughMoney } from '../../lib/format.ts';
import { countryName } from '../../lib/places.ts';
import { useApi } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';

interface CostLineProps {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly segments: number;
  /** How many people are chosen; undefined while none are, or they are being counted. */
  readonly recipients: number | undefined;
}

/** How the text is encoded, and about what it costs at the price of the workspace's own country. */
export function CostLine({ encoding, segments, recipients }: CostLineProps) {
  const { country, mode } = useWorkspace();
  const costs = useApi(costsApi.getCosts, { topics: ['workspace'] });
  const price = costs.data?.prices.find((one) => one.country === country);
  const micros = price && (price.micros + price.surcharge_micros) * segments;
  const words = () => {
    if (costs.data === undefined) return 'its cost is being looked up';
    if (micros === undefined) return `the price of a text to ${countryName(country)} is not known yet`;
    const all = recipients ? `, about ${roughMoney(micros * recipients)} for ${plural(recipients, 'person', 'people')}` : '';
    const abroad = costs.data.allowed_by_default ? '' : ` (${countryName(country)})`;
    return `about ${formatMoney(micros, 'USD')} a person${abroad}${all}${mode === 'sandbox' ? ', if it were live' : ''}`;
  };
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {encoding === 'GSM-7' ? 'Plain characters (GSM-7)' : 'Unicode characters (UCS-2)'}: {words()}
    </Text>
  );
}
