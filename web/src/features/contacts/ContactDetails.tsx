import { Anchor, Group, Stack, Text } from '@mantine/core';
import { isSuppressionKind, suppressionWords } from '@tidings/core/compliance/suppression';
import { formatFieldValue } from '@tidings/core/contacts/field-values';
import { findStandardField, type StandardFieldKey } from '@tidings/core/contacts/fields';
import { lineTypeWords } from '@tidings/core/contacts/line-types';
import type { Contact, ContactAddress, NumberLookup } from '@tidings/core/contract/contacts';
import type { CustomField } from '@tidings/core/contract/fields';
import type { ReactNode } from 'react';
import { readablePhone } from '../../lib/phone.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './ContactDetails.module.css';
import { originLabel } from './consent-words.ts';
import { languageName } from './languages.ts';
import { PreferAddress } from './PreferAddress.tsx';

/** What is known of a person; what is not known is left out. */
export function ContactDetails({ contact, fields }: { contact: Contact; fields: readonly CustomField[] }) {
  const { country } = useWorkspace();
  const address = [
    contact.address_line1,
    contact.address_line2,
    [contact.postal_code, contact.city].filter(Boolean).join(' '),
    contact.region,
    countryName(contact.country),
  ];
  const custom = fields.flatMap((field) => {
    const value = contact.custom[field.key] ?? null;
    return value === null ? [] : [{ label: field.label, value: formatFieldValue(field.type, value) }];
  });
  return (
    <dl className={classes.root}>
      <Entry label="Phone">
        {contact.phones.length === 0
          ? null
          : contact.phones.map((one) => (
              <AddressLine
                key={one.value}
                address={one}
                shown={readablePhone(one.value, country)}
                href={`tel:${one.value}`}
                prefer={<PreferAddress contact={contact} kind="phone" value={one.value} />}
              />
            ))}
      </Entry>
      <Entry label="E-mail">
        {contact.emails.length === 0
          ? null
          : contact.emails.map((one) => (
              <AddressLine
                key={one.value}
                address={one}
                shown={one.value}
                href={`mailto:${one.value}`}
                prefer={<PreferAddress contact={contact} kind="email" value={one.value} />}
              />
            ))}
      </Entry>
      <Entry label={labelOf('company')}>{contact.company}</Entry>
      <Entry label={labelOf('address_line1')}>
        {address.filter(Boolean).length === 0 ? null : address.filter(Boolean).map((part) => <div key={part}>{part}</div>)}
      </Entry>
      <Entry label={labelOf('birthday')}>{contact.birthday === null ? null : formatFieldValue('date', contact.birthday)}</Entry>
      <Entry label={labelOf('language')}>{contact.language === null ? null : languageName(contact.language)}</Entry>
      <Entry label={labelOf('time_zone')}>{contact.time_zone?.replaceAll('_', ' ')}</Entry>
      {custom.map((one) => (
        <Entry key={one.label} label={one.label}>
          {one.value}
        </Entry>
      ))}
      <Entry label={labelOf('external_id')}>{contact.external_id}</Entry>
      <Entry label="Came from">{originLabel(contact.origin)}</Entry>
      <Entry label={labelOf('notes')}>
        {contact.notes === null ? null : <span className={classes.notes}>{contact.notes}</span>}
      </Entry>
    </dl>
  );
}

const labelOf = (key: StandardFieldKey): string => findStandardField(key)?.label ?? key;

function countryName(code: string | null): string | null {
  return code === null ? null : (new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code);
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '') return null;
  return (
    <div className={classes.entry}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Why nothing is sent to an address, and where its proofs stand and it can be allowed again. */
function WhyNot({ stop, address }: { stop: NonNullable<ContactAddress['do_not_text']>; address: string }) {
  const path = usePath();
  const mayRead = useMay('suppressions:read');
  const words = stop.reason ?? (isSuppressionKind(stop.kind) ? suppressionWords[stop.kind].words : 'Nothing is sent here.');
  return (
    <Text size="sm" c="dimmed" component="div">
      {words}{' '}
      {mayRead && (
        <AppLink to={path(`suppressions?search=${encodeURIComponent(address)}`)} size="sm" underline="always">
          What led to it
        </AppLink>
      )}
    </Text>
  );
}

/** What a lookup said of the number: a line, as it was worth money to ask. */
function LookedUp({ lookup }: { lookup: NumberLookup }) {
  const { time_zone } = useWorkspace();
  return (
    <Text size="sm" c="dimmed" component="div">
      {lineTypeWords[lookup.line_type]}
      {lookup.carrier !== null && (
        <>
          , <bdi>{lookup.carrier}</bdi>
        </>
      )}
      , looked up <RelativeTime at={lookup.looked_up_at} zone={time_zone} />
    </Text>
  );
}

interface AddressLineProps {
  readonly address: ContactAddress;
  readonly shown: string;
  readonly href: string;
  /** Says that messages go to it, or makes them. */
  readonly prefer: ReactNode;
}

function AddressLine({ address, shown, href, prefer }: AddressLineProps) {
  const path = usePath();
  const stop = address.do_not_text;
  return (
    <Stack gap={2} className={classes.address}>
      <Group gap={8}>
        {prefer}
        <Anchor href={href}>
          <bdi>{shown}</bdi>
        </Anchor>
        {address.label !== null && (
          <Text span size="sm" c="dimmed">
            {address.label}
          </Text>
        )}
        {stop !== null && (
          <StatusBadge tone="danger">{isSuppressionKind(stop.kind) ? suppressionWords[stop.kind].label : stop.kind}</StatusBadge>
        )}
      </Group>
      {address.lookup !== null && <LookedUp lookup={address.lookup} />}
      {stop !== null && <WhyNot stop={stop} address={address.value} />}
      {address.shared_with.length > 0 && (
        <Text size="sm" c="dimmed" component="div">
          Shared with{' '}
          {address.shared_with.slice(0, 5).map((other, at) => (
            <span key={other.id}>
              {at > 0 && ', '}
              <AppLink to={path(`contacts/${other.id}`)} size="sm">
                {other.name}
              </AppLink>
            </span>
          ))}
          {address.shared_with.length > 5 && ` and ${address.shared_with.length - 5} more`}
        </Text>
      )}
    </Stack>
  );
}
