import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { type Costs, costsApi } from '@tidings/core/contract/costs';
import { plural, roughMoney } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

/** Says that people wait for money, and lets an admin go on with one press. */
export function LimitReached({ progress }: { progress: BroadcastProgress }) {
  const { hold } = progress.cost;
  const costs = useApi(costsApi.getCosts, { topics: ['workspace'], enabled: hold !== null });
  const may = useMay('workspace:manage');
  const path = usePath();
  const raise = useApiMutation(costsApi.updateCosts, {
    invalidates: ['workspace', 'broadcasts'],
    onSuccess: () => notifyDone('Raised. It goes on.'),
    onError: notifyError,
  });
  if (hold === null) return null;
  const field = hold.period === 'daily' ? 'daily_limit_micros' : 'monthly_limit_micros';
  const wanted = costs.data && limitFor(costs.data, progress);
  return (
    <Alert icon={<IconHandStop size={20} />} color="amber" title={`The ${hold.period} spending limit is reached`} role="status">
      <Stack gap="sm">
        <Text size="sm">
          {plural(progress.waiting, 'person waits', 'people wait')}. It goes on by itself when a new{' '}
          {hold.period === 'daily' ? 'day' : 'month'} begins, or as soon as the limit is raised.
        </Text>
        <Group gap="sm">
          {may && wanted !== undefined && (
            <Button size="compact-md" loading={raise.isPending} onClick={() => raise.mutate({ body: { [field]: wanted } })}>
              Raise it to {roughMoney(wanted)}
            </Button>
          )}
          <AppLink to={path('settings/costs')} inherit>
            {may ? 'Set another limit' : 'See the limit'}
          </AppLink>
        </Group>
      </Stack>
    </Alert>
  );
}

/** Enough for everybody who still waits, a little more than expected, in whole dollars. */
function limitFor(costs: Costs, { cost, counts, waiting }: BroadcastProgress): number {
  const spent = cost.hold?.period === 'daily' ? costs.spent.today_micros : costs.spent.month_micros;
  const limit = (cost.hold?.period === 'daily' ? costs.daily_limit_micros : costs.monthly_limit_micros) ?? 0;
  const gone = counts.accepted + counts.sent + counts.delivered + counts.failed + counts.unknown;
  const each = gone > 0 ? cost.expected_micros / gone : (cost.forecast_micros ?? 0) / Math.max(1, waiting);
  const enough = Math.max(limit, spent) + each * waiting * 1.1;
  return Math.ceil(enough / 1_000_000) * 1_000_000;
}
