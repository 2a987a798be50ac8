import { Button, Tabs } from '@mantine/core';
import { IconArchive, IconColumns, IconPencil, IconPlus, IconSend, IconUsersPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { fieldsApi } from '@tidings/core/contract/fields';
import { type List, listsApi } from '@tidings/core/contract/lists';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import { RulesFilter } from '../../features/audiences/RulesFilter.tsx';
import { ContactFormModal } from '../../features/contacts/ContactFormModal.tsx';
import { ContactsBrowser } from '../../features/contacts/ContactsBrowser.tsx';
import type { ChoosableColumn } from '../../features/contacts/contact-columns.tsx';
import { ContactListState } from '../../features/contacts/list-state.ts';
import { DetailCell } from '../../features/lists/DetailCell.tsx';
import { DetailsModal } from '../../features/lists/DetailsModal.tsx';
import { ListFormModal } from '../../features/lists/ListFormModal.tsx';
import { listFacts } from '../../features/lists/list-words.ts';
import { SetDetails } from '../../features/lists/SetDetails.tsx';
import { useArchiveList } from '../../features/lists/use-archive-list.ts';
import { SignUpTab } from '../../features/sign-ups/SignUpTab.tsx';
import { SourceTab } from '../../features/sources/SourceTab.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink, ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

const Search = z.object({
  tab: z.enum(['people', 'source', 'sign-up']).default('people'),
  sync: z.uuid().optional(),
  source: z.uuid().optional(),
});

/** One list and the people in it. */
export function ListPage() {
  const { listId = '' } = useParams({ strict: false }) as { listId?: string };
  const path = usePath();
  const list = useApi(listsApi.getList, { params: { list_id: listId }, topics: ['lists', 'contacts'] });
  useTitle(list.data?.name, 'Lists');
  const gone = list.error instanceof ApiError && [400, 404].includes(list.error.status);
  if (gone || (list.data !== undefined && list.data.archived_at !== null)) {
    return (
      <EmptyState
        title="This list is not in use"
        words="It may have been archived; archived lists can be restored."
        action={<ButtonLink to={path('lists?show=archived')}>Archived lists</ButtonLink>}
      />
    );
  }
  if (list.data !== undefined) return <People list={list.data} />;
  return list.error === null ? <LoadingState rows={8} /> : <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
}

function People({ list }: { list: List }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const path = usePath();
  const may = { imports: useMay('contacts:import'), change: useMay('lists:write') };
  const [{ tab, sync, source }, setSearch] = useSearchState(Search);
  const close = () => setDialog(null);
  return (
    <>
      <PageHeader
        title={<bdi>{list.name}</bdi>}
        subtitle={<Facts list={list} />}
        breadcrumbs={[
          { label: 'Contacts', to: path('contacts') },
          { label: 'Lists', to: path('lists') },
        ]}
        actions={<Actions list={list} onOpen={setDialog} />}
      />
      {(may.imports || may.change) && (
        <Tabs
          value={tab}
          onChange={(value) =>
            setSearch({ tab: Search.shape.tab.catch('people').parse(value), sync: undefined, source: undefined })
          }
          mb="md"
        >
          <Tabs.List aria-label="About this list">
            <Tabs.Tab value="people">People</Tabs.Tab>
            {may.imports && <Tabs.Tab value="source">Source</Tabs.Tab>}
            {may.change && <Tabs.Tab value="sign-up">Sign-up</Tabs.Tab>}
          </Tabs.List>
        </Tabs>
      )}
      {may.imports && tab === 'source' ? (
        <SourceTab
          listId={list.id}
          opened={sync}
          onOpen={(id) => setSearch({ sync: id })}
          chosen={source}
          onChoose={(id) => setSearch({ source: id, sync: undefined })}
        />
      ) : may.change && tab === 'sign-up' ? (
        <SignUpTab list={list} />
      ) : (
        <Listed list={list} onAdd={() => setDialog('add')} />
      )}
      <DetailsModal opened={dialog === 'details'} list={list} onClose={close} />
      <ListFormModal opened={dialog === 'edit'} list={list} onClose={close} onDone={close} />
      <ContactFormModal
        opened={dialog === 'add'}
        contact={null}
        listId={list.id}
        onClose={close}
        onDone={(contact) => {
          close();
          notifyDone(`${contact.name} added to ${list.name}`);
        }}
      />
    </>
  );
}

type Dialog = 'edit' | 'add' | 'details';

/** How many, what for, and the event with the way to it. */
function Facts({ list }: { list: List }) {
  const path = usePath();
  const facts = listFacts({ ...list, event: null });
  return (
    <>
      {plural(list.contacts, 'person', 'people')}
      {list.event !== null && (
        <>
          {' · Registered for '}
          <AppLink underline="always" to={path(`events/${list.event.id}`)}>
            {list.event.name}
          </AppLink>
        </>
      )}
      {[...facts, ...(list.description === null ? [] : [list.description])].map((fact) => ` · ${fact}`)}
    </>
  );
}

/** The details of the list as columns, each to be changed in its place. */
function detailColumns(list: List): ChoosableColumn[] {
  return list.fields.map((field, at) => ({
    key: `entry:${field.key}`,
    label: field.label,
    header: field.label,
    // More of them would leave no room for the name.
    usual: at < 3,
    width: 120,
    render: (contact) => <DetailCell listId={list.id} field={field} contact={contact} />,
  }));
}

function Listed({ list, onAdd }: { list: List; onAdd: () => void }) {
  const path = usePath();
  const [, setState] = useSearchState(ContactListState);
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 });
  const columns = useMemo(() => detailColumns(list), [list]);
  const mayChange = useMay('lists:write');
  const may = { add: useMay('contacts:write'), imports: useMay('contacts:import') };
  return (
    <ContactsBrowser
      listId={list.id}
      moreColumns={columns}
      moreFilters={(filter) => (
        <RulesFilter
          filter={filter}
          fields={fields.data?.items ?? []}
          onChange={(rules) => setState({ rules: rules === undefined ? undefined : JSON.stringify(rules) })}
        />
      )}
      {...(mayChange
        ? {
            moreActions: (target, count, onDone) => <SetDetails list={list} target={target} count={count} onDone={onDone} />,
          }
        : {})}
      empty={
        <EmptyState
          icon={<IconUsersPlus size={26} stroke={1.5} />}
          title="Nobody is in this list yet"
          words="Tick people in the contacts and choose List, add somebody new, or import a file straight into it."
          action={
            <>
              <ButtonLink to={path('contacts')}>Choose from the contacts</ButtonLink>
              {may.add && (
                <Button variant="default" onClick={onAdd}>
                  Add somebody new
                </Button>
              )}
              {may.imports && (
                <>
                  <ButtonLink variant="subtle" to={path(`contacts/import?list=${list.id}`)}>
                    Import a file
                  </ButtonLink>
                  <ButtonLink variant="subtle" to={path(`lists/${list.id}/source`)}>
                    Connect a sheet
                  </ButtonLink>
                </>
              )}
            </>
          }
        />
      }
    />
  );
}

