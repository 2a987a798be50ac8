import { Stack } from '@mantine/core';
import { z } from 'zod';
import { ChooseFile } from '../../features/imports/ChooseFile.tsx';
import { EarlierImports } from '../../features/imports/EarlierImports.tsx';
import { StepBar } from '../../features/imports/StepBar.tsx';
import { useGo } from '../../lib/navigate.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { usePath } from '../../lib/workspace.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

const Search = z.object({ list: z.uuid().optional() });

/** The first step of an import: the file. */
export function NewImportPage() {
  const path = usePath();
  const go = useGo();
  const [{ list }] = useSearchState(Search);
  return (
    <>
      <PageHeader
        title="Import people"
        subtitle="From an Excel or CSV file, in whatever shape it comes. Nothing is stored before you have seen the preview."
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
      />
      <StepBar step="file" />
      <Stack gap="md">
        <Section>
          <ChooseFile onDone={(id) => go(path(`contacts/imports/${id}${list === undefined ? '' : `?list=${list}`}`))} />
        </Section>
        <EarlierImports />
      </Stack>
    </>
  );
}
