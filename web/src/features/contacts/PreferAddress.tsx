import { ActionIcon, Tooltip } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import type { Contact } from '@tidings/core/contract/contacts';
import { peopleApi } from '@tidings/core/contract/people';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { notifyDone } from '../../ui/notify.tsx';

interface PreferAddressProps {
  readonly contact: Contact;
  readonly kind: 'phone' | 'email';
  readonly value: string;
}

/** The star before each of several numbers or addresses: full where messages go, and a click makes them go there. */
export function PreferAddress({ contact, kind, value }: PreferAddressProps) {
  const { country } = useWorkspace();
  const may = useMay('contacts:write');
  const goes = kind === 'phone' ? 'Texts go' : 'E-mail goes';
  const shown = kind === 'phone' ? readablePhone(value, country) : value;
  const prefer = useApiMutation(peopleApi.preferAddress, {
    invalidates: ['contacts'],
    onSuccess: () => notifyDone(`${goes} to ${shown} from now on.`),
  });
  const all = kind === 'phone' ? contact.phones : contact.emails;
  const isPreferred = all[0]?.value === value;
  if (all.length < 2 || (!may && !isPreferred)) return null;
  const label = isPreferred ? `${goes} to ${shown}` : `Prefer ${shown}`;
  if (!may) return <IconStarFilled size={16} aria-label={label} role="img" color="var(--mantine-primary-color-filled)" />;
  return (
    <Tooltip label={isPreferred ? `${goes} to this one` : `Make ${kind === 'phone' ? 'texts' : 'e-mail'} go to this one`}>
      <ActionIcon
        variant="subtle"
        color={isPreferred ? 'tide' : 'gray'}
        size={32}
        aria-label={label}
        aria-pressed={isPreferred}
        loading={prefer.isPending}
        onClick={() => {
          if (!isPreferred) prefer.mutate({ params: { contact_id: contact.id }, body: { kind, value } });
        }}
      >
        {isPreferred ? <IconStarFilled size={16} /> : <IconStar size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
