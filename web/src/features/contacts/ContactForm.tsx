import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { findStandardField } from '@tidings/core/contacts/fields';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import type { CustomField } from '@tidings/core/contract/fields';
import { useState } from 'react';
import type { ApiError } from '../../lib/api-error.ts';
import { besideField } from '../../lib/field-words.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { ConsentGoesAlong } from './ConsentGoesAlong.tsx';
import { ContactFields } from './ContactFields.tsx';
import { type Consent, consentChoices } from './consent-words.ts';
import { errorsByLine, inputOf, valuesOf } from './contact-form-values.ts';
import { PurposeChoice } from './PurposeChoice.tsx';
import { SharedQuestion, sharedWith } from './SharedQuestion.tsx';
import { useGroups } from './use-groups.ts';

interface ContactFormProps {
  /** The person to edit; null for a new one. */
  readonly contact: Contact | null;
  readonly listId?: string;
  readonly onDone: (contact: Contact) => void;
  readonly onCancel: () => void;
}

/** Adds or edits one person. */
export function ContactForm({ contact, listId, onDone, onCancel }: ContactFormProps) {
  const groups = useGroups();
  const [before] = useState(() => valuesOf(contact));
  const form = useForm({ initialValues: listId === undefined ? before : { ...before, list_ids: [listId] } });
  const [consent, setConsent] = useState<Consent>('unknown');
  const [purpose, setPurpose] = useState<ConsentPurpose>('all');
  const [method, setMethod] = useState('');
  const onError = (error: ApiError) => form.setErrors(errorsByLine(sentences(error), form.values));
  const invalidates = ['contacts', 'lists'] as const;
  const create = useApiMutation(contactsApi.createContact, { idempotent: true, invalidates, onSuccess: onDone, onError });
  const update = useApiMutation(contactsApi.updateContact, { invalidates, onSuccess: onDone, onError });
  const shared = sharedWith(create.error);
  const [goes, setGoes] = useState(false);
  const [reason, setReason] = useState('');
  const first = form.values.phones.find((line) => line.value.trim() !== '')?.value.trim();
  // Another preferred number of somebody who agreed for the one they had.
  const moves = contact?.sms_consent === 'yes' && contact.phone !== null && first !== undefined && !isSame(first, contact.phone);
  const save = (allowShared: boolean) => {
    const input = inputOf(form.values, before);
    if (contact !== null) {
      const along = moves && goes ? { consent_goes_along: { reason: reason.trim() } } : {};
      return update.mutate({ params: { contact_id: contact.id }, body: { ...input, ...along } });
    }
    const sms =
      consent === 'unknown'
        ? {}
        : {
            sms_consent: {
              consent,
              ...(consent === 'yes' ? { purpose } : {}),
              ...(method.trim() === '' ? {} : { method: method.trim() }),
            },
          };
    create.mutate({ body: { ...input, ...sms, allow_shared: allowShared } });
  };
  return (
    <form noValidate onSubmit={form.onSubmit(() => save(false))}>
      <Stack>
        {shared.length === 0 && (
          <FormError error={create.error ?? update.error} labels={labelsOf(create.error ?? update.error, groups.fields)} />
        )}
        <ContactFields
          form={form}
          groups={groups}
          showMore={contact !== null}
          afterPhones={
            moves &&
            contact.phone !== null && (
              <ConsentGoesAlong
                {...{ goes, reason }}
                from={contact.phone}
                onGoes={setGoes}
                onReason={setReason}
                error={update.error?.fields.find((one) => one.field.startsWith('consent_goes_along'))?.message}
              />
            )
          }
        />
        {contact === null && (
          <ConsentQuestion {...{ consent, purpose, method }} onConsent={setConsent} onPurpose={setPurpose} onMethod={setMethod} />
        )}
        {shared.length > 0 && <SharedQuestion shared={shared} onShare={() => save(true)} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {contact === null ? 'Add contact' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Whether a number as typed is the one on record: as far as its digits tell. */
function isSame(typed: string, e164: string): boolean {
  const digits = typed.replace(/\D/g, '');
  return digits === e164.slice(1) || `1${digits}` === e164.slice(1);
}

/** What the fields at fault are called on this form. */
function labelsOf(error: ApiError | null, fields: readonly CustomField[]): Record<string, string> {
  const label = (name: string): string => {
    const [area = '', at = ''] = name.split('.');
    if (area === 'phones' || area === 'emails') return `${area === 'phones' ? 'Phone' : 'E-mail'} ${Number(at || 0) + 1}`;
    if (area === 'custom') return fields.find((field) => field.key === at)?.label ?? at;
    return area === 'body' ? 'This contact' : (findStandardField(area)?.label ?? area);
  };
  return Object.fromEntries((error?.fields ?? []).map(({ field }) => [field, label(field)]));
}

function sentences(error: ApiError): Record<string, string> {
  return Object.fromEntries(error.fields.map(({ field, message }) => [field, besideField(message)]));
}

interface ConsentQuestionProps {
  readonly consent: Consent;
  readonly onConsent: (consent: Consent) => void;
  readonly purpose: ConsentPurpose;
  readonly onPurpose: (purpose: ConsentPurpose) => void;
  readonly method: string;
  readonly onMethod: (method: string) => void;
}

function ConsentQuestion({ consent, onConsent, purpose, onPurpose, method, onMethod }: ConsentQuestionProps) {
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Did they agree to get texts from you?"
        value={consent}
        onChange={(next) => onConsent(consentChoices.find((one) => one.value === next)?.value ?? 'unknown')}
      >
        <Stack gap={8} mt={8}>
          {consentChoices.map((one) => (
            <Radio key={one.value} value={one.value} label={one.label} />
          ))}
        </Stack>
      </Radio.Group>
      {consent === 'yes' && <PurposeChoice value={purpose} onChange={onPurpose} />}
      {consent !== 'unknown' && (
        <TextInput
          label="How do you know?"
          description="Kept as evidence, with your name and the time."
          placeholder="Signed the card at the welcome desk"
          maxLength={200}
          value={method}
          onChange={(event) => onMethod(event.currentTarget.value)}
        />
      )}
    </Stack>
  );
}