function Actions({ list, onOpen }: { list: List; onOpen: (dialog: Dialog) => void }) {
  const path = usePath();
  const go = useGo();
  const { archive, isPending } = useArchiveList(() => go(path('lists')));
  const may = { change: useMay('lists:write'), add: useMay('contacts:write'), send: useMay('broadcasts:write') };
  return (
    <>
      {may.change && (
        <>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconArchive size={17} stroke={1.7} />}
            loading={isPending}
            onClick={() => archive(list)}
          >
            Archive
          </Button>
          <Button variant="default" leftSection={<IconColumns size={17} stroke={1.7} />} onClick={() => onOpen('details')}>
            Details
          </Button>
          <Button variant="default" leftSection={<IconPencil size={17} stroke={1.7} />} onClick={() => onOpen('edit')}>
            Edit
          </Button>
        </>
      )}
      {may.add && (
        <Button variant="default" leftSection={<IconPlus size={17} stroke={1.7} />} onClick={() => onOpen('add')}>
          Add contact
        </Button>
      )}
      {may.send && list.contacts > 0 && (
        <ButtonLink to={path(`broadcasts/new?list=${list.id}`)} leftSection={<IconSend size={17} stroke={1.7} />}>
          Send message
        </ButtonLink>
      )}
    </>
  );
}
