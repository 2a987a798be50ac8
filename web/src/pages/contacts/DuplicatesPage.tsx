import { Duplicates } from '../../features/people/Duplicates.tsx';
import { usePath } from '../../lib/workspace.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** People who may be here twice. */
export function DuplicatesPage() {
  const path = usePath();
  return (
    <>
      <PageHeader
        title="Possible duplicates"
        subtitle="Contacts that may be one person. Merging keeps everything of both, and can be undone."
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
      />
      <Duplicates />
    </>
  );
}
