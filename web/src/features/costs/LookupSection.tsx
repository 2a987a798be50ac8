import { Stack, Switch, Text } from '@mantine/core';
import type { Costs } from '@tidings/core/contract/costs';
import { formatMoney } from '../../lib/format.ts';
import { useMay } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Section } from '../../ui/Section.tsx';
import { useSaveCosts } from './use-save-costs.ts';

/** Whether numbers are looked up before their first message. */
export function LookupSection({ costs }: { costs: Costs }) {
  const may = useMay('workspace:manage');
  const save = useSaveCosts();
  const each = costs.lookup_micros;
  const toggle = async (on: boolean) => {
    const sure =
      !on ||
      (await confirm({
        title: 'Look numbers up before their first message?',
        words: `Your provider bills every lookup: ${each === null ? 'its price is not known here' : `about ${formatMoney(each, 'USD')} per number, about ${formatMoney(each * 1_000, 'USD')} per 1,000`}. Each number is asked about once in ${costs.lookup_days} days. The confirm page of a broadcast says how many are new, and what that costs.`,
        confirmLabel: 'Switch on',
      }));
    if (sure) save.mutate({ body: { lookups: on } });
  };
  return (
    <Section title="Landlines">
      <Stack gap="xs" maw={640}>
        <Switch
          label="Look numbers up before their first message"
          description="Landlines cannot get texts, and each try is billed. Looked up, they are skipped and put on the do-not-contact list, with the answer as evidence."
          checked={costs.lookups}
          disabled={!may || save.isPending}
          onChange={(event) => void toggle(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed">
          {each === null
            ? 'What a lookup costs is not known for your provider.'
            : `A lookup costs about ${formatMoney(each, 'USD')}.`}{' '}
          An answer is good for {costs.lookup_days} days. When nobody answers, the broadcast goes out all the same and says so.
        </Text>
      </Stack>
    </Section>
  );
}
