import { Radio, Stack, Switch, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { profileHours } from '@tidings/core/compliance/quiet-profiles';
import { type QuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { showFieldErrors } from '../../ui/FormError.tsx';
import { everyDay, HoursField } from '../../ui/HoursField.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { SettingsForm } from '../../ui/SettingsForm.tsx';
import { CapFields } from './CapFields.tsx';
import { LawTable } from './LawTable.tsx';
import { weekWords } from './law-words.ts';

const profiles = [
  {
    value: 'marketing',
    label: 'Offers, invitations and appeals',
    description: 'The hours of the law for advertising, with those of stricter states. Choose this when you are not sure.',
  },
  {
    value: 'informational',
    label: 'Information only',
    description: `News that people asked for, such as changed times. ${weekWords(profileHours.informational)} at their place.`,
  },
  {
    value: 'patient',
    label: 'Reminders to patients',
    description: `Appointments and care. ${weekWords(profileHours.patient)} at their place.`,
  },
] as const;

const labels = {
  profile: 'What you send',
  own: 'Your own hours',
  'own.from': 'From',
  'own.to': 'Until',
  'own.days': 'Days',
  'frequency_cap.messages': 'Texts',
  'frequency_cap.days': 'Days',
};

/** When people may be texted, and how often. */
export function QuietHoursForm({ saved }: { saved: QuietHoursSettings }) {
  const mayChange = useMay('workspace:manage');
  const form = useForm<QuietHoursSettings>({ initialValues: saved });
  const save = useApiMutation(quietHoursApi.updateQuietHours, {
    invalidates: ['workspace', 'broadcasts'],
    onSuccess: (settings) => {
      form.resetDirty(settings);
      notifyDone('Saved. Who waits is looked at again.');
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const { profile, own, holidays, in_sandbox, frequency_cap } = form.values;
  const fault = (name: string) =>
    Object.entries(form.errors)
      .find(([field]) => field.startsWith(name))?.[1]
      ?.toString();
  return (
    <SettingsForm
      form={form}
      onSubmit={form.onSubmit((body) => save.mutate({ body }))}
      save={save}
      labels={labels}
      mayChange={mayChange}
      saveLabel="Save the hours"
    >
      <Section title="What you send" subtitle="It decides which hours the law asks for.">
        <Radio.Group
          aria-label="What you send"
          value={profile}
          onChange={(value) => mayChange && form.setFieldValue('profile', value as QuietHoursSettings['profile'])}
        >
          <Stack gap="sm">
            {profiles.map((one) => (
              <Radio key={one.value} {...one} disabled={!mayChange && one.value !== profile} />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
      <Section
        title="When texts go out"
        subtitle="By the clock where the person is: their own time zone, else their address, else all places of their number."
      >
        {profile === 'marketing' ? (
          <LawTable />
        ) : (
          <Text>Texts go out between {weekWords(profileHours[profile]).replace(' to ', ' and ')} at the person’s place.</Text>
        )}
        <Text mt="sm" size="sm" c="dimmed">
          Whoever sleeps gets it when their hours begin. Answers to STOP and HELP, replies to somebody who wrote in the last 24
          hours, and tests to yourself do not wait.
        </Text>
      </Section>
      <Section title="Your own hours" subtitle="Kept besides those above, so they only make it stricter.">
        <Stack gap="md">
          <Switch
            label="Keep hours of our own"
            name="own"
            checked={own !== null}
            disabled={!mayChange}
            onChange={(event) =>
              form.setFieldValue('own', event.currentTarget.checked ? { from: '09:00', to: '20:00', days: [...everyDay] } : null)
            }
          />
          {own !== null && (
            <HoursField
              value={own}
              readOnly={!mayChange}
              error={fault('own')}
              onChange={(value) => form.setFieldValue('own', { ...value, days: [...value.days] })}
            />
          )}
          <Switch
            label="Nothing on public holidays"
            description="Federal holidays of the United States. States that forbid it on holidays are kept anyway."
            checked={holidays}
            disabled={!mayChange}
            onChange={(event) => form.setFieldValue('holidays', event.currentTarget.checked)}
          />
        </Stack>
      </Section>
      <Section title="How often" subtitle="So that nobody gets too many, whoever here sends. Replies do not count.">
        <CapFields
          value={frequency_cap}
          readOnly={!mayChange}
          errors={{ messages: fault('frequency_cap.messages'), days: fault('frequency_cap.days') }}
          onChange={(value) => form.setFieldValue('frequency_cap', value)}
        />
      </Section>
      <Section title="In the sandbox">
        <Switch
          label="Keep all this for sandbox phones too"
          description="Off, texts reach sandbox phones at any hour, so that you can try things out at night. Real phones are not concerned."
          checked={in_sandbox}
          disabled={!mayChange}
          onChange={(event) => form.setFieldValue('in_sandbox', event.currentTarget.checked)}
        />
      </Section>
    </SettingsForm>
  );
}
