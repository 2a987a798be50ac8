import { Button, Group, Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type JoinKeyword, joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import type { List } from '@tidings/core/contract/lists';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PurposeSelect } from './PurposeSelect.tsx';

interface KeywordModalProps {
  readonly list: List;
  /** The keyword to change, or a new one; null while closed. */
  readonly edited: JoinKeyword | 'new' | null;
  readonly onClose: () => void;
}

/** Adds or changes a keyword of the list. */
export function KeywordModal({ list, edited, onClose }: KeywordModalProps) {
  return (
    <Modal opened={edited !== null} onClose={onClose} title={edited === 'new' ? 'New keyword' : 'Edit keyword'}>
      {edited !== null && <Fields list={list} keyword={edited === 'new' ? null : edited} onClose={onClose} />}
    </Modal>
  );
}

const labels = { word: 'Keyword', wording: 'What you publish beside it', reply: 'Answer' };

function Fields({ list, keyword, onClose }: { list: List; keyword: JoinKeyword | null; onClose: () => void }) {
  const form = useForm({
    initialValues: {
      word: keyword?.word ?? '',
      purpose: keyword?.purpose ?? ('all' as const),
      wording: keyword?.wording ?? '',
      reply: keyword?.reply ?? '',
      asks_yes: keyword?.asks_yes ?? false,
      open: keyword?.open ?? true,
    },
  });
  const options = {
    invalidates: ['lists'] as const,
    onSuccess: ({ word }: JoinKeyword) => {
      notifyDone(`The keyword ${word} is saved`);
      onClose();
    },
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(joinKeywordsApi.createJoinKeyword, { ...options, idempotent: true });
  const update = useApiMutation(joinKeywordsApi.updateJoinKeyword, options);
  const save = form.onSubmit(({ reply, ...values }) => {
    const body = { ...values, ...(reply.trim() === '' ? {} : { reply }) };
    if (keyword === null) create.mutate({ body: { ...body, list_id: list.id } });
    else update.mutate({ params: { join_keyword_id: keyword.id }, body });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={labels} />
        <TextInput
          label={labels.word}
          description="Case, accents and punctuation do not count."
          placeholder="GALA"
          name="word"
          required
          data-autofocus
          autoComplete="off"
          maxLength={30}
          {...form.getInputProps('word')}
        />
        <Textarea
          label={labels.wording}
          description="As printed on the poster or page. Kept with each consent."
          placeholder="Text GALA to 202-555-0100 to get up to 4 texts a month about the gala. Msg & data rates may apply. Reply STOP to opt out."
          name="wording"
          required
          autosize
          minRows={3}
          maxLength={1_000}
          {...form.getInputProps('wording')}
        />
        <PurposeSelect value={form.values.purpose} onChange={(purpose) => form.setFieldValue('purpose', purpose)} />
        <Textarea
          label={labels.reply}
          description="Left empty, it says who you are, what they get, rates, HELP and STOP."
          name="reply"
          autosize
          minRows={2}
          maxLength={480}
          {...form.getInputProps('reply')}
        />
        <Switch
          label="Ask for a YES first"
          description="They are asked to confirm, and agree only with YES."
          {...form.getInputProps('asks_yes', { type: 'checkbox' })}
        />
        <Switch
          label="The keyword is on"
          description="Off, it is an ordinary text."
          {...form.getInputProps('open', { type: 'checkbox' })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {keyword === null ? 'Add the keyword' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
