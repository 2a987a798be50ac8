import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowsJoin,
  IconDots,
  IconDownload,
  IconMoodSmile,
  IconPlus,
  IconTrash,
  IconUpload,
  IconUsers,
} from '@tabler/icons-react';
import { contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { useState } from 'react';
import { z } from 'zod';
import { RulesFilter } from '../../features/audiences/RulesFilter.tsx';
import { ContactFormModal } from '../../features/contacts/ContactFormModal.tsx';
import { ContactsBrowser } from '../../features/contacts/ContactsBrowser.tsx';
import { DeletedBrowser } from '../../features/contacts/DeletedBrowser.tsx';
import { ContactListState, queryOf } from '../../features/contacts/list-state.ts';
import { AddSamplePeople, useAddSamplePeople, useRemoveSamplePeople } from '../../features/contacts/SamplePeople.tsx';
import { DuplicatesLink } from '../../features/people/PossibleDuplicates.tsx';
import { downloadUrl } from '../../lib/api.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

const View = z.object({ show: z.enum(['used', 'deleted']).default('used') });

/** Everyone the workspace knows, or, with `show=deleted`, whom it deleted. */
export function ContactsPage() {
  const [{ show }] = useSearchState(View);
  const mayRestore = useMay('contacts:delete');
  return show === 'deleted' && mayRestore ? <Deleted /> : <Everyone />;
}

function Deleted() {
  const path = usePath();
  return (
    <>
      <PageHeader
        title="Deleted contacts"
        subtitle="They get no messages. Restored, they have their tags, lists and history again."
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
      />
      <DeletedBrowser />
    </>
  );
}

function Everyone() {
  const [, setState] = useSearchState(ContactListState);
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 });
  const [adding, setAdding] = useState(false);
  const path = usePath();
  const go = useGo();
  const mayAdd = useMay('contacts:write');
  const mayImport = useMay('contacts:import');
  return (
    <>
      <PageHeader
        title="Contacts"
        badge={<DuplicatesLink />}
        actions={
          <>
            <MoreMenu />
            {mayImport && (
              <ButtonLink to={path('contacts/import')} variant="default" leftSection={<IconUpload size={17} stroke={1.7} />}>
                Import
              </ButtonLink>
            )}
            {mayAdd && (
              <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
                Add contact
              </Button>
            )}
          </>
        }
      />
      <ContactsBrowser
        moreFilters={(filter) => (
          <RulesFilter
            filter={filter}
            fields={fields.data?.items ?? []}
            onChange={(rules) => setState({ rules: rules === undefined ? undefined : JSON.stringify(rules) })}
          />
        )}
        empty={
          <EmptyState
            icon={<IconUsers size={26} stroke={1.5} />}
            title="No contacts yet"
            words="Bring the people you write to: import them from a file, or add them one by one. To look around first, load some invented people."
            action={
              <>
                {mayImport && <ButtonLink to={path('contacts/import')}>Import a file</ButtonLink>}
                {mayAdd && (
                  <Button variant="default" onClick={() => setAdding(true)}>
                    Add one by hand
                  </Button>
                )}
                <AddSamplePeople />
              </>
            }
          />
        }
      />
      <ContactFormModal
        opened={adding}
        contact={null}
        onClose={() => setAdding(false)}
        onDone={(contact) => {
          setAdding(false);
          notifyDone(`${contact.name} added`);
          go(path(`contacts/${contact.id}`));
        }}
      />
    </>
  );
}

function MoreMenu() {
  const [state] = useSearchState(ContactListState);
  const { workspace_id } = useWorkspace();
  const mayExport = useMay('contacts:export');
  const mayImport = useMay('contacts:import');
  const samples = useApi(contactsApi.countContacts, { query: { origin: 'sample' }, topics: ['contacts'], enabled: mayImport });
  const remove = useRemoveSamplePeople();
  const add = useAddSamplePeople();
  const hasSamples = (samples.data?.count ?? 0) > 0;
  const mayRestore = useMay('contacts:delete');
  const go = useGo();
  const path = usePath();
  if (!mayExport && !mayImport && !mayRestore) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label="More">
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {mayExport && (
          <Menu.Item
            component="a"
            href={downloadUrl(contactsApi.exportContacts, workspace_id, { query: queryOf(state) })}
            download
            leftSection={<IconDownload size={16} stroke={1.7} />}
          >
            Export all that match (CSV)
          </Menu.Item>
        )}
        {mayRestore && (
          <Menu.Item leftSection={<IconArrowsJoin size={16} stroke={1.7} />} onClick={() => go(path('contacts/duplicates'))}>
            Possible duplicates
          </Menu.Item>
        )}
        {mayRestore && (
          <Menu.Item leftSection={<IconTrash size={16} stroke={1.7} />} onClick={() => go(path('contacts?show=deleted'))}>
            Deleted contacts
          </Menu.Item>
        )}
        {mayImport && samples.data?.count === 0 && (
          <Menu.Item leftSection={<IconMoodSmile size={16} stroke={1.7} />} onClick={() => add.mutate({})}>
            Load sample people
          </Menu.Item>
        )}
        {hasSamples && (
          <Menu.Item leftSection={<IconMoodSmile size={16} stroke={1.7} />} onClick={() => remove.mutate({})}>
            Remove the sample people
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
