import { Text } from '@mantine/core';
import { formatFieldValue } from '@tidings/core/contacts/field-values';
import type { ContactRow } from '@tidings/core/contract/contacts';
import type { CustomField } from '@tidings/core/contract/fields';
import { formatDate } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import type { Column } from '../../ui/table/column.ts';
import { originLabel } from './consent-words.ts';
import { TagChips } from './TagChips.tsx';
import { TextStatus } from './TextStatus.tsx';

/** A column with the name that the chooser shows. */
export interface ChoosableColumn extends Column<ContactRow> {
  readonly label: string;
  /** Shown until somebody chooses otherwise. */
  readonly usual: boolean;
}

const plain = (text: string | null) =>
  text ?? (
    <Text span c="dimmed">
      –
    </Text>
  );

/** Every column that the list can show: the name always, the others by choice. */
export function contactColumns(country: string, fields: readonly CustomField[]): ChoosableColumn[] {
  const column = (key: string, label: string, render: Column<ContactRow>['render'], more: Partial<ChoosableColumn> = {}) => ({
    key,
    label,
    header: label,
    render,
    usual: false,
    ...more,
  });
  return [
    column('name', 'Name', (one) => <bdi>{one.name}</bdi>, { usual: true, card: 'title' }),
    column('phone', 'Phone', (one) => plain(one.phone === null ? null : readablePhone(one.phone, country)), {
      usual: true,
      width: 170,
    }),
    column('texts', 'Texts', (one) => <TextStatus contact={one} />, { usual: true, width: 130, card: 'corner' }),
    column('tags', 'Tags', (one) => (one.tags.length === 0 ? plain(null) : <TagChips tags={one.tags} most={3} />), {
      usual: true,
      hideBelow: 'md',
    }),
    column('email', 'E-mail', (one) => plain(one.email), { usual: true, hideBelow: 'lg', card: 'none' }),
    column('company', 'Company', (one) => plain(one.company), { card: 'none' }),
    column('city', 'City', (one) => plain(one.city), { card: 'none' }),
    column('region', 'State or region', (one) => plain(one.region), { card: 'none' }),
    column('country', 'Country', (one) => plain(one.country), { width: 90, card: 'none' }),
    column('language', 'Language', (one) => plain(one.language), { width: 100, card: 'none' }),
    column('birthday', 'Birthday', (one) => plain(one.birthday === null ? null : formatFieldValue('date', one.birthday)), {
      card: 'none',
    }),
    column('external_id', 'External id', (one) => plain(one.external_id), { card: 'none' }),
    column('origin', 'Came from', (one) => originLabel(one.origin), { card: 'none' }),
    column('added', 'Added', (one) => formatDate(one.created_at), { width: 130, card: 'none' }),
    column('updated', 'Changed', (one) => <RelativeTime at={one.updated_at} />, { width: 140, card: 'none' }),
    ...fields.map((field) =>
      column(
        `field:${field.key}`,
        field.label,
        (one) => plain(formatFieldValue(field.type, one.custom[field.key] ?? null) || null),
        {
          card: 'none',
        },
      ),
    ),
  ];
}
