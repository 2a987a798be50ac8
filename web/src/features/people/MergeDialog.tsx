import { Alert, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { type MergePreview, peopleApi } from '@tidings/core/contract/people';
import { useState } from 'react';
import { formatNumber, plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyError, notifyUndo } from '../../ui/notify.tsx';
import classes from './People.module.css';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface MergeDialogProps {
  /** The two, the one to be kept first; undefined closes the dialog. */
  readonly pair: readonly [Named, Named] | undefined;
  readonly onClose: () => void;
  readonly onMerged?: (keptId: string) => void;
}

/** Makes one person of two: who stays, which values win, and what comes of it. */
export function MergeDialog({ pair, onClose, onMerged }: MergeDialogProps) {
  return (
    <Modal opened={pair !== undefined} onClose={onClose} title="Merge two contacts" size="lg">
      {pair !== undefined && (
        <MergeForm key={`${pair[0].id} ${pair[1].id}`} pair={pair} onClose={onClose} onMerged={onMerged ?? (() => {})} />
      )}
    </Modal>
  );
}

function MergeForm({ pair, onClose, onMerged }: Required<MergeDialogProps> & { pair: readonly [Named, Named] }) {
  const [keptId, setKeptId] = useState(pair[0].id);
  const [take, setTake] = useState<readonly string[]>([]);
  const [kept, other] = pair[0].id === keptId ? pair : [pair[1], pair[0]];
  const body = { kept_id: kept.id, merged_id: other.id, take: [...take] };
  const preview = useApi(peopleApi.previewMerge, { body, topics: ['contacts'], keepPrevious: true });
  const topics = ['contacts', 'lists', 'conversations', 'messages'] as const;
  const undo = useApiMutation(peopleApi.undoMerge, { invalidates: topics, onError: notifyError });
  const merge = useApiMutation(peopleApi.mergeContacts, {
    invalidates: topics,
    onSuccess: ({ merge_id, contact }) => {
      onClose();
      onMerged(contact.id);
      notifyUndo({ message: `${contact.name} is one contact now`, onUndo: () => undo.mutate({ params: { merge_id } }) });
    },
    onError: notifyError,
  });
  return (
    <Stack gap="md">
      <Radio.Group
        label="Who stays"
        description="The other contact’s page leads here from now on."
        value={keptId}
        onChange={(id) => {
          setKeptId(id);
          setTake([]);
        }}
      >
        <Stack gap={6} mt={8}>
          {pair.map((one, at) => (
            <Radio key={one.id} value={one.id} label={<bdi>{nameIn(one, pair, at)}</bdi>} />
          ))}
        </Stack>
      </Radio.Group>
      {preview.data !== undefined ? (
        <Result
          preview={preview.data}
          take={take}
          onTake={(key, taken) => setTake((before) => (taken ? [...before, key] : before.filter((one) => one !== key)))}
        />
      ) : preview.error === null ? (
        <LoadingState rows={4} />
      ) : (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={preview.data === undefined} loading={merge.isPending} onClick={() => merge.mutate({ body })}>
          Merge into one contact
        </Button>
      </Group>
    </Stack>
  );
}

/** Two of one name are told apart by who was there first. */
function nameIn(one: Named, [first, second]: readonly [Named, Named], at: number): string {
  return first.name === second.name ? `${one.name} (${at === 0 ? 'the first' : 'the second'})` : one.name;
}

interface ResultProps {
  readonly preview: MergePreview;
  readonly take: readonly string[];
  readonly onTake: (key: string, taken: boolean) => void;
}

function Result({ preview, take, onTake }: ResultProps) {
  const { country } = useWorkspace();
  const { result, consent, choices, messages, stopped } = preview;
  return (
    <>
      {choices.length > 0 && (
        <Stack gap="sm">
          <Text fw={600}>Where they differ</Text>
          {choices.map((choice) => (
            <Radio.Group
              key={choice.key}
              label={choice.label}
              value={take.includes(choice.key) ? 'merged' : 'kept'}
              onChange={(wins) => onTake(choice.key, wins === 'merged')}
            >
              <Group gap="lg" mt={4}>
                <Radio value="kept" label={<bdi>{readable(choice.key, choice.kept, country)}</bdi>} />
                <Radio value="merged" label={<bdi>{readable(choice.key, choice.merged, country)}</bdi>} />
              </Group>
            </Radio.Group>
          ))}
        </Stack>
      )}
      <section aria-label="The contact afterwards" className={classes.result}>
        <Text fw={600} mb={6}>
          Afterwards
        </Text>
        <dl className={classes.facts}>
          <Fact label="Name" value={result.name} />
          <Fact label="Phones" value={result.phones.map((one) => readablePhone(one, country)).join(', ')} />
          <Fact label="E-mail" value={result.emails.join(', ')} />
          <Fact label="Lists" value={result.lists.join(', ')} />
          <Fact label="Tags" value={result.tags.join(', ')} />
          <Fact label="Texts" value={`${consentWords[consent.consent]}. ${consent.words}`} />
          <Fact label="Messages" value={messages === 0 ? '' : `${formatNumber(messages)} more in the conversation`} />
        </dl>
      </section>
      {stopped > 0 && (
        <Alert color="blue" variant="light">
          Both get the same broadcast. {plural(stopped, 'text', 'texts')} will not be sent, so that nobody gets it twice.
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        You can undo this at any time. Numbers that opted out stay opted out.
      </Text>
    </>
  );
}

const consentWords = { yes: 'Agreed', no: 'Does not want texts', unknown: 'Not asked' } as const;

const readable = (key: string, value: string, country: string) => (key === 'phone' ? readablePhone(value, country) : value);

function Fact({ label, value }: { label: string; value: string }) {
  if (value === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
