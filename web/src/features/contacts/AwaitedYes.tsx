import { Alert, Button, Group, Text } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { consentApi, type OptInRequest } from '@tidings/core/contract/consent';
import type { Contact } from '@tidings/core/contract/contacts';
import { formatInstant } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { sourceLabel } from './consent-words.ts';

/** Somebody says that this person agreed; their own YES is awaited. */
export function AwaitedYes({ contact, request }: { contact: Contact; request: OptInRequest }) {
  const { country, time_zone: zone } = useWorkspace();
  const mayAsk = useMay('contacts:write');
  const again = useApiMutation(consentApi.askAgain, {
    invalidates: ['contacts'],
    onSuccess: () => notifyDone('They are asked once more'),
    onError: notifyError,
  });
  const phone = readablePhone(request.address, country);
  return (
    <Alert color="amber" mb="md" icon={<IconMessageQuestion size={20} />} title="Waiting for their YES">
      <Text size="sm">
        {request.asked_at === null
          ? `${phone} is asked by text next.`
          : `${phone} was asked ${formatInstant(request.asked_at, zone)}.`}{' '}
        {request.purpose === 'informational' ? 'They are asked about informational texts. ' : ''}
        Until they answer YES they get no broadcasts. It is over {formatInstant(request.expires_at, zone)}.
      </Text>
      <Text size="sm" mt={6}>
        {saidWords(request)}
      </Text>
      {request.problem !== null && (
        <Text size="sm" mt={6}>
          {request.problem}
        </Text>
      )}
      {request.played_at !== null && (
        <Text size="sm" mt={6}>
          A sandbox phone answered YES. That counts in the sandbox only: nobody’s consent changes.
        </Text>
      )}
      {mayAsk && request.asked_at !== null && (
        <Group mt="sm">
          <Button
            size="compact-sm"
            variant="default"
            loading={again.isPending}
            onClick={() => again.mutate({ params: { contact_id: contact.id } })}
          >
            Ask again
          </Button>
        </Group>
      )}
    </Alert>
  );
}

/** Who says that they agreed, and how. */
function saidWords({ source, method, wording, actor_name: by }: OptInRequest): string {
  const parts = [
    `Said to have agreed: ${sourceLabel(source)}${by === null ? '' : `, ${by}`}`,
    ...(method === null ? [] : [method]),
    ...(wording === null ? [] : [`“${wording}”`]),
  ];
  return `${parts.join('. ')}.`;
}
