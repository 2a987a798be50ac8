import { Select, Text } from '@mantine/core';
import type { ContactFilter } from '@tidings/core/contract/contact-filter';
import { type ContactSort, type ContactTarget, contactSorts } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import { type ReactNode, useMemo } from 'react';
import { plural } from '../../lib/format.ts';
import { useApi, useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ListStates } from '../../ui/ListStates.tsx';
import { SelectionBar } from '../../ui/StickyBar.tsx';
import type { Selected } from '../../ui/selection.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useSelection } from '../../ui/use-selection.ts';
import { BulkActions } from './BulkActions.tsx';
import { BulkProgress } from './BulkProgress.tsx';
import { ColumnChooser, useChosenColumns } from './ColumnChooser.tsx';
import { type ChoosableColumn, contactColumns } from './contact-columns.tsx';
import { FilterBar } from './FilterBar.tsx';
import { ContactListState, filterOf, isFiltered, queryOf } from './list-state.ts';
import { NoMatch } from './NoMatch.tsx';
import { useGroups } from './use-groups.ts';

interface ContactsBrowserProps {
  /** Only the people of this list. */
  readonly listId?: string;
  /** Further ways to filter, given all filters as they are. */
  readonly moreFilters?: (filter: ContactFilter) => ReactNode;
  /** Columns of this list beside those of every contact; shown until somebody chooses otherwise. */
  readonly moreColumns?: readonly ChoosableColumn[];
  /** What else can be done with the ticked people. */
  readonly moreActions?: (target: ContactTarget, count: number, onDone: () => void) => ReactNode;
  /** Shown when there is nobody at all. */
  readonly empty: ReactNode;
}

const sortWords: Readonly<Record<ContactSort, string>> = {
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  '-added': 'Newest first',
  added: 'Oldest first',
  '-updated': 'Changed last',
  updated: 'Unchanged longest',
};

const noColumns: readonly ChoosableColumn[] = [];

/** People to search, filter, tick and act on. Everything that narrows the list is in the URL. */
export function ContactsBrowser({ listId, moreFilters, moreColumns = noColumns, moreActions, empty }: ContactsBrowserProps) {
  const [state, setState] = useSearchState(ContactListState);
  const { country } = useWorkspace();
  const path = usePath();
  const groups = useGroups();
  const filter = queryOf(state, listId);
  const pages = useApiPages(contactsApi.listContacts, { query: { ...filter, sort: state.sort }, topics: ['contacts'] });
  const counted = useApi(contactsApi.countContacts, { query: filter, topics: ['contacts'], keepPrevious: true });
  const selection = useSelection(filter);
  const all = selection.selected.mode === 'all';
  const needsExact = counted.data?.exact === false && (all || selection.count(0) > 0);
  const exact = useApi(contactsApi.countContacts, {
    query: { ...filter, exact: 'true' },
    topics: ['contacts'],
    enabled: needsExact,
  });
  const total = counted.data?.exact === true ? counted.data.count : exact.data?.count;
  const columns = useMemo(() => {
    const [name, phone, ...rest] = contactColumns(country, groups.fields);
    // Where there are columns of the list, those that matter less there make room.
    const others = moreColumns.length === 0 ? rest : rest.map((one) => (one.key === 'texts' ? one : { ...one, usual: false }));
    return [name, phone, ...moreColumns, ...others].filter((one) => one !== undefined);
  }, [country, groups.fields, moreColumns]);
  const chooser = useChosenColumns(columns, listId);
  // With nobody there, filters would only be in the way of the first step.
  const nobody = counted.data?.count === 0 && !isFiltered(state);
  // What is merely looked at need not be ticked.
  const mayAct = [useMay('broadcasts:write'), useMay('lists:write'), useMay('contacts:export')].some(Boolean);
  return (
    <>
      <BulkProgress />
      {!nobody && (
        <FilterBar
          state={state}
          onChange={setState}
          groups={groups}
          withoutList={listId !== undefined}
          more={moreFilters?.(filterOf(state, listId))}
        >
          <Text c="dimmed" size="sm" role="status">
            {counted.data === undefined
              ? ''
              : `${counted.data.exact ? '' : 'over '}${plural(counted.data.count, 'person', 'people')}`}
          </Text>
          <Select
            aria-label="Sort"
            w={160}
            allowDeselect={false}
            value={state.sort}
            data={contactSorts.map((value) => ({ value, label: sortWords[value] }))}
            onChange={(next) => setState({ sort: contactSorts.find((one) => one === next) })}
          />
          <ColumnChooser all={columns} {...chooser} />
        </FilterBar>
      )}
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={isFiltered(state) ? <NoMatch state={state} onChange={setState} /> : empty}
      >
        <DataTable
          label="Contacts"
          rows={pages.items}
          columns={chooser.shown}
          rowId={(one) => one.id}
          rowName={(one) => one.name}
          rowHref={(one) => path(`contacts/${one.id}`)}
          more={pages}
          {...(mayAct ? { selection } : {})}
          {...(total === undefined ? {} : { total })}
        />
      </ListStates>
      <SelectionBar selection={selection} one="person" many="people" {...(total === undefined ? {} : { total })}>
        <BulkActions
          target={targetOf(selection.selected, filterOf(state, listId))}
          count={selection.count(total ?? 0)}
          groups={groups}
          listId={listId}
          onDone={selection.clear}
        />
        {moreActions?.(targetOf(selection.selected, filterOf(state, listId)), selection.count(total ?? 0), selection.clear)}
      </SelectionBar>
    </>
  );
}

function targetOf(selected: Selected, filter: ReturnType<typeof filterOf>): ContactTarget {
  return selected.mode === 'some' ? { ids: [...selected.ids] } : { filter, except_ids: [...selected.except] };
}
