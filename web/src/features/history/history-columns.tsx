import { Text, Tooltip } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import type { Message } from '@tidings/core/contract/messages';
import { mayHaveArrived } from '@tidings/core/messaging/may-have-arrived';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import { messageSourceWords, messageStateWords, noTextWords } from '../../lib/message-words.ts';
import { readablePhone } from '../../lib/phone.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';

export function historyColumns(country: string): readonly Column<Message>[] {
  return [
    { key: 'who', header: 'Person', width: 230, render: (one) => <Who message={one} country={country} /> },
    {
      key: 'text',
      header: 'Text',
      render: (one) => (
        <Text size="sm" lineClamp={2} component="span" {...(one.body === null ? { c: 'dimmed' } : {})}>
          {one.body ?? noTextWords(one.state)}
        </Text>
      ),
    },
    {
      key: 'for',
      header: 'For',
      width: 170,
      card: 'none',
      hideBelow: 'lg',
      render: (one) => one.source_name ?? messageSourceWords(one.source),
    },
    { key: 'state', header: 'State', width: 150, card: 'corner', render: (one) => <StateWithReason message={one} /> },
    { key: 'at', header: 'When', width: 150, render: (one) => <RelativeTime at={one.created_at} /> },
  ];
}

function Who({ message, country }: { message: Message; country: string }) {
  const incoming = message.direction === 'in';
  const Arrow = incoming ? IconArrowDownLeft : IconArrowUpRight;
  const number = message.address === null ? 'No number' : readablePhone(message.address, country);
  return (
    <span>
      <Arrow
        size={15}
        aria-label={incoming ? 'Received from' : 'Sent to'}
        style={{ verticalAlign: '-2px', marginInlineEnd: 6 }}
      />
      {message.contact?.name ?? number}
    </span>
  );
}

/** Why it did not arrive, or waits, in a word or two under the state: a list is read without hovering. */
function StateWithReason({ message }: { message: Message }) {
  return (
    <div>
      <State message={message} />
      {message.reason !== null && isReasonCode(message.reason) && !mayHaveArrived(message.state, message.reason) && (
        <Text size="xs" c="dimmed" mt={2}>
          {reasons[message.reason].label}
        </Text>
      )}
    </div>
  );
}

/** The state as a badge; why it did not arrive, or waits, on hover and when opened. */
export function State({ message }: { message: Pick<Message, 'state' | 'reason' | 'reason_words'> }) {
  const words = messageStateWords(message.state, message.reason);
  return (
    <Tooltip label={message.reason_words ?? words.explanation} multiline maw={300}>
      <span>
        <StatusBadge tone={words.tone} pulse={words.moving}>
          {words.label}
        </StatusBadge>
      </span>
    </Tooltip>
  );
}
