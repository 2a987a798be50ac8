import { Table, Text } from '@mantine/core';
import type { Costs, CountryPrice } from '@tidings/core/contract/costs';
import { formatDate, formatMoney } from '../../lib/format.ts';
import { countryName } from '../../lib/places.ts';
import { basisWords } from '../../lib/price-words.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Costs.module.css';

/** What a text costs in each country that is allowed, and how that is known. */
export function PricesSection({ costs }: { costs: Costs }) {
  const known = new Map(costs.prices.map((price) => [price.country, price]));
  const rows = costs.allowed_countries
    .map((country) => ({ country, name: countryName(country), price: known.get(country) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Section
      title="Prices"
      subtitle="Of one segment, in the countries that are allowed. What your provider charges for your own messages replaces what is assumed."
      flush
    >
      <div className={classes.scroll}>
        <Table verticalSpacing="sm" horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Country</Table.Th>
              <Table.Th className={classes.number}>A segment</Table.Th>
              <Table.Th>How it is known</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ country, name, price }) => (
              <Table.Tr key={country}>
                <Table.Td>{name}</Table.Td>
                <Table.Td className={classes.number}>
                  {price === undefined ? 'Unknown' : formatMoney(price.micros + price.surcharge_micros, 'USD')}
                </Table.Td>
                <Table.Td>
                  <Known price={price} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}

function Known({ price }: { price: CountryPrice | undefined }) {
  if (price === undefined) return <>Not known until the first message was charged</>;
  return (
    <>
      {basisWords[price.basis]}, {formatDate(`${price.as_of}T12:00:00Z`)}
      {price.surcharge_micros > 0 && (
        <Text size="sm" c="dimmed">
          with {formatMoney(price.surcharge_micros, 'USD')} that carriers add
        </Text>
      )}
    </>
  );
}
