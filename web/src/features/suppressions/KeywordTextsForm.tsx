import { Alert, Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBulb } from '@tabler/icons-react';
import { type KeywordTexts, type KeywordTextsAnswer, suppressionsApi } from '@tidings/core/contract/suppressions';
import { countSegments } from '@tidings/core/messaging/segments';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Bubble } from '../../ui/PhoneFrame.tsx';
import { Section } from '../../ui/Section.tsx';
import { SettingsForm } from '../../ui/SettingsForm.tsx';
import classes from './KeywordTextsForm.module.css';

const replies = [
  {
    name: 'stop_reply',
    word: 'STOP',
    title: 'When somebody texts STOP',
    help: 'Also for UNSUBSCRIBE, CANCEL, END, QUIT and the like. They are taken off at once and get this one confirmation, nothing else. No advertising in it.',
  },
  {
    name: 'start_reply',
    word: 'START',
    title: 'When somebody texts START',
    help: 'Also for UNSTOP. Their consent is recorded. Say how often you write, that rates may apply, and how to stop.',
  },
  {
    name: 'help_reply',
    word: 'HELP',
    title: 'When somebody texts HELP',
    help: 'Also for INFO, and for people who opted out. Give a phone number, an e-mail or a web address.',
  },
] as const;

/** The three answers, with how they look on a phone. */
export function KeywordTextsForm({ answer }: { answer: KeywordTextsAnswer }) {
  const mayChange = useMay('workspace:manage');
  const form = useForm<KeywordTexts>({ initialValues: answer.texts });
  const save = useApiMutation(suppressionsApi.updateKeywordTexts, {
    invalidates: ['workspace'],
    onSuccess: ({ texts }) => {
      form.resetDirty(texts);
      notifyDone('The answers are saved');
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const { brand } = form.values;
  return (
    <SettingsForm
      form={form}
      onSubmit={form.onSubmit((body) => save.mutate({ body }))}
      save={save}
      labels={{ brand: 'Name', stop_reply: 'Answer to STOP', start_reply: 'Answer to START', help_reply: 'Answer to HELP' }}
      mayChange={mayChange}
      saveLabel="Save the answers"
    >
      <Section title="Your name" subtitle="People must know who writes. It stands wherever {{brand}} is in the texts.">
        <TextInput
          aria-label="Your name in texts"
          name="brand"
          maw={360}
          maxLength={60}
          readOnly={!mayChange}
          {...form.getInputProps('brand')}
        />
      </Section>
      {replies.map(({ name, word, title, help }) => (
        <Section key={name} title={title} subtitle={help}>
          <div className={classes.reply}>
            <div>
              <Textarea
                aria-label={`Answer to ${word}`}
                name={name}
                autosize
                minRows={4}
                readOnly={!mayChange}
                {...form.getInputProps(name)}
                description={lengthWords(fill(form.values[name], brand))}
                inputWrapperOrder={['label', 'input', 'error', 'description']}
              />
              {mayChange && form.values[name] !== answer.defaults[name] && (
                <Button size="compact-xs" variant="subtle" mt={6} onClick={() => form.setFieldValue(name, answer.defaults[name])}>
                  Back to the usual text
                </Button>
              )}
            </div>
            <div className={classes.preview} aria-hidden="true">
              <Bubble own>{word}</Bubble>
              <Bubble>{fill(form.values[name], brand) || '…'}</Bubble>
            </div>
          </div>
          {name === 'help_reply' && !hasContact(form.values.help_reply) && (
            <Alert mt="md" color="amber" icon={<IconBulb size={20} />}>
              Carriers expect a way to reach you here: a phone number, an e-mail or a web address.
            </Alert>
          )}
        </Section>
      ))}
    </SettingsForm>
  );
}

const fill = (text: string, brand: string) => text.replace(/\{\{\s*brand\s*\}\}/g, () => brand);

function lengthWords(text: string): string {
  const { segments, remaining, encoding } = countSegments(text);
  const special = encoding === 'UCS-2' ? ', with special characters that make it longer' : '';
  return `${plural(segments, 'segment', 'segments')}, ${remaining} characters left${special}`;
}

/** A number, an e-mail or a web address; the opt-out words alone are no contact. */
function hasContact(text: string): boolean {
  return /\d[\d\s().-]{6,}\d|\S+@\S+\.\S+|\b[\w-]+\.[a-z]{2,}\b/i.test(text);
}
