import { ContactForm } from '../../features/contacts/ContactForm.tsx';
import { useGo } from '../../lib/navigate.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { NoPermissionState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './ContactPage.module.css';

/** Adding one person on a page of its own: where links and the search lead. */
export function NewContactPage() {
  const path = usePath();
  const go = useGo();
  if (!useMay('contacts:write')) return <NoPermissionState />;
  return (
    <div className={classes.narrow}>
      <PageHeader title="Add a contact" breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]} />
      <Section>
        <ContactForm
          contact={null}
          onCancel={() => go(path('contacts'))}
          onDone={(contact) => {
            notifyDone(`${contact.name} added`);
            go(path(`contacts/${contact.id}`));
          }}
        />
      </Section>
    </div>
  );
}
