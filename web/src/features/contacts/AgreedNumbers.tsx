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
  return (
    <Alert color="amber" mb="md" icon={<IconPhoneOff size={20} />} title={words}>
      <Text size="sm">
        A consent is for the number that it was given for. If they agreed for this number too, record it with Change. If texts
        should go to the other number, make that one the preferred one.
      </Text>
    </Alert>
  );
}
