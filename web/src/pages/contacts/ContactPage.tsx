import { Stack, Tabs } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useEffect, useState } from 'react';
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
import { MergedContacts } from '../../features/people/MergedContacts.tsx';
import { PersonNotes } from '../../features/people/PersonNotes.tsx';
import { PersonTimeline } from '../../features/people/PersonTimeline.tsx';
import { PossibleDuplicates } from '../../features/people/PossibleDuplicates.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { ContactActions } from './ContactActions.tsx';
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
  useLeadOn(contactId, contact.data?.id);
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

/** The address of somebody who was merged leads to the contact that was kept. */
function useLeadOn(askedId: string, id: string | undefined): void {
  const go = useGo();
  const path = usePath();
  useEffect(() => {
    if (id !== undefined && id !== askedId) go(path(`contacts/${id}`), { replace: true });
  }, [askedId, id, go, path]);
}

const View = z.object({
  tab: z.enum(['overview', 'timeline', 'consent', 'messages', 'privacy']).default('overview'),
  message: z.string().optional(),
});

function Person({ contact }: { contact: Contact }) {
  const [editing, setEditing] = useState(false);
  const [{ tab, message }, setView] = useSearchState(View);
  const path = usePath();
  const may = { read: useMay('messages:read'), privacy: useMay('contacts:privacy') };
  const allowed = { overview: true, timeline: may.read, consent: true, messages: may.read, privacy: may.privacy };
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
        actions={<ContactActions contact={contact} onEdit={() => setEditing(true)} />}
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
          {may.read && <Tabs.Tab value="timeline">Timeline</Tabs.Tab>}
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
          <Tabs.Panel value="timeline">
            <PersonTimeline contactId={contact.id} onOpen={(id) => setView({ message: id })} />
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
  const go = useGo();
  const path = usePath();
  return (
    <div className={classes.columns}>
      <Section title="Details">
        <ContactDetails contact={contact} fields={groups.fields} />
      </Section>
      <Stack gap="md">
        <ConsentHistory contact={contact} onOptOut={() => setOptingOut(true)} />
        <ContactGroups contact={contact} groups={groups} />
        <PossibleDuplicates contact={contact} onMerged={(id) => id !== contact.id && go(path(`contacts/${id}`))} />
        <PersonNotes contactId={contact.id} />
        <MergedContacts contactId={contact.id} />
      </Stack>
      <OptOutDialog contact={contact} opened={optingOut} onClose={() => setOptingOut(false)} />
    </div>
  );
}
