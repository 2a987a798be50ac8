import { Alert, Text } from '@mantine/core';
import { IconPhoneOff } from '@tabler/icons-react';
import type { Contact } from '@tidings/core/contract/contacts';
import { useWorkspace } from '../../lib/workspace.ts';
import { agreedElsewhere } from './consent-words.ts';

/** They agreed, but for another number than the one that texts go to: nothing is sent there. */
export function AgreedElsewhere({ contact }: { contact: Contact }) {
  const { country } = useWorkspace();
  const words = agreedElsewhere(contact, country);
  if (words === null) return null;
  const theirs = contact.sms_agreed_for.some(({ phone }) => contact.phones.some((one) => one.value === phone));
  return (
    <Alert color="amber" mb="md" icon={<IconPhoneOff size={20} />} title={words}>
      <Text size="sm">
        A consent is for the number that it was given for. If they agreed for this number too, record it with Change.
        {theirs && ' If texts should go to the other number, prefer that one.'}
      </Text>
    </Alert>
  );
}
