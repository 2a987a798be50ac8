import { Button, Stack, Tabs } from '@mantine/core';
import { IconMessages, IconPencil, IconSend, IconTrash, IconUserOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useState } from 'react';
import { z } from 'zod';
import { ConsentHistory } from '../../features/contacts/ConsentHistory.tsx';
import { ContactDetails } from '../../features/contacts/ContactDetails.tsx';
import { ContactFormModal } from '../../features/contacts/ContactFormModal.tsx';
import { ContactGroups } from '../../features/contacts/ContactGroups.tsx';
import { PrivacyPanel } from '../../features/contacts/PrivacyPanel.tsx';
import { TextStatus } from '../../features/contacts/TextStatus.tsx';
import { useGroups } from '../../features/contacts/use-groups.ts';
import { ContactMessages } from '../../features/history/ContactMessages.tsx';
import { MessageDrawer } from '../../features/history/MessageDrawer.tsx';
import { OptOutDialog } from '../../features/opt-outs/OptOutDialog.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './ContactPage.module.css';

/** One person. */
export function ContactPage() {
  const { contactId = '' } = useParams({ strict: false }) as { contactId?: string };
  const path = usePath();
  const contact = useApi(contactsApi.getContact, {
    params: { contact_id: contactId },
    topics: ['contacts', 'suppressions'],
    topicId: contactId,
  });
  useTitle(contact.data?.name, 'Contacts');
  if (contact.data !== undefined) return <Person contact={contact.data} />;
  if (contact.error instanceof ApiError && [400, 404].includes(contact.error.status)) {
    return (
      <EmptyState
        icon={<IconUserOff size={26} stroke={1.5} />}
        title="This contact is not here"
        words="They may have been deleted, or the address is not complete."
        action={<ButtonLink to={path('contacts')}>All contacts</ButtonLink>}
      />
    );
  }
  return contact.error === null ? (
    <LoadingState rows={8} />
  ) : (
    <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
  );
}

const View = z.object({
  tab: z.enum(['overview', 'consent', 'messages', 'privacy']).default('overview'),
  message: z.string().optional(),
});

function Person({ contact }: { contact: Contact }) {
  const [editing, setEditing] = useState(false);
  const [{ tab, message }, setView] = useSearchState(View);
  const path = usePath();
  const may = { read: useMay('messages:read'), privacy: useMay('contacts:privacy') };
  const allowed = { overview: true, consent: true, messages: may.read, privacy: may.privacy };
  return (
    <>
      <PageHeader
        title={<bdi>{contact.name}</bdi>}
        badge={<TextStatus contact={contact} />}
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
        subtitle={
          <>
            Added <RelativeTime at={contact.created_at} />, changed <RelativeTime at={contact.updated_at} />
          </>
        }
        actions={<Actions contact={contact} onEdit={() => setEditing(true)} />}
      />
      <Tabs
        value={allowed[tab] ? tab : 'overview'}
        keepMounted={false}
        onChange={(next) =>
          setView(
            { tab: next === 'overview' ? undefined : View.shape.tab.catch('overview').parse(next), message: undefined },
            { push: true },
          )
        }
      >
        <Tabs.List mb="md" aria-label="About this person">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="consent">Consent</Tabs.Tab>
          {may.read && <Tabs.Tab value="messages">Messages</Tabs.Tab>}
          {may.privacy && <Tabs.Tab value="privacy">Privacy</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview contact={contact} />
        </Tabs.Panel>
        <Tabs.Panel value="consent">
          <Consent contact={contact} />
        </Tabs.Panel>
        {may.privacy && (
          <Tabs.Panel value="privacy">
            <PrivacyPanel contact={contact} />
          </Tabs.Panel>
        )}
        {may.read && (
          <Tabs.Panel value="messages">
            <ContactMessages contactId={contact.id} onOpen={(id) => setView({ message: id })} />
          </Tabs.Panel>
        )}
      </Tabs>
      <MessageDrawer messageId={message} onClose={() => setView({ message: undefined })} />
      <ContactFormModal
        opened={editing}
        contact={contact}
        onClose={() => setEditing(false)}
        onDone={() => {
          setEditing(false);
          notifyDone('Saved');
        }}
      />
    </>
  );
}

function Consent({ contact }: { contact: Contact }) {
  const [optingOut, setOptingOut] = useState(false);
  return (
    <>
      <ConsentHistory contact={contact} onOptOut={() => setOptingOut(true)} full />
      <OptOutDialog contact={contact} opened={optingOut} onClose={() => setOptingOut(false)} />
    </>
  );
}

function Overview({ contact }: { contact: Contact }) {
  const [optingOut, setOptingOut] = useState(false);
  const groups = useGroups();
  return (
    <div className={classes.columns}>
      <Section title="Details">
        <ContactDetails contact={contact} fields={groups.fields} />
      </Section>
      <Stack gap="md">
        <ConsentHistory contact={contact} onOptOut={() => setOptingOut(true)} />
        <ContactGroups contact={contact} groups={groups} />
      </Stack>
      <OptOutDialog contact={contact} opened={optingOut} onClose={() => setOptingOut(false)} />
    </div>
  );
}

function Actions({ contact, onEdit }: { contact: Contact; onEdit: () => void }) {
  const path = usePath();
  const may = {
    write: useMay('contacts:write'),
    remove: useMay('contacts:delete'),
    talk: useMay('inbox:read'),
    send: useMay('broadcasts:write'),
  };
  return (
    <>
      {may.remove && <DeleteButton contact={contact} />}
      {may.write && (
        <Button variant="default" leftSection={<IconPencil size={17} stroke={1.7} />} onClick={onEdit}>
          Edit
        </Button>
      )}
      {may.send && (
        <ButtonLink
          variant="default"
          to={path(`broadcasts/new?contacts=${contact.id}`)}
          leftSection={<IconSend size={17} stroke={1.7} />}
        >
          Send message
        </ButtonLink>
      )}
      {may.talk && (
        <ButtonLink to={path(`inbox/${contact.id}`)} leftSection={<IconMessages size={17} stroke={1.7} />}>
          Conversation
        </ButtonLink>
      )}
    </>
  );
}

function DeleteButton({ contact }: { contact: Contact }) {
  const path = usePath();
  const go = useGo();
  const topics = ['contacts', 'lists'] as const;
  const restore = useApiMutation(contactsApi.restoreContacts, {
    invalidates: topics,
    onSuccess: ({ restored }) =>
      restored === 1 ? notifyDone(`${contact.name} restored`) : notifyError('Somebody else has their external id by now.'),
    onError: notifyError,
  });
  const remove = useApiMutation(contactsApi.deleteContact, {
    onSuccess: () => {
      go(path('contacts'));
      notifyUndo({ message: `${contact.name} deleted`, onUndo: () => restore.mutate({ body: { ids: [contact.id] } }) });
    },
    onError: notifyError,
  });
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={17} stroke={1.7} />}
      loading={remove.isPending}
      onClick={() => remove.mutate({ params: { contact_id: contact.id } })}
    >
      Delete
    </Button>
  );
}
