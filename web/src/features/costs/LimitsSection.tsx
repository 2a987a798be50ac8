import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { Costs } from '@tidings/core/contract/costs';
import { useState } from 'react';
import { roughMoney } from '../../lib/format.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Section } from '../../ui/Section.tsx';
import { MoneyInput } from './MoneyInput.tsx';
import { useSaveCosts } from './use-save-costs.ts';

/** What may be spent, and what was. */
export function LimitsSection({ costs }: { costs: Costs }) {
  const may = useMay('workspace:manage');
  const { mode } = useWorkspace();
  const [daily, setDaily] = useState(costs.daily_limit_micros);
  const [monthly, setMonthly] = useState(costs.monthly_limit_micros);
  const [ask, setAsk] = useState(costs.ask_above_micros);
  const save = useSaveCosts('Saved. What waited for a limit goes on if the new one leaves room.');
  const changed = daily !== costs.daily_limit_micros || monthly !== costs.monthly_limit_micros || ask !== costs.ask_above_micros;
  return (
    <Section
      title="Spending limits"
      subtitle={`Counted from the forecast of each text, and corrected by what the provider charges.${mode === 'sandbox' ? ' What is played in the sandbox is counted as if it were live, and apart.' : ''}`}
    >
      <Stack gap="lg" maw={640}>
        {costs.hold !== null && (
          <Alert icon={<IconHandStop size={20} />} color="amber" title={`The ${costs.hold.period} limit is reached`}>
            Broadcasts wait until it is raised or a new {costs.hold.period === 'daily' ? 'day' : 'month'} begins. Replies still
            go.
          </Alert>
        )}
        <Stack gap="xs">
          <Spent label="Spent today" micros={costs.spent.today_micros} limit={costs.daily_limit_micros} />
          <Spent label="Spent this month" micros={costs.spent.month_micros} limit={costs.monthly_limit_micros} />
        </Stack>
        <Stack gap="md">
          <MoneyInput
            label="Most per day"
            description="Reached, broadcasts wait until the next day, in the workspace’s time zone. Replies still go."
            value={daily}
            onChange={setDaily}
            disabled={!may}
          />
          <MoneyInput
            label="Most per month"
            description="The same for the calendar month."
            value={monthly}
            onChange={setMonthly}
            disabled={!may}
          />
          <MoneyInput
            label="Ask me above"
            description="A broadcast with a dearer forecast is sent only when its sum is accepted."
            value={ask}
            onChange={setAsk}
            disabled={!may}
          />
        </Stack>
        {may ? (
          <Group>
            <Button
              loading={save.isPending}
              disabled={!changed}
              onClick={() =>
                save.mutate({ body: { daily_limit_micros: daily, monthly_limit_micros: monthly, ask_above_micros: ask } })
              }
            >
              Save limits
            </Button>
          </Group>
        ) : (
          <Text c="dimmed">Admins change this.</Text>
        )}
      </Stack>
    </Section>
  );
}

function Spent({ label, micros, limit }: { label: string; micros: number; limit: number | null }) {
  if (limit === null) {
    return (
      <Text size="sm">
        {label}: {roughMoney(micros)}. There is no limit.
      </Text>
    );
  }
  const share = limit === 0 ? 1 : micros / limit;
  return (
    <Meter
      label={label}
      value={micros}
      max={limit}
      tone={share >= 1 ? 'danger' : share >= 0.8 ? 'warning' : 'info'}
      words={`${label}: ${roughMoney(micros)} of ${roughMoney(limit)}`}
    />
  );
}
