import { ActionIcon, Button, Checkbox, Group, Input, NativeSelect, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { fieldsApi } from '@tidings/core/contract/fields';
import { type FormInput, formFieldKeys, formFieldLabels } from '@tidings/core/contract/forms';
import { useApi } from '../../lib/query.ts';
import { PurposeSelect } from './PurposeSelect.tsx';
import classes from './SignUps.module.css';

type EditedForm = UseFormReturnType<FormInput>;

/** Everything that stands on the page. */
export function FormFields({ form, baseUrl }: { form: EditedForm; baseUrl: string }) {
  const askable = useAskable();
  return (
    <>
      <TextInput label="Title" name="title" required maxLength={100} {...form.getInputProps('title')} />
      <Textarea
        label="What it is about"
        name="intro"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={1_000}
        {...form.getInputProps('intro')}
        value={form.values.intro ?? ''}
      />
      <TextInput
        label="End of the address"
        name="slug"
        required
        maxLength={60}
        description={`${baseUrl}${form.values.slug}`}
        {...form.getInputProps('slug')}
      />
      <Input.Wrapper label="Besides the mobile number, ask for" labelElement="div">
        <div className={classes.fields}>
          {askable.map((one) => (
            <FieldChoice key={one.key} form={form} field={one} order={askable.map(({ key }) => key)} />
          ))}
        </div>
      </Input.Wrapper>
      <Questions form={form} />
      <PurposeSelect value={form.values.purpose} onChange={(purpose) => form.setFieldValue('purpose', purpose)} />
      <Textarea
        label="Words beside the box"
        description="Kept with each consent, exactly as they stand here. Say who texts, about what, how often, that rates may apply, and how to stop."
        name="wording"
        required
        autosize
        minRows={4}
        // Measured while the window becomes narrower, the text would stand in a column of single letters, and stay so.
        maxRows={14}
        maxLength={1_500}
        {...form.getInputProps('wording')}
      />
      <Switch
        label="Only with a tick in the box"
        description="Off: people without a tick are on the list too, and get no texts."
        {...form.getInputProps('consent_required', { type: 'checkbox' })}
      />
      <Switch
        label="Ask for a YES from the phone"
        description="Anybody can type any number. Leave this on, and only the owner of the phone can agree."
        {...form.getInputProps('asks_yes', { type: 'checkbox' })}
      />
      <TextInput label="Words on the button" name="button" required maxLength={40} {...form.getInputProps('button')} />
      <Textarea
        label="Words of thanks"
        description="Everybody sees the same, on the list before or not."
        name="thanks"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={500}
        {...form.getInputProps('thanks')}
        value={form.values.thanks ?? ''}
      />
      <Textarea
        label="Words when it is closed"
        name="closed_words"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={500}
        {...form.getInputProps('closed_words')}
        value={form.values.closed_words ?? ''}
      />
    </>
  );
}

interface Askable {
  readonly key: FormInput['fields'][number]['key'];
  readonly label: string;
}

/** What a form can ask: details that everybody has, then the fields of the workspace in their order. */
function useAskable(): readonly Askable[] {
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 }).data?.items ?? [];
  return [
    ...formFieldKeys.map((key) => ({ key, label: formFieldLabels[key] })),
    ...fields.map(({ key, label }) => ({ key: `custom:${key}` as const, label })),
  ];
}

interface FieldChoiceProps {
  readonly form: EditedForm;
  readonly field: Askable;
  /** All that can be asked, as it stands on the page. */
  readonly order: readonly string[];
}

/** Whether a detail is asked for. */
function FieldChoice({ form, field: { key, label }, order }: FieldChoiceProps) {
  const chosen = form.values.fields.find((one) => one.key === key);
  const choose = (value: string) => {
    const others = form.values.fields.filter((one) => one.key !== key);
    const next = value === 'no' ? others : [...others, { key, required: value === 'required' }];
    form.setFieldValue(
      'fields',
      next.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key)),
    );
  };
  return (
    <NativeSelect
      label={label}
      value={chosen === undefined ? 'no' : chosen.required ? 'required' : 'optional'}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[
        { value: 'no', label: 'Not asked' },
        { value: 'optional', label: 'Optional' },
        { value: 'required', label: 'Required' },
      ]}
    />
  );
}

/** Questions whose answers become details of the person in this list. */
function Questions({ form }: { form: EditedForm }) {
  const { questions } = form.values;
  return (
    <Stack gap={8}>
      <Input.Wrapper
        label="Questions of your own"
        labelElement="div"
        description="The answers become details of the person in this list."
      >
        {questions.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question is known by its place.
          <Group key={at} gap={8} mt={8} wrap="nowrap">
            <TextInput
              aria-label={`Question ${at + 1}`}
              maxLength={60}
              style={{ flex: 1 }}
              {...form.getInputProps(`questions.${at}.label`)}
            />
            <Checkbox
              label="Required"
              aria-label={`Question ${at + 1} is required`}
              {...form.getInputProps(`questions.${at}.required`, { type: 'checkbox' })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove question ${at + 1}`}
              onClick={() => form.removeListItem('questions', at)}
            >
              <IconTrash size={17} stroke={1.7} />
            </ActionIcon>
          </Group>
        ))}
      </Input.Wrapper>
      {questions.length < 5 && (
        <Button
          variant="default"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={15} stroke={1.7} />}
          onClick={() => form.insertListItem('questions', { label: '', required: false })}
        >
          Add a question
        </Button>
      )}
    </Stack>
  );
}
