import { Stack } from '@mantine/core';
import { costsApi } from '@tidings/core/contract/costs';
import { CountriesSection } from '../../features/costs/CountriesSection.tsx';
import { LimitsSection } from '../../features/costs/LimitsSection.tsx';
import { LookupSection } from '../../features/costs/LookupSection.tsx';
import { PricesSection } from '../../features/costs/PricesSection.tsx';
import { useApi } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** Where messages may go, what they cost, and when to stop. */
export function CostsPage() {
  const costs = useApi(costsApi.getCosts, { topics: ['workspace', 'connections'], refetchInterval: 30_000 });
  const { data, error } = costs;
  return (
    <>
      <PageHeader title="Costs and countries" subtitle="Where messages may go, what they cost, and when to stop." />
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void costs.refetch()} />}
      {data === undefined && error === null && <LoadingState rows={6} />}
      {data !== undefined && (
        <Stack gap="lg">
          {/* A change that somebody else saved shows up; what one is typing is not overwritten by what was spent meanwhile. */}
          <CountriesSection key={data.allowed_countries.join()} costs={data} />
          <LimitsSection key={`${data.daily_limit_micros}|${data.monthly_limit_micros}|${data.ask_above_micros}`} costs={data} />
          <LookupSection costs={data} />
          <PricesSection costs={data} />
        </Stack>
      )}
    </>
  );
}
