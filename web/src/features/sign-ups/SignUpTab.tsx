import { Stack } from '@mantine/core';
import { formsApi } from '@tidings/core/contract/forms';
import type { List } from '@tidings/core/contract/lists';
import { useApi } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { FormEditor } from './FormEditor.tsx';
import { KeywordsSection } from './KeywordsSection.tsx';

/** How people put themselves on a list: a word that they text, and a public page. */
export function SignUpTab({ list }: { list: List }) {
  const form = useApi(formsApi.getForm, { params: { list_id: list.id } });
  return (
    <Stack gap="md">
      <KeywordsSection list={list} />
      {form.data !== undefined ? (
        <FormEditor listId={list.id} answer={form.data} onSaved={() => void form.refetch()} />
      ) : form.error === null ? (
        <LoadingState rows={6} />
      ) : (
        <ErrorState error={form.error} onRetry={() => void form.refetch()} />
      )}
    </Stack>
  );
}
