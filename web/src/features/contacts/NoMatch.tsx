import { Button } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { EmptyState } from '../../ui/ListStates.tsx';
import { type ContactListState, noFilters } from './list-state.ts';

/** Nobody matches the filters. */
export function NoMatch({ state, onChange }: { state: ContactListState; onChange: (patch: Partial<ContactListState>) => void }) {
  const words =
    state.search === ''
      ? 'Nobody matches all of these filters.'
      : `Nobody’s name, number, e-mail or company has “${state.search}” in it.`;
  return (
    <EmptyState
      icon={<IconUserSearch size={26} stroke={1.5} />}
      title="Nobody found"
      words={words}
      action={
        <Button variant="default" onClick={() => onChange(noFilters)}>
          Clear search and filters
        </Button>
      }
    />
  );
}
