import { Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ConsentInput } from '@tidings/core/contract/contact-input';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { type Consent, consentChoices } from './consent-words.ts';
import { PurposeChoice } from './PurposeChoice.tsx';

interface ConsentDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly count: number;
  readonly initial?: Consent | undefined;
  readonly initialPurpose?: ConsentPurpose | undefined;
  readonly isPending: boolean;
  readonly onSave: (input: ConsentInput) => void;
}

/** Asks what people said to texts, and how that is known (it is kept as evidence). */
export function ConsentDialog({ opened, onClose, ...rest }: ConsentDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Consent to texts">
      {opened && <Fields onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Fields({
  onClose,
  count,
  initial = 'yes',
  initialPurpose = 'all',
  isPending,
  onSave,
}: Omit<ConsentDialogProps, 'opened'>) {
  const [consent, setConsent] = useState<Consent>(initial);
  const [purpose, setPurpose] = useState<ConsentPurpose>(initialPurpose);
  const [method, setMethod] = useState('');
  const [wording, setWording] = useState('');
  const save = () =>
    onSave({
      consent,
      ...(consent === 'yes' ? { purpose } : {}),
      ...(method.trim() === '' ? {} : { method: method.trim() }),
      ...(wording.trim() === '' ? {} : { wording: wording.trim() }),
    });
  const label = consentChoices.find((one) => one.value === consent)?.label ?? '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        <Radio.Group
          label={count === 1 ? 'What did this person say?' : `What did these ${plural(count, 'person', 'people')} say?`}
          value={consent}
          onChange={(next) => setConsent(consentChoices.find((one) => one.value === next)?.value ?? 'unknown')}
        >
          <Stack gap={8} mt={8}>
            {consentChoices.map((one) => (
              <Radio key={one.value} value={one.value} label={one.label} />
            ))}
          </Stack>
        </Radio.Group>
        {consent === 'yes' && <PurposeChoice value={purpose} onChange={setPurpose} />}
        <TextInput
          label="How do you know?"
          placeholder="Signed the card at the welcome desk"
          required={consent === 'yes'}
          maxLength={200}
          value={method}
          onChange={(event) => setMethod(event.currentTarget.value)}
        />
        <Textarea
          label="The words they agreed to"
          description="If you have them: they prove the consent later."
          autosize
          minRows={2}
          maxLength={2000}
          value={wording}
          onChange={(event) => setWording(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          Numbers that said STOP stay silent, whatever is entered here: only the person can change that, by texting START.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={isPending}
            disabled={consent === 'yes' && method.trim() === ''}
            aria-label={`Save: ${label}`}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
