import { Stack, Text } from '@mantine/core';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { useApi } from '../../lib/query.ts';

const shown = 3;

/** People of the name searched for who are not among the recipients, and why not. */
export function NotAmong({ broadcastId, search }: { broadcastId: string; search: string }) {
  const people = useApi(contactsApi.listContacts, { query: { search, limit: shown }, topics: ['contacts'] });
  if (people.data === undefined || people.data.items.length === 0) return null;
  return (
    <Stack gap={4} align="center" pb="lg" px="md">
      {people.data.items.map((one) => (
        <WhyNot key={one.id} broadcastId={broadcastId} contactId={one.id} name={one.name || one.phone || 'Someone'} />
      ))}
    </Stack>
  );
}

function WhyNot({ broadcastId, contactId, name }: { broadcastId: string; contactId: string; name: string }) {
  const why = useApi(broadcastsApi.explainRecipient, {
    params: { broadcast_id: broadcastId, contact_id: contactId },
    topics: ['broadcasts'],
    topicId: broadcastId,
  });
  if (why.data === undefined) return null;
  return (
    <Text size="sm" ta="center">
      <Text span fw={600}>
        {name}
      </Text>
      : {why.data.answer}
    </Text>
  );
}
