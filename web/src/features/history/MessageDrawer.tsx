import { Drawer, Group, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import { messagesApi } from '@tidings/core/contract/messages';
import { plural } from '../../lib/format.ts';
import { messageSourceWords, noTextWords } from '../../lib/message-words.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { Bubble } from '../../ui/PhoneFrame.tsx';
import { State } from './history-columns.tsx';
import classes from './MessageDrawer.module.css';
import { TrailTimeline } from './TrailTimeline.tsx';

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
      <Bubble own={message.direction === 'out'}>{message.body ?? <em>{noTextWords(message.state)}</em>}</Bubble>
      <Facts details={details.data} />
      <div>
        <TrailTimeline messageId={messageId} />
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
          <AppLink size="sm" underline="always" to={path(`inbox/${message.contact.id}`)}>
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
      <dd>{[sender_name === message.our_address ? null : sender_name, ours].filter(Boolean).join(' · ')}</dd>
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
