import { ActionIcon, Button, Group, Text, Textarea, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconArrowUp } from '@tabler/icons-react';
import { type PhoneMessage, sandboxApi } from '@tidings/core/contract/sandbox';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { formatClock } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Bubble, PhoneFrame } from '../../ui/PhoneFrame.tsx';
import classes from './PhonePane.module.css';

const keywords = ['STOP', 'START', 'HELP'] as const;

/** One phone, as its holder sees it: asked for every second while it is open. */
export function PhonePane({ phone, live }: { phone: string; live: boolean }) {
  const { country } = useWorkspace();
  const number = readablePhone(phone, country);
  const messages = useApi(sandboxApi.listPhoneMessages, {
    params: { phone_number: phone },
    query: { limit: 100 },
    topics: ['messages'],
    refetchInterval: 1_000,
  });
  const name = messages.data?.contact?.name ?? null;
  useTitle(`Phone of ${name ?? number}`);
  const newest = messages.data?.items[0];
  useSeen(phone, newest?.direction === 'to_phone' ? newest.sid : undefined);
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message moves the end into view
  useLayoutEffect(() => {
    const screen = end.current?.parentElement;
    screen?.scrollTo({ top: screen.scrollHeight });
  }, [newest?.sid, messages.isPending]);
  if (messages.data === undefined) {
    return messages.error === null ? (
      <LoadingState label="Loading the phone" />
    ) : (
      <ErrorState error={messages.error} onRetry={() => void messages.refetch()} />
    );
  }
  return (
    <div className={classes.root}>
      <Head phone={phone} number={number} contact={messages.data.contact} />
      <PhoneFrame
        title={newest?.own_number ? `Texts with ${readablePhone(newest.own_number, country)}` : 'No texts yet'}
        height={520}
        footer={!live && <WriteBox phone={phone} />}
      >
        {messages.data.items.length === 0 && (
          <Text c="dimmed" size="sm" ta="center" my="auto">
            Nothing has arrived on this phone. Write as its holder below.
          </Text>
        )}
        {messages.data.items.toReversed().map((one) => (
          <Bubble key={one.sid} own={one.direction === 'from_phone'} meta={<Meta message={one} />}>
            {one.body}
          </Bubble>
        ))}
        <div ref={end} />
      </PhoneFrame>
    </div>
  );
}

/** Who looks has read. */
function useSeen(phone: string, newest: string | undefined): void {
  const { mutate } = useApiMutation(sandboxApi.markPhoneRead);
  // biome-ignore lint/correctness/useExhaustiveDependencies: mutate is a new function each time and does the same
  useEffect(() => {
    if (newest !== undefined) mutate({ params: { phone_number: phone } });
  }, [phone, newest]);
}

function Head({
  phone,
  number,
  contact,
}: {
  phone: string;
  number: string;
  contact: { id: string; name: string | null } | null;
}) {
  const path = usePath();
  const go = useGo();
  const mayInbox = useMay('inbox:read');
  return (
    <Group gap="sm" wrap="nowrap" className={classes.head}>
      <ActionIcon className={classes.back} aria-label="Back to all phones" onClick={() => go(path('sandbox'))}>
        <IconArrowLeft size={20} />
      </ActionIcon>
      <div>
        <h2 className={classes.name}>{contact?.name ?? number}</h2>
        <Text size="sm" c="dimmed" component="div">
          {contact === null ? 'Not a contact yet: they become one when they write.' : contact.name === null ? phone : number}
          {contact !== null && mayInbox && (
            <>
              {' · '}
              <AppLink size="sm" to={path(`inbox/${contact.id}`)}>
                Their conversation
              </AppLink>
            </>
          )}
        </Text>
      </div>
    </Group>
  );
}

const failed = new Set(['failed', 'undelivered']);

function Meta({ message }: { message: PhoneMessage }) {
  const time = formatClock(message.created_at);
  if (message.direction === 'from_phone') return time;
  if (!failed.has(message.status)) return `${time} · ${message.status}`;
  return (
    <Tooltip label="The holder of a real phone would not see this message.">
      <span className={classes.failed}>
        {time} · did not arrive{message.error_code === null ? '' : ` (${message.error_code})`}
      </span>
    </Tooltip>
  );
}

function WriteBox({ phone }: { phone: string }) {
  const [text, setText] = useState('');
  const write = useApiMutation(sandboxApi.writeFromPhone, {
    invalidates: ['messages', 'conversations'],
    onSuccess: (_, { body }) => setText((now) => (now.trim() === body.body ? '' : now)),
    onError: notifyError,
  });
  const send = (body: string) => body !== '' && write.mutate({ params: { phone_number: phone }, body: { body } });
  return (
    <>
      <Group gap={6} mb={8} justify="center">
        {keywords.map((word) => (
          <Button
            key={word}
            size="compact-xs"
            radius="xl"
            variant="default"
            onClick={() => send(word)}
            disabled={write.isPending}
          >
            {word}
          </Button>
        ))}
      </Group>
      <form
        className={classes.write}
        onSubmit={(event) => {
          event.preventDefault();
          send(text.trim());
        }}
      >
        <Textarea
          aria-label="Write as the holder of this phone"
          placeholder="Reply as them"
          autosize
          minRows={1}
          maxRows={4}
          radius="xl"
          maxLength={1_600}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            send(text.trim());
          }}
        />
        <ActionIcon
          type="submit"
          variant="filled"
          color="tide"
          radius="xl"
          aria-label="Send as them"
          loading={write.isPending}
          disabled={text.trim() === ''}
        >
          <IconArrowUp size={18} />
        </ActionIcon>
      </form>
    </>
  );
}
