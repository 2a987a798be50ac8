import { Collapse, Select, SimpleGrid, Stack, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { findStandardField } from '@tidings/core/contacts/fields';
import { type ReactNode, useState } from 'react';
import { useNewGroups } from '../../lib/new-groups.ts';
import { countryChoices, timeZoneChoices } from '../../lib/places.ts';
import { NamedSelect } from '../../ui/NamedSelect.tsx';
import { AddressLines } from './AddressLines.tsx';
import { CustomFieldInput } from './CustomFieldInput.tsx';
import type { ContactFormValues, TextKey } from './contact-form-values.ts';
import { languageChoices } from './languages.ts';
import type { useGroups } from './use-groups.ts';

type Form = UseFormReturnType<ContactFormValues>;

interface ContactFieldsProps {
  readonly form: Form;
  readonly groups: ReturnType<typeof useGroups>;
  /** Open the part with address, language and the like. */
  readonly showMore: boolean;
  /** What a changed number asks. */
  readonly afterPhones?: ReactNode;
}

/** Everything that can be said of a person. */
export function ContactFields({ form, groups, showMore, afterPhones }: ContactFieldsProps) {
  const [more, setMore] = useState(showMore);
  const make = useNewGroups();
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Text form={form} name="first_name" autoFocus />
        <Text form={form} name="last_name" />
      </SimpleGrid>
      <AddressLines
        kind="phones"
        lines={form.values.phones}
        errors={form.errors}
        onChange={(lines) => form.setFieldValue('phones', lines)}
      />
      {afterPhones}
      <AddressLines
        kind="emails"
        lines={form.values.emails}
        errors={form.errors}
        onChange={(lines) => form.setFieldValue('emails', lines)}
      />
      <Text form={form} name="company" />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <NamedSelect
          label="Lists"
          clearable
          items={groups.lists}
          value={form.values.list_ids}
          onChange={(ids) => form.setFieldValue('list_ids', ids)}
          onCreate={make.list}
          maxNameLength={100}
          nothingFoundMessage="No such list"
        />
        <NamedSelect
          label="Tags"
          clearable
          items={groups.tags}
          value={form.values.tag_ids}
          onChange={(ids) => form.setFieldValue('tag_ids', ids)}
          onCreate={make.tag}
          maxNameLength={60}
          nothingFoundMessage="No such tag"
        />
      </SimpleGrid>
      {groups.fields.length > 0 && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {groups.fields.map((field) => (
            <CustomFieldInput
              key={field.id}
              field={field}
              value={form.values.custom[field.key] ?? ''}
              error={form.errors[`custom.${field.key}`] as string | undefined}
              onChange={(value) => form.setFieldValue('custom', { ...form.values.custom, [field.key]: value })}
            />
          ))}
        </SimpleGrid>
      )}
      <UnstyledButton
        onClick={() => setMore(!more)}
        aria-expanded={more}
        fz="sm"
        fw={600}
        c="tide"
        style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}
      >
        {more ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        Address, birthday, language and notes
      </UnstyledButton>
      <Collapse expanded={more}>{more && <More form={form} />}</Collapse>
    </Stack>
  );
}

function More({ form }: { form: Form }) {
  return (
    <Stack gap="sm">
      <Text form={form} name="address_line1" />
      <Text form={form} name="address_line2" />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Text form={form} name="city" />
        <Text form={form} name="region" />
        <Text form={form} name="postal_code" />
        <Choice form={form} name="country" data={countryChoices()} />
        <Choice form={form} name="language" data={languageChoices()} />
        <Choice form={form} name="time_zone" data={timeZoneChoices()} />
        <Text form={form} name="birthday" type="date" />
        <Text form={form} name="external_id" />
      </SimpleGrid>
      <Textarea
        label="Notes"
        name="notes"
        autosize
        minRows={3}
        maxRows={10}
        description="For your colleagues. Never sent."
        {...form.getInputProps('notes')}
      />
    </Stack>
  );
}

const labelOf = (name: TextKey): string => findStandardField(name)?.label ?? name;

function Text({
  form,
  name,
  type = 'text',
  autoFocus = false,
}: {
  form: Form;
  name: TextKey;
  type?: string;
  autoFocus?: boolean;
}) {
  return (
    <TextInput
      label={labelOf(name)}
      name={name}
      type={type}
      autoComplete="off"
      {...(autoFocus ? { 'data-autofocus': true } : {})}
      {...form.getInputProps(name)}
    />
  );
}

function Choice({ form, name, data }: { form: Form; name: TextKey; data: { value: string; label: string }[] }) {
  const value = form.values[name];
  const known = value === '' || data.some((one) => one.value === value) ? data : [...data, { value, label: value }];
  return (
    <Select
      label={labelOf(name)}
      name={name}
      searchable
      clearable
      data={known}
      value={value || null}
      error={form.errors[name] as string | undefined}
      onChange={(next) => form.setFieldValue(name, next ?? '')}
    />
  );
}
