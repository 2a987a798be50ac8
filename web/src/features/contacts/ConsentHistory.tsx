import { Button, Group, Stack, Text } from '@mantine/core';
import { IconBan, IconCheck, IconHelp } from '@tabler/icons-react';
import { type ConsentEvent, type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useState } from 'react';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation, useApiPages } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { Timeline } from '../../ui/Timeline.tsx';
import { AgreedElsewhere } from './AgreedNumbers.tsx';
import { AwaitedYes } from './AwaitedYes.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';
import { ConsentDownloads } from './ConsentDownloads.tsx';
import { agreedElsewhere, consentSentence, consentWords, eventLabel, sourceLabel } from './consent-words.ts';
import { Evidence } from './Evidence.tsx';
import { TextStatus } from './TextStatus.tsx';

const icons = { yes: <IconCheck size={15} />, no: <IconBan size={15} />, unknown: <IconHelp size={15} /> };

interface ConsentHistoryProps {
  readonly contact: Contact;
  readonly onOptOut: () => void;
  /** With everything that proves each word, and a download. */
  readonly full?: boolean;
}

/** Whether this person may be texted, and every word that led there. */
export function ConsentHistory({ contact, onOptOut, full = false }: ConsentHistoryProps) {
  const [asking, setAsking] = useState(false);
  const mayChange = useMay('contacts:write');
  const { country, time_zone: zone } = useWorkspace();
  const params = { contact_id: contact.id };
  const events = useApiPages(contactsApi.listConsent, {
    params,
    query: { limit: 20 },
    topics: ['contacts'],
    topicId: contact.id,
  });
  const save = useApiMutation(contactsApi.updateContact, {
    invalidates: ['contacts'],
    onSuccess: (saved, { body: { sms_consent: said } = {} }) => {
      const asks = said?.consent === 'yes';
      setAsking(false);
      notifyDone(
        asks && saved.opt_in !== null ? 'Noted. They are asked by text, and count once they answer YES.' : 'Consent saved',
      );
    },
    onError: notifyError,
  });
  // A yes is for its number: said where it is not the one that texts go to.
  const numberOf = ({ consent, address }: ConsentEvent): string =>
    consent === 'yes' && address !== null && address !== contact.phone ? ` for ${readablePhone(address, country)}` : '';
  return (
    <Section
      title="Texts"
      subtitle={
        <Group gap={8} mt={6}>
          <TextStatus contact={contact} />
          <span>
            {contact.do_not_text !== null
              ? 'Nothing is sent to the preferred number.'
              : agreedElsewhere(contact, country) === null
                ? consentSentence(contact)
                : 'Nothing is sent without their yes for this number.'}
          </span>
        </Group>
      }
      actions={
        mayChange && (
          <Group gap={8}>
            {contact.do_not_text?.kind !== 'opt_out' && contact.phone !== null && (
              <Button variant="subtle" color="red" size="sm" onClick={onOptOut}>
                Opt out
              </Button>
            )}
            <Button variant="default" size="sm" onClick={() => setAsking(true)}>
              Change
            </Button>
          </Group>
        )
      }
    >
      <AgreedElsewhere contact={contact} />
      {contact.opt_in !== null && <AwaitedYes contact={contact} request={contact.opt_in} />}
      {full && <ConsentDownloads contactId={contact.id} />}
      {events.isPending ? (
        <LoadingState rows={2} />
      ) : events.error !== null && events.items.length === 0 ? (
        <ErrorState error={events.error} onRetry={events.refetch} />
      ) : events.items.length === 0 ? (
        <Text c="dimmed" size="sm">
          No consent has been recorded yet. Without it no broadcast reaches this person.
        </Text>
      ) : (
        <Stack gap="sm">
          <Timeline
            label="History of consent"
            zone={zone}
            items={events.items.map((event) => ({
              key: event.id,
              at: event.at,
              tone: consentWords[event.consent].tone,
              icon: icons[event.consent],
              title: `${event.sandbox ? 'Opted out' : eventLabel(event)}${numberOf(event)}, ${sourceLabel(event.source)}${event.sandbox ? ', on a sandbox phone' : ''}`,
              body: <Evidence event={event} full={full} />,
            }))}
          />
          {events.hasMore && (
            <Button variant="subtle" size="compact-sm" loading={events.isLoadingMore} onClick={events.loadMore}>
              Earlier
            </Button>
          )}
        </Stack>
      )}
      <ConsentDialog
        opened={asking}
        onClose={() => setAsking(false)}
        count={1}
        initialPurpose={contact.sms_consent_purpose}
        initial={contact.sms_consent === 'unknown' ? 'yes' : contact.sms_consent}
        isPending={save.isPending}
        onSave={(input) => save.mutate({ params, body: { sms_consent: input } })}
      />
    </Section>
  );
}
