import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Contact } from '@tidings/core/contract/contacts';
import { ContactForm } from './ContactForm.tsx';

interface ContactFormModalProps {
  readonly opened: boolean;
  readonly contact: Contact | null;
  readonly listId?: string | undefined;
  readonly onDone: (contact: Contact) => void;
  readonly onClose: () => void;
}

/** The form of one person over the page; on a phone it fills the screen. */
export function ContactFormModal({ opened, contact, listId, onDone, onClose }: ContactFormModalProps) {
  const small = useMediaQuery('(max-width: 600px)');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      fullScreen={small === true}
      // A click beside the window must not lose what was typed.
      closeOnClickOutside={false}
      title={contact === null ? 'Add a contact' : `Edit ${contact.name}`}
    >
      {opened && (
        <ContactForm contact={contact} onDone={onDone} onCancel={onClose} {...(listId === undefined ? {} : { listId })} />
      )}
    </Modal>
  );
}
