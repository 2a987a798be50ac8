import { Drawer, Group, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import { type Message, messagesApi } from '@tidings/core/contract/messages';
import { plural } from '../../lib/format.ts';
import { messageSourceWords, messageStateWords, noTextWords } from '../../lib/message-words.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { Bubble } from '../../ui/PhoneFrame.tsx';
import { Timeline, type TimelineItem } from '../../ui/Timeline.tsx';
import { State } from './history-columns.tsx';
import classes from './MessageDrawer.module.css';

type Details = AnswerOf<typeof messagesApi.getMessage>;

/** One message: the text, the people, and every step it took. */
export function MessageDrawer({ messageId, onClose }: { messageId: string | undefined; onClose: () => void }) {
  return (
    <Drawer opened={messageId !== undefined} onClose={onClose} position="right" size={480} title="Message">
      {messageId !== undefined && <Body key={messageId} messageId={messageId} />}
    </Drawer>
  );
}

function Body({ messageId }: { messageId: string }) {
  const details = useApi(messagesApi.getMessage, { params: { message_id: messageId }, topics: ['messages'] });
  if (details.data === undefined) {
    return details.error === null ? (
      <LoadingState rows={4} />
    ) : (
      <ErrorState error={details.error} onRetry={() => void details.refetch()} />
    );
  }
  const { message } = details.data;
  return (
    <Stack gap="lg">
      <Group gap="sm">
        <State message={message} />
        <Text size="sm" c="dimmed">
          {message.segments === null ? '' : plural(message.segments, 'segment', 'segments')}
        </Text>
      </Group>
      {message.reason_words !== null && <Text>{message.reason_words}</Text>}
      <Bubble own={message.direction === 'out'}>{message.body ?? <em>{noTextWords(message.state)}</em>}</Bubble>
      <Facts details={details.data} />
      <div>
        <Text fw={600} mb="xs">
          What happened
        </Text>
        <Timeline label="What happened" items={stepsOf(details.data)} />
      </div>
    </Stack>
  );
}

function Facts({ details: { message, sender_name, provider_id } }: { details: Details }) {
  const { country } = useWorkspace();
  const path = usePath();
  const mayInbox = useMay('inbox:read');
  const address = message.address === null ? '–' : readablePhone(message.address, country);
  const ours = message.our_address === null ? '' : readablePhone(message.our_address, country);
  return (
    <dl className={classes.facts}>
      <dt>{message.direction === 'out' ? 'To' : 'From'}</dt>
      <dd>
        {message.contact !== null && mayInbox ? (
          <AppLink size="sm" to={path(`inbox/${message.contact.id}`)}>
            {message.contact.name ?? address}
          </AppLink>
        ) : (
          message.contact?.name
        )}{' '}
        {message.contact?.name && (
          <Text component="span" size="sm" c="dimmed">
            {address}
          </Text>
        )}
        {message.contact === null && address}
      </dd>
      <dt>{message.direction === 'out' ? 'From' : 'To'}</dt>
      <dd>{sender_name === null || sender_name === message.our_address ? ours : `${sender_name} · ${ours}`}</dd>
      <dt>For</dt>
      <dd>
        {message.source_name ?? messageSourceWords(message.source)}
        {message.created_by_name && `, by ${message.created_by_name}`}
      </dd>
      {provider_id !== null && (
        <>
          <dt>Provider’s id</dt>
          <dd className={classes.code}>{provider_id}</dd>
        </>
      )}
      {message.error_code !== null && (
        <>
          <dt>Provider’s code</dt>
          <dd className={classes.code}>{message.error_code}</dd>
        </>
      )}
    </dl>
  );
}

const receiptWords: Readonly<Record<string, string>> = {
  sent: 'The carrier took it',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  failed: 'Failed',
};

/** Every step with its time, oldest first. What a receipt tells is not told a second time. */
function stepsOf({ message, attempts, receipts }: Details): TimelineItem[] {
  const step = (key: string, title: string, at: string | null, tone: TimelineItem['tone'] = 'neutral'): TimelineItem[] =>
    at === null ? [] : [{ key, title, at, tone }];
  const told = (status: string) => receipts.some((one) => one.status === status);
  const tried: TimelineItem[] = attempts.map((one, index) => ({
    key: `attempt ${index}`,
    title: `Attempt ${one.attempt}: ${one.outcome.replaceAll('_', ' ')}${one.error_code === null ? '' : ` (${one.error_code})`}`,
    at: one.at,
    tone: 'warning',
    ...(one.words === null ? {} : { body: one.words }),
  }));
  const reported: TimelineItem[] = receipts.map((one, index) => ({
    key: `receipt ${index}`,
    title: `${receiptWords[one.status] ?? `Receipt: ${one.status}`}${one.error_code === null ? '' : ` (${one.error_code})`}`,
    at: one.received_at,
    tone: one.status === 'delivered' ? 'success' : one.error_code === null ? 'info' : 'danger',
  }));
  const items = [
    ...step('created', message.direction === 'in' ? 'Received' : 'Planned', message.created_at),
    ...tried,
    ...step('accepted', 'The provider took it', message.accepted_at, 'info'),
    ...reported,
    ...(told('sent') ? [] : step('sent', 'The carrier took it', message.sent_at, 'info')),
    ...(told('delivered') ? [] : step('delivered', 'Delivered', message.delivered_at, 'success')),
    ...lastStep(message),
  ];
  return items.toSorted((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
}

function lastStep(message: Message): TimelineItem[] {
  if (message.ended_at === null || message.state === 'delivered') return [];
  const words = messageStateWords(message.state);
  return [
    { key: 'ended', title: words.label, at: message.ended_at, tone: words.tone, body: message.reason_words ?? words.explanation },
  ];
}
