import { Button, NumberInput, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mostLapseDays } from '@tidings/core/compliance/double-opt-in';
import { consentApi, type DoubleOptInAnswer, type DoubleOptInSettings } from '@tidings/core/contract/consent';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Bubble } from '../../ui/PhoneFrame.tsx';
import { Section } from '../../ui/Section.tsx';
import { SettingsForm } from '../../ui/SettingsForm.tsx';

const sources = [
  { name: 'member', label: 'People whose consent members enter' },
  { name: 'api', label: 'People whose consent programs pass on, such as a form on your website' },
  { name: 'import', label: 'People of imported files' },
] as const;

/** Whose consent counts only after a YES from their phone, and how they are asked. */
export function DoubleOptInForm({ answer }: { answer: DoubleOptInAnswer }) {
  const mayChange = useMay('workspace:manage');
  const form = useForm<DoubleOptInSettings>({ initialValues: answer.settings });
  const save = useApiMutation(consentApi.updateDoubleOptIn, {
    invalidates: ['workspace'],
    onSuccess: ({ settings }) => {
      form.resetDirty(settings);
      notifyDone('Saved');
    },
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <SettingsForm
      form={form}
      onSubmit={form.onSubmit((body) => save.mutate({ body }))}
      save={save}
      labels={{ question: 'The question', lapse_days: 'Days' }}
      mayChange={mayChange}
    >
      <Section
        title="Ask for a YES first"
        subtitle="Each gets one text and counts as having agreed once they answer YES from their phone. It is the best proof there is. Whoever texts START needs no asking."
      >
        <Stack gap="sm">
          {sources.map(({ name, label }) => (
            <Switch key={name} label={label} disabled={!mayChange} {...form.getInputProps(name, { type: 'checkbox' })} />
          ))}
          <NumberInput
            label="Over after so many days without an answer"
            w={320}
            min={1}
            max={mostLapseDays}
            allowDecimal={false}
            readOnly={!mayChange}
            {...form.getInputProps('lapse_days')}
          />
          <Text size="sm" c="dimmed">
            A phone is asked at most once in 24 hours and three times ever, never at night, and never when it is on the
            do-not-contact list.
          </Text>
        </Stack>
      </Section>
      <Section title="The question" subtitle="{{brand}} is your name, {{what}} what they agree to.">
        <Stack gap="sm">
          <Textarea
            aria-label="The question"
            autosize
            minRows={3}
            maxLength={600}
            readOnly={!mayChange}
            {...form.getInputProps('question')}
          />
          {mayChange && form.values.question !== answer.default_question && (
            <Button
              size="compact-xs"
              variant="subtle"
              style={{ alignSelf: 'flex-start' }}
              onClick={() => form.setFieldValue('question', answer.default_question)}
            >
              Back to the usual text
            </Button>
          )}
          <div>
            <Text size="sm" c="dimmed" mb={6}>
              As people get it now, and what they get for YES:
            </Text>
            <Stack gap={8} maw={440}>
              <Bubble>{answer.previews.all}</Bubble>
              <Bubble own>YES</Bubble>
              <Bubble>{answer.previews.thanks}</Bubble>
            </Stack>
          </div>
        </Stack>
      </Section>
    </SettingsForm>
  );
}
