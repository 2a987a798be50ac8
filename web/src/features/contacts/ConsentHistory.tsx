import { Button, Group, Stack, Text } from '@mantine/core';
import { IconBan, IconCheck, IconHelp } from '@tabler/icons-react';
import { type ConsentEvent, type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useState } from 'react';
import { useApiMutation, useApiPages } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { Timeline } from '../../ui/Timeline.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';
import { consentWords, sourceLabel } from './consent-words.ts';
import { TextStatus } from './TextStatus.tsx';

const icons = { yes: <IconCheck size={15} />, no: <IconBan size={15} />, unknown: <IconHelp size={15} /> };

/** Whether this person may be texted, and every word that led there. */
export function ConsentHistory({ contact, onOptOut }: { contact: Contact; onOptOut: () => void }) {
  const [asking, setAsking] = useState(false);
  const mayChange = useMay('contacts:write');
  const { time_zone: zone } = useWorkspace();
  const params = { contact_id: contact.id };
  const events = useApiPages(contactsApi.listConsent, {
    params,
    query: { limit: 20 },
    topics: ['contacts'],
    topicId: contact.id,
  });
  const save = useApiMutation(contactsApi.updateContact, {
    invalidates: ['contacts'],
    onSuccess: () => {
      setAsking(false);
      notifyDone('Consent saved');
    },
    onError: notifyError,
  });
  return (
    <Section
      title="Texts"
      subtitle={
        <Group gap={8} mt={6}>
          <TextStatus contact={contact} />
          <span>
            {contact.do_not_text === null ? consentWords[contact.sms_consent].long : 'Nothing is sent to the preferred number.'}
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
              title: `${consentWords[event.consent].label}, ${sourceLabel(event.source)}`,
              body: <Evidence event={event} />,
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
        initial={contact.sms_consent === 'unknown' ? 'yes' : contact.sms_consent}
        isPending={save.isPending}
        onSave={(input) => save.mutate({ params, body: { sms_consent: input } })}
      />
    </Section>
  );
}

function Evidence({ event }: { event: ConsentEvent }) {
  const lines = [
    event.method,
    event.wording === null ? null : `“${event.wording}”`,
    event.actor_name === null ? null : `by ${event.actor_name}`,
  ];
  return (
    <Text size="sm" c="dimmed" component="div">
      {lines
        .filter((line) => line !== null)
        .map((line) => (
          <div key={line}>{line}</div>
        ))}
    </Text>
  );
}
