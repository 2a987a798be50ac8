import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { KeywordTextsForm } from '../../features/suppressions/KeywordTextsForm.tsx';
import { useApi } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** What people get when they text STOP, START or HELP. */
export function KeywordTextsPage() {
  const texts = useApi(suppressionsApi.getKeywordTexts, { topics: ['workspace'] });
  return (
    <>
      <PageHeader
        title="STOP and HELP"
        subtitle="These words always work, whatever else you send: carriers and the law ask for it. Here is what people get in answer."
      />
      {texts.data === undefined ? (
        texts.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState error={texts.error} onRetry={() => void texts.refetch()} />
        )
      ) : (
        <KeywordTextsForm answer={texts.data} />
      )}
    </>
  );
}
