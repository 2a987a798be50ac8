import { useParams } from '@tanstack/react-router';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { useState } from 'react';
import { z } from 'zod';
import { ColumnsStep } from '../../features/imports/ColumnsStep.tsx';
import { columnsOnly, draftOf, guessedDraft } from '../../features/imports/import-draft.ts';
import { PeopleStep } from '../../features/imports/PeopleStep.tsx';
import { PreviewStep } from '../../features/imports/PreviewStep.tsx';
import { RecalledNotice } from '../../features/imports/RecalledNotice.tsx';
import { ResultStep } from '../../features/imports/ResultStep.tsx';
import { ShapeBar } from '../../features/imports/ShapeBar.tsx';
import { StepBar } from '../../features/imports/StepBar.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** One import, from its columns to what came of it. */
export function ImportPage() {
  const { importId = '' } = useParams({ strict: false }) as { importId?: string };
  const path = usePath();
  const one = useApi(importsApi.getImport, { params: { import_id: importId }, topics: ['imports'], topicId: importId });
  useTitle(one.data?.file_name, 'Import');
  const gone = one.error instanceof ApiError && [400, 404].includes(one.error.status);
  if (gone || one.data?.state === 'new') {
    return (
      <EmptyState
        title="This import has no file"
        words="The upload was not finished. Begin again with the file."
        action={<ButtonLink to={path('contacts/import')}>Choose a file</ButtonLink>}
      />
    );
  }
  if (one.data === undefined) {
    return one.error === null ? <LoadingState rows={8} /> : <ErrorState error={one.error} onRetry={() => void one.refetch()} />;
  }
  return (
    <>
      <PageHeader
        title="Import people"
        breadcrumbs={[
          { label: 'Contacts', to: path('contacts') },
          { label: 'Imports', to: path('contacts/import') },
        ]}
      />
      {one.data.state === 'ready' ? (
        // Another way of reading the file means other columns: the draft starts anew.
        <Preparing key={JSON.stringify(one.data.shape)} one={one.data} />
      ) : (
        <>
          <StepBar step="result" />
          <ResultStep one={one.data} />
        </>
      )}
    </>
  );
}

const Search = z.object({ step: z.enum(['columns', 'people', 'preview']).default('columns'), list: z.uuid().optional() });

/** The steps before the start. Each is saved when it is left, so that the work can be gone on with later. */
function Preparing({ one }: { one: Import }) {
  const { country } = useWorkspace();
  const [{ step: wanted, list }, setSearch] = useSearchState(Search);
  const [draft, setDraft] = useState<ImportMapping>(() => draftOf(one, country, list));
  const [guessed, setGuessed] = useState(false);
  const save = useApiMutation(importsApi.setImportMapping, { invalidates: ['imports'] });
  const start = useApiMutation(importsApi.startImport, { invalidates: ['imports'], idempotent: true });
  const change = (next: ImportMapping) => {
    // What was refused may be right now.
    if (save.error !== null) save.reset();
    setDraft(next);
  };
  const step = wanted === 'preview' && one.mapping === null ? 'columns' : wanted;
  const params = { import_id: one.id };
  const show = (next: typeof wanted) => {
    save.reset();
    setSearch({ step: next }, { push: true });
    window.scrollTo({ top: 0 });
  };
  const saveAnd = (mapping: ImportMapping, next: typeof wanted) => {
    void save.mutateAsync({ params, body: mapping }).then(
      () => show(next),
      () => undefined,
    );
  };
  return (
    <>
      <StepBar step={step} onStep={(next) => (next === 'columns' || next === 'people') && show(next)} />
      {step === 'columns' && (
        <ColumnsStep
          one={one}
          above={
            <>
              <ShapeBar one={one} />
              {one.mapping === null && one.recalled !== null && !guessed && (
                <RecalledNotice
                  recalled={one.recalled}
                  onForget={() => {
                    setGuessed(true);
                    change(guessedDraft(one, country, list));
                  }}
                />
              )}
            </>
          }
          draft={draft}
          onDraft={change}
          // How they agreed is asked on the next page; here only the columns are checked.
          onNext={() => saveAnd(columnsOnly(draft), 'people')}
          isSaving={save.isPending}
          error={save.error}
        />
      )}
      {step === 'people' && (
        <PeopleStep
          columns={one.columns}
          draft={draft}
          onDraft={change}
          onBack={() => show('columns')}
          onNext={() => saveAnd(draft, 'preview')}
          isSaving={save.isPending}
          error={save.error}
        />
      )}
      {step === 'preview' && (
        <PreviewStep
          one={one}
          onBack={() => show('people')}
          onStart={() => start.mutate({ params })}
          isStarting={start.isPending}
          error={start.error}
        />
      )}
    </>
  );
}
