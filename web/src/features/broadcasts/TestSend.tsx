import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconDeviceMobileMessage } from '@tabler/icons-react';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { type FormEvent, useState } from 'react';
import { errorWords } from '../../lib/api-error.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { draftLabels } from './draft-fields.ts';
import type { Draft } from './use-draft.ts';

const remembered = 'tidings.test-number';

/** Sends the text to a number of one's own, to look at on a phone. */
export function TestSend({ draft }: { draft: Draft }) {
  const { country, mode } = useWorkspace();
  const [to, setTo] = useState(() => localStorage.getItem(remembered) ?? '');
  const test = useApiMutation(broadcastsApi.testBroadcast, {
    idempotent: true,
    invalidates: ['messages'],
    onSuccess: (answer) => {
      localStorage.setItem(remembered, answer.to);
      notifyDone(`A test is on its way to ${readablePhone(answer.to, country)}`);
    },
  });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await draft.flush();
    if (saved) test.mutate({ params: { broadcast_id: saved.id }, body: { to } });
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label="Try it on your phone"
          name="to"
          type="tel"
          autoComplete="tel"
          placeholder="(202) 555-0123"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={test.isPending}
          disabled={to.trim() === '' || draft.fields.body.trim() === ''}
          leftSection={<IconDeviceMobileMessage size={16} />}
        >
          Send a test
        </Button>
      </Group>
      <Text size="xs" c={test.error === null ? 'dimmed' : 'red'} mt={4} role={test.error === null ? undefined : 'alert'}>
        {test.error === null
          ? mode === 'sandbox'
            ? 'In sandbox mode it arrives under Sandbox phones.'
            : 'It is a real text and costs as one.'
          : errorWords(test.error, draftLabels)}
      </Text>
    </form>
  );
}
