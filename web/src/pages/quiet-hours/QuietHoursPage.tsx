import { quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { QuietHoursForm } from '../../features/quiet-hours/QuietHoursForm.tsx';
import { useApi } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** When people may be texted, and how often. */
export function QuietHoursPage() {
  const settings = useApi(quietHoursApi.getQuietHours, { topics: ['workspace'] });
  return (
    <>
      <PageHeader
        title="Quiet hours"
        subtitle="When people may be texted, and how often. It holds for everything that goes to many."
      />
      {settings.data === undefined ? (
        settings.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
        )
      ) : (
        <QuietHoursForm key={JSON.stringify(settings.data)} saved={settings.data} />
      )}
    </>
  );
}
