import { Stack, Text } from '@mantine/core';
import { formatFieldValue } from '@tidings/core/contacts/field-values';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useNewGroups } from '../../lib/new-groups.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { NamedSelect } from '../../ui/NamedSelect.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { TagChips } from './TagChips.tsx';
import type { useGroups } from './use-groups.ts';

/** The lists and tags of one person; a change is saved at once. */
export function ContactGroups({ contact, groups }: { contact: Contact; groups: ReturnType<typeof useGroups> }) {
  const may = useMay('contacts:write');
  const path = usePath();
  const make = useNewGroups();
  const save = useApiMutation(contactsApi.updateContact, { invalidates: ['contacts', 'lists', 'fields'], onError: notifyError });
  const params = { contact_id: contact.id };
  if (!may) {
    return (
      <Section title="Lists and tags">
        <Stack gap="sm">
          {contact.lists.map((list) => (
            <AppLink key={list.id} to={path(`lists/${list.id}`)}>
              {list.name}
            </AppLink>
          ))}
          <TagChips tags={contact.tags} />
        </Stack>
      </Section>
    );
  }
  return (
    <Section title="Lists and tags">
      <Stack gap="sm">
        <NamedSelect
          label="Lists"
          placeholder={contact.lists.length === 0 ? 'In no list' : ''}
          disabled={save.isPending}
          onCreate={make.list}
          maxNameLength={100}
          nothingFoundMessage="No such list"
          items={[...groups.lists, ...contact.lists.filter((list) => !groups.lists.some((one) => one.id === list.id))]}
          value={contact.lists.map((list) => list.id)}
          onChange={(ids) => save.mutate({ params, body: { list_ids: ids } })}
        />
        <EntryLines contact={contact} groups={groups} />
        <NamedSelect
          label="Tags"
          placeholder={contact.tags.length === 0 ? 'No tags' : ''}
          disabled={save.isPending}
          onCreate={make.tag}
          maxNameLength={60}
          nothingFoundMessage="No such tag"
          items={[...groups.tags, ...contact.tags.filter((tag) => !groups.tags.some((one) => one.id === tag.id))]}
          value={contact.tags.map((tag) => tag.id)}
          onChange={(ids) => save.mutate({ params, body: { tag_ids: ids } })}
        />
      </Stack>
    </Section>
  );
}

/** What is noted of somebody on each list, apart from the others. */
function EntryLines({ contact, groups }: { contact: Contact; groups: ReturnType<typeof useGroups> }) {
  const path = usePath();
  return contact.lists.map(({ id, name, details }) => {
    const fields = groups.lists.find((one) => one.id === id)?.fields ?? [];
    const words = fields.flatMap(({ key, label, type }) =>
      details[key] === undefined ? [] : [`${label}: ${formatFieldValue(type, details[key])}`],
    );
    return words.length === 0 ? null : (
      <Text key={id} size="sm">
        <AppLink underline="always" to={path(`lists/${id}`)}>
          {name}
        </AppLink>
        {' – '}
        {words.join(' · ')}
      </Text>
    );
  });
}
