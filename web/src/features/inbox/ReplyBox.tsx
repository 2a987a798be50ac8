import { Alert, Button, Select, Text, Textarea } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconBan, IconClock, IconSend } from '@tabler/icons-react';
import { inboxApi, type ReplyState } from '@tidings/core/contract/inbox';
import { countSegments, maxSmsBodyLength } from '@tidings/core/messaging/segments';
import { useRef, useState } from 'react';
import { newKey } from '../../lib/api.ts';
import { formatMoney, plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useWays, type Way, wayOptions } from '../../lib/ways.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Meter } from '../../ui/Meter.tsx';
import { notifyError } from '../../ui/notify.tsx';
import classes from './ConversationPane.module.css';

/** What was begun and not sent, by person: going to another conversation and back loses nothing. */
const drafts = new Map<string, string>();

/** Where a member answers. Closed, with the reason, when this person may not be written to. */
export function ReplyBox({ contactId, reply: usual }: { contactId: string; reply: ReplyState }) {
  const ways = useWays();
  const [chosenId, choose] = useState<string | null>(null);
  const chosen = ways.find((one) => one.id === chosenId);
  const from = chosen && (chosen.kind === 'sender' ? { sender_id: chosen.id } : { pool_id: chosen.id });
  const through = useApi(inboxApi.getConversation, {
    params: { contact_id: contactId },
    query: from ?? {},
    topics: ['messages', 'connections', 'workspace'],
    enabled: from !== undefined,
    keepPrevious: true,
  });
  const reply = (from && through.data?.reply) ?? usual;
  const [text, setText] = useState(drafts.get(contactId) ?? '');
  // One id per text: however often it is pressed or repeated, it is sent once.
  const id = useRef(asUuid(newKey()));
  const box = useRef<HTMLTextAreaElement>(null);
  const write = (next: string) => {
    drafts.set(contactId, next);
    setText(next);
  };
  const send = useApiMutation(inboxApi.reply, {
    invalidates: ['messages', 'conversations'],
    onSuccess: () => {
      id.current = asUuid(newKey());
      write('');
      box.current?.focus();
    },
    onError: notifyError,
  });
  useHotkeys([['r', () => box.current?.focus()]]);
  if (!reply.allowed) {
    return (
      <div className={classes.reply}>
        <Alert color="amber" icon={<IconBan size={20} />} title="You cannot answer">
          {reply.words ?? 'This person cannot be answered at the moment.'}
        </Alert>
      </div>
    );
  }
  const body = text.trim();
  const ready = body !== '' && body.length <= maxSmsBodyLength && !send.isPending;
  const submit = () => ready && send.mutate({ params: { contact_id: contactId }, body: { id: id.current, body, ...from } });
  return (
    <form
      className={classes.reply}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {reply.words !== null && (
        <Alert color="amber" py={6} icon={<IconClock size={18} />}>
          {reply.words}
        </Alert>
      )}
      <FromChoice ways={ways} usual={usual} chosen={chosen} onChange={choose} />
      {reply.lookup !== null && (
        <Text size="sm" c="dimmed">
          Your first text to this number: it is looked up before
          {reply.lookup.micros === null ? '' : `, for about ${formatMoney(reply.lookup.micros, 'USD')}`}.
        </Text>
      )}
      <Textarea
        ref={box}
        aria-label="Your answer"
        placeholder="Write an answer…"
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          submit();
        }}
      />
      <div className={classes.replyFoot}>
        <div className={classes.meter}>
          <SegmentMeter text={body} from={reply.from?.address} />
        </div>
        <Button
          type="submit"
          disabled={!ready}
          loading={send.isPending}
          leftSection={<IconSend size={16} />}
          title="Ctrl + Enter"
        >
          Send
        </Button>
      </div>
    </form>
  );
}

interface FromChoiceProps {
  readonly ways: readonly Way[];
  readonly usual: ReplyState;
  readonly chosen: Way | undefined;
  readonly onChange: (id: string | null) => void;
}

/** What the answer leaves from: the number they know, unless somebody chooses. Shown where there is a choice. */
function FromChoice({ ways, usual, chosen, onChange }: FromChoiceProps) {
  const { country } = useWorkspace();
  if (ways.length < 2) return null;
  const known = usual.from === null ? 'As usual' : `As usual: ${readablePhone(usual.from.address, country)}`;
  return (
    <Select
      aria-label="Answer from"
      size="xs"
      data={[{ group: 'What they know', items: [{ value: 'usual', label: known }] }, ...wayOptions(ways)]}
      value={chosen?.id ?? 'usual'}
      allowDeselect={false}
      onChange={(id) => onChange(id === 'usual' ? null : id)}
    />
  );
}

/** How many text messages the answer becomes. */
function SegmentMeter({ text, from }: { text: string; from: string | undefined }) {
  const { country } = useWorkspace();
  if (text === '') {
    return from === undefined ? null : (
      <Text size="sm" c="dimmed">
        From {readablePhone(from, country)}
        <Text component="span" inherit visibleFrom="sm">
          {' · Ctrl + Enter sends'}
        </Text>
      </Text>
    );
  }
  const { segments, units, remaining, encoding } = countSegments(text);
  const over = text.length - maxSmsBodyLength;
  const words =
    over > 0
      ? `${plural(over, 'character', 'characters')} too many`
      : `${plural(segments, 'segment', 'segments')}, ${remaining} left${encoding === 'UCS-2' ? ' · special characters' : ''}`;
  return (
    <Meter
      label="Length of the answer"
      value={units}
      max={units + remaining}
      parts={Math.min(segments, 12)}
      words={words}
      tone={over > 0 ? 'danger' : segments > 3 ? 'warning' : 'info'}
    />
  );
}

/** Where the browser has no UUIDs the key is 32 hex digits; the API wants the form of a UUID. */
function asUuid(key: string): string {
  if (key.includes('-')) return key;
  return `${key.slice(0, 8)}-${key.slice(8, 12)}-4${key.slice(13, 16)}-8${key.slice(17, 20)}-${key.slice(20, 32)}`;
}
