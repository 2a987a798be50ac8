import { MultiSelect, Stack } from '@mantine/core';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { TagChips } from './TagChips.tsx';
import type { useGroups } from './use-groups.ts';

/** The lists and tags of one person; a change is saved at once. */
export function ContactGroups({ contact, groups }: { contact: Contact; groups: ReturnType<typeof useGroups> }) {
  const may = useMay('contacts:write');
  const path = usePath();
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
  const named = (items: readonly { id: string; name: string }[]) => items.map((one) => ({ value: one.id, label: one.name }));
  return (
    <Section title="Lists and tags">
      <Stack gap="sm">
        <MultiSelect
          label="Lists"
          placeholder={contact.lists.length === 0 ? 'In no list' : ''}
          searchable
          disabled={save.isPending}
          data={named([...groups.lists, ...contact.lists.filter((list) => !groups.lists.some((one) => one.id === list.id))])}
          value={contact.lists.map((list) => list.id)}
          onChange={(ids) => save.mutate({ params, body: { list_ids: ids } })}
        />
        <MultiSelect
          label="Tags"
          placeholder={contact.tags.length === 0 ? 'No tags' : ''}
          searchable
          disabled={save.isPending}
          data={named([...groups.tags, ...contact.tags.filter((tag) => !groups.tags.some((one) => one.id === tag.id))])}
          value={contact.tags.map((tag) => tag.id)}
          onChange={(ids) => save.mutate({ params, body: { tag_ids: ids } })}
        />
      </Stack>
    </Section>
  );
}
