import { Stack } from '@mantine/core';
import { consentApi } from '@tidings/core/contract/consent';
import { ConsentReport } from '../../features/consent/ConsentReport.tsx';
import { DoubleOptInForm } from '../../features/consent/DoubleOptInForm.tsx';
import { useApi } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** Who agreed to get texts, what proves it, and who is asked first. */
export function ConsentPage() {
  const report = useApi(consentApi.getConsentReport, { topics: ['contacts'] });
  const settings = useApi(consentApi.getDoubleOptIn, { topics: ['workspace'] });
  return (
    <>
      <PageHeader title="Consent" subtitle="Who agreed to get texts, what proves it, and who is asked for a YES first." />
      <Stack gap="lg">
        {report.data !== undefined ? (
          <ConsentReport report={report.data} />
        ) : report.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState error={report.error} onRetry={() => void report.refetch()} />
        )}
        {settings.data !== undefined ? (
          <DoubleOptInForm key={JSON.stringify(settings.data.settings)} answer={settings.data} />
        ) : settings.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
        )}
      </Stack>
    </>
  );
}
