import { Button, Tabs } from '@mantine/core';
import { IconArchive, IconPencil, IconPlus, IconSend, IconUsersPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { type List, listsApi } from '@tidings/core/contract/lists';
import { useState } from 'react';
import { z } from 'zod';
import { ContactFormModal } from '../../features/contacts/ContactFormModal.tsx';
import { ContactsBrowser } from '../../features/contacts/ContactsBrowser.tsx';
import { ListFormModal } from '../../features/lists/ListFormModal.tsx';
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
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

const Search = z.object({ tab: z.enum(['people', 'source', 'sign-up']).default('people'), sync: z.uuid().optional() });

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
  const [dialog, setDialog] = useState<'edit' | 'add' | null>(null);
  const path = usePath();
  const may = { imports: useMay('contacts:import'), change: useMay('lists:write') };
  const [{ tab, sync }, setSearch] = useSearchState(Search);
  const close = () => setDialog(null);
  return (
    <>
      <PageHeader
        title={<bdi>{list.name}</bdi>}
        subtitle={[plural(list.contacts, 'person', 'people'), list.description].filter(Boolean).join(' · ')}
        breadcrumbs={[
          { label: 'Contacts', to: path('contacts') },
          { label: 'Lists', to: path('lists') },
        ]}
        actions={<Actions list={list} onOpen={setDialog} />}
      />
      {(may.imports || may.change) && (
        <Tabs
          value={tab}
          onChange={(value) => setSearch({ tab: Search.shape.tab.catch('people').parse(value), sync: undefined })}
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
        <SourceTab listId={list.id} opened={sync} onOpen={(id) => setSearch({ sync: id })} />
      ) : may.change && tab === 'sign-up' ? (
        <SignUpTab list={list} />
      ) : (
        <Listed list={list} onAdd={() => setDialog('add')} />
      )}
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

function Listed({ list, onAdd }: { list: List; onAdd: () => void }) {
  const path = usePath();
  const may = { add: useMay('contacts:write'), imports: useMay('contacts:import') };
  return (
    <ContactsBrowser
      listId={list.id}
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

function Actions({ list, onOpen }: { list: List; onOpen: (dialog: 'edit' | 'add') => void }) {
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
