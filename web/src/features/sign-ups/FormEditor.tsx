import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import { type FormInput, formsApi } from '@tidings/core/contract/forms';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { FormFields } from './FormFields.tsx';
import { FormPreview } from './FormPreview.tsx';
import { FormShare } from './FormShare.tsx';
import classes from './SignUps.module.css';

interface FormEditorProps {
  readonly listId: string;
  readonly answer: AnswerOf<(typeof formsApi)['getForm']>;
  readonly onSaved: () => void;
}

const labels = {
  slug: 'End of the address',
  title: 'Title',
  intro: 'What it is about',
  wording: 'Words beside the box',
  button: 'Words on the button',
  thanks: 'Words of thanks',
  closed_words: 'Words when it is closed',
  fields: 'What is asked',
  questions: 'Questions of your own',
};

/** Writes the public page of a list, and shows it as people will see it. */
export function FormEditor({ listId, answer, onSaved }: FormEditorProps) {
  const form = useForm<FormInput>({ initialValues: inputOf(answer) });
  const save = useApiMutation(formsApi.saveForm, {
    invalidates: ['lists'],
    onSuccess: (saved) => {
      form.resetDirty();
      notifyDone(saved.open ? 'Saved. The page is open.' : 'Saved. The page is closed.');
      onSaved();
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const body = cleaned(form.values);
  return (
    <Section
      title="Sign-up page"
      subtitle={
        answer.form === null
          ? 'A public page on which people sign up themselves. Not written yet: this is a suggestion.'
          : answer.form.taken === 0
            ? 'Nobody has sent it in yet.'
            : `Sent in ${plural(answer.form.taken, 'time', 'times')}.`
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ params: { list_id: listId }, body });
        }}
      >
        <div className={classes.columns}>
          <Stack>
            <FormError error={save.error} labels={labels} />
            <Switch
              label="The page is open"
              description="Closed, it says that it is, in your words."
              {...form.getInputProps('open', { type: 'checkbox' })}
            />
            {answer.form !== null && <FormShare form={answer.form} />}
            <FormFields form={form} baseUrl={answer.base_url} />
            <Group>
              <Button type="submit" loading={save.isPending}>
                Save the page
              </Button>
              {form.isDirty() && (
                <Text size="sm" c="dimmed">
                  Not saved yet
                </Text>
              )}
            </Group>
          </Stack>
          <FormPreview listId={listId} input={body} />
        </div>
      </form>
    </Section>
  );
}

function inputOf({ form, suggestion }: FormEditorProps['answer']): FormInput {
  if (form === null) return suggestion;
  const { id: _, list_id: __, url: ___, taken: ____, updated_at: _____, ...input } = form;
  return input;
}

/** Without empty questions, and with null for what is empty. */
function cleaned(values: FormInput): FormInput {
  const orNull = (text: string | null) => (text === null || text.trim() === '' ? null : text);
  return {
    ...values,
    intro: orNull(values.intro),
    thanks: orNull(values.thanks),
    closed_words: orNull(values.closed_words),
    questions: values.questions.filter((one) => one.label.trim() !== ''),
  };
}
