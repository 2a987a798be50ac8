import { Group, Table, Text } from '@mantine/core';
import type { ConsentCount, consentApi } from '@tidings/core/contract/consent';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import { formatNumber } from '../../lib/format.ts';
import { usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';

type Report = AnswerOf<(typeof consentApi)['getConsentReport']>;

const consents = { yes: 'Agreed', no: 'Declined', unknown: 'Not asked' } as const;
const purposes = { all: 'All texts', informational: 'Information only' } as const;
const sources: Readonly<Record<string, string>> = {
  member: 'Entered by a member',
  api: 'Passed on by a program',
  import: 'Import',
  keyword: 'Text message',
  meaning: 'What they wrote',
  double_opt_in: 'Their YES',
  form: 'Form',
  delivery_failure: 'Told by the carrier',
  sample: 'Sample people',
};

/** How many people agreed to what, from where that is known, and whose consent nothing proves. */
export function ConsentReport({ report }: { report: Report }) {
  const path = usePath();
  const unproven = report.counts.reduce((sum, one) => sum + one.without_evidence, 0);
  return (
    <Section title="Who agreed" subtitle="Everybody in your contacts, by their last word.">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, and must by keyboard */}
      <section tabIndex={0} aria-label="People by consent" style={{ overflowX: 'auto' }}>
        <Table miw={420}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Consent</Table.Th>
              <Table.Th>To</Table.Th>
              <Table.Th>Known from</Table.Th>
              <Table.Th ta="right">People</Table.Th>
              <Table.Th ta="right">Without evidence</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.counts.map((one) => (
              <Table.Tr key={`${one.consent} ${one.purpose} ${one.source}`}>
                <Table.Td>{consents[one.consent]}</Table.Td>
                <Table.Td>{one.purpose === null ? '' : purposes[one.purpose]}</Table.Td>
                <Table.Td>{sourceWords(one)}</Table.Td>
                <Table.Td ta="right">{formatNumber(one.n)}</Table.Td>
                <Table.Td ta="right">{one.consent === 'yes' ? formatNumber(one.without_evidence) : ''}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {report.counts.length === 0 && <Text c="dimmed">There are no contacts yet.</Text>}
      <Group gap="lg" mt="md">
        {unproven > 0 && (
          <AppLink to={path('contacts?consent=unproven')}>{formatNumber(unproven)} agreed, and nothing says how: see who</AppLink>
        )}
        {report.pending > 0 && (
          <AppLink to={path('contacts?consent=awaited')}>{formatNumber(report.pending)} asked, no answer yet: see who</AppLink>
        )}
      </Group>
    </Section>
  );
}

function sourceWords({ consent, source }: ConsentCount): string {
  if (source !== null) return sources[source] ?? source;
  return consent === 'unknown' ? '' : 'Not recorded';
}
