import { Text, Tooltip } from '@mantine/core';
import { inboxApi } from '@tidings/core/contract/inbox';
import type { Message } from '@tidings/core/contract/messages';
import { Fragment, useLayoutEffect, useRef } from 'react';
import { formatClock, formatDate, formatInstant } from '../../lib/format.ts';
import { messageSourceWords, messageStateWords, noTextWords } from '../../lib/message-words.ts';
import { useApiPages } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { Bubble } from '../../ui/PhoneFrame.tsx';
import classes from './ConversationPane.module.css';

/** How close to the end still counts as reading the newest. */
const nearEnd = 120;

/** The messages, oldest first; keeps its end in view unless one reads further up. */
export function MessageLog({ contactId }: { contactId: string }) {
  const pages = useApiPages(inboxApi.listConversationMessages, {
    params: { contact_id: contactId },
    topics: ['messages'],
    topicId: contactId,
  });
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const newest = pages.items[0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message or a new state of the last one moves the end
  useLayoutEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [newest?.id, newest?.state, pages.isPending]);
  if (pages.items.length === 0 && pages.error !== null) return <ErrorState error={pages.error} onRetry={pages.refetch} />;
  const messages = pages.items.toReversed();
  return (
    <div
      ref={box}
      className={classes.log}
      role="log"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      {pages.isPending && <LoadingState rows={3} label="Loading the messages" />}
      <MoreButton pages={pages} label="Show earlier messages" />
      {messages.length === 0 && !pages.isPending && (
        <Text c="dimmed" ta="center" my="xl">
          Nothing was written yet.
        </Text>
      )}
      {messages.map((message, index) => (
        <Fragment key={message.id}>
          {dayOf(message) !== dayOf(messages[index - 1]) && <div className={classes.day}>{dayOf(message)}</div>}
          <Bubble own={message.direction === 'out'} meta={<Meta message={message} />}>
            {message.body ?? <em>{noTextWords(message.state)}</em>}
          </Bubble>
        </Fragment>
      ))}
    </div>
  );
}

const dayOf = (message: Message | undefined) => (message === undefined ? '' : formatDate(message.created_at));

/** When, by whom, and how far it got; what went wrong in plain words. */
function Meta({ message }: { message: Message }) {
  const words = messageStateWords(message.state, message.reason);
  const who = message.source === 'reply' ? message.created_by_name : (message.source_name ?? messageSourceWords(message.source));
  const trouble =
    message.state === 'failed' || message.state === 'skipped' || message.state === 'expired' || message.state === 'unknown';
  return (
    <>
      <Tooltip label={formatInstant(message.created_at)}>
        <time dateTime={message.created_at}>{formatClock(message.created_at)}</time>
      </Tooltip>
      {message.direction === 'out' && (
        <>
          {who && ` · ${who}`} ·{' '}
          <Tooltip label={words.explanation} multiline maw={280}>
            <span>{words.label}</span>
          </Tooltip>
          {message.reason_words !== null && (
            <div className={trouble ? classes.trouble : classes.waits}>{message.reason_words}</div>
          )}
        </>
      )}
    </>
  );
}
