import { Button, List, Stack, Text } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import type { Contact } from '@tidings/core/contract/contacts';
import { type ErasurePreview, privacyApi } from '@tidings/core/contract/privacy';
import { downloadUrl } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';

/** What a person may ask for: all that is kept about them, or that it is deleted. */
export function PrivacyPanel({ contact }: { contact: Contact }) {
  const { workspace_id } = useWorkspace();
  const params = { contact_id: contact.id };
  const preview = useApi(privacyApi.previewErasure, { params, topics: ['contacts', 'messages'], topicId: contact.id });
  return (
    <Stack gap="md">
      <Section title="Give them what you keep" subtitle="For somebody who asks what you have about them.">
        <Stack gap="sm" align="flex-start">
          <Text>
            One file with their details, consent, lists, tags, all messages both ways and what became of them. That you made it
            stands in the activity.
          </Text>
          <Button
            component="a"
            variant="default"
            leftSection={<IconDownload size={17} stroke={1.7} />}
            href={downloadUrl(privacyApi.exportPerson, workspace_id, { params })}
          >
            Download everything
          </Button>
        </Stack>
      </Section>
      <Section title="Delete for privacy" subtitle="For somebody who asks to be deleted. Nothing brings them back.">
        {preview.data !== undefined ? (
          <Deletion contact={contact} preview={preview.data} />
        ) : preview.error === null ? (
          <LoadingState rows={4} />
        ) : (
          <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
        )}
      </Section>
    </Stack>
  );
}

function Deletion({ contact, preview }: { contact: Contact; preview: ErasurePreview }) {
  const go = useGo();
  const path = usePath();
  const erase = useApiMutation(privacyApi.erasePerson, {
    invalidates: ['contacts', 'lists', 'suppressions', 'conversations', 'messages'],
    onSuccess: () => {
      go(path('contacts'));
      notifyDone('Deleted for good');
    },
    onError: notifyError,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Delete ${contact.name} for good?`,
      danger: true,
      words: <Summary preview={preview} />,
      consequences: countsOf(preview),
      typeToConfirm: contact.name.trim(),
      confirmLabel: 'Delete for good',
    });
    if (yes) erase.mutate({ params: { contact_id: contact.id }, body: { irreversible: true } });
  };
  return (
    <Stack gap="sm" align="flex-start">
      <Summary preview={preview} />
      <Button
        color="red"
        variant="light"
        leftSection={<IconTrash size={17} stroke={1.7} />}
        loading={erase.isPending}
        onClick={() => void ask()}
      >
        Delete for privacy
      </Button>
    </Stack>
  );
}

/** What goes and what stays. */
function Summary({ preview }: { preview: ErasurePreview }) {
  const shared = preview.addresses.filter((one) => one.shared);
  return (
    <List spacing={6}>
      <List.Item>
        <strong>Goes:</strong> their details, addresses, {preview.has_notes ? 'notes, ' : ''}tags, list entries, and the text and
        number of every message. It cannot be undone.
      </List.Item>
      <List.Item>
        <strong>Stays:</strong> the counts of broadcasts, that consent was given or withdrawn and when, and a scrambled mark of
        each address. Who brings the number back in a file or sheet cannot text it; only the person can opt in again.
      </List.Item>
      {preview.under_way > 0 && (
        <List.Item>
          {plural(preview.under_way, 'message is', 'messages are')} at the provider already and cannot be called back. Text and
          number go as soon as the outcome is known.
        </List.Item>
      )}
      {shared.length > 0 && (
        <List.Item>
          <bdi>{shared.map((one) => one.value).join(', ')}</bdi> is somebody else’s, too. It stays theirs, and they can still be
          texted.
        </List.Item>
      )}
    </List>
  );
}

function countsOf(preview: ErasurePreview) {
  const own = preview.addresses.filter((one) => !one.shared).length;
  const one = (count: number, single: string, many: string) => ({ count, words: count === 1 ? single : many });
  return [
    one(preview.messages_in + preview.messages_out, 'message loses its text and number', 'messages lose their text and number'),
    one(preview.waiting, 'message waits and will not be sent', 'messages wait and will not be sent'),
    one(preview.lists, 'list loses this person', 'lists lose this person'),
    one(own, 'address is kept as a scrambled mark only', 'addresses are kept as a scrambled mark only'),
  ].filter(({ count }) => count > 0);
}
