import { Button } from '@mantine/core';
import { IconMessages, IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { MergeWith } from '../../features/people/MergeWith.tsx';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';

/** What can be done with one person. */
export function ContactActions({ contact, onEdit }: { contact: Contact; onEdit: () => void }) {
  const path = usePath();
  const go = useGo();
  const may = {
    write: useMay('contacts:write'),
    remove: useMay('contacts:delete'),
    talk: useMay('inbox:read'),
    send: useMay('broadcasts:write'),
  };
  return (
    <>
      {may.remove && <DeleteButton contact={contact} />}
      {may.remove && <MergeWith contact={contact} onMerged={(id) => id !== contact.id && go(path(`contacts/${id}`))} />}
      {may.write && (
        <Button variant="default" leftSection={<IconPencil size={17} stroke={1.7} />} onClick={onEdit}>
          Edit
        </Button>
      )}
      {may.send && (
        <ButtonLink
          variant="default"
          to={path(`broadcasts/new?contacts=${contact.id}`)}
          leftSection={<IconSend size={17} stroke={1.7} />}
        >
          Send message
        </ButtonLink>
      )}
      {may.talk && (
        <ButtonLink to={path(`inbox/${contact.id}`)} leftSection={<IconMessages size={17} stroke={1.7} />}>
          Conversation
        </ButtonLink>
      )}
    </>
  );
}

function DeleteButton({ contact }: { contact: Contact }) {
  const path = usePath();
  const go = useGo();
  const topics = ['contacts', 'lists'] as const;
  const restore = useApiMutation(contactsApi.restoreContacts, {
    invalidates: topics,
    onSuccess: ({ restored }) =>
      restored === 1 ? notifyDone(`${contact.name} restored`) : notifyError('Somebody else has their external id by now.'),
    onError: notifyError,
  });
  const remove = useApiMutation(contactsApi.deleteContact, {
    onSuccess: () => {
      go(path('contacts'));
      notifyUndo({ message: `${contact.name} deleted`, onUndo: () => restore.mutate({ body: { ids: [contact.id] } }) });
    },
    onError: notifyError,
  });
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={17} stroke={1.7} />}
      loading={remove.isPending}
      onClick={() => remove.mutate({ params: { contact_id: contact.id } })}
    >
      Delete
    </Button>
  );
}
