import { Text } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight, IconMessages } from '@tabler/icons-react';
import { type Message, messagesApi } from '@tidings/core/contract/messages';
import { messageSourceWords, noTextWords } from '../../lib/message-words.ts';
import { useApiPages } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { State } from './history-columns.tsx';

interface ContactMessagesProps {
  readonly contactId: string;
  readonly onOpen: (messageId: string) => void;
}

/** Every message to and from one person, newest first, with what became of it and why. */
export function ContactMessages({ contactId, onOpen }: ContactMessagesProps) {
  const { time_zone: zone } = useWorkspace();
  const pages = useApiPages(messagesApi.listMessages, { query: { contact_id: contactId }, topics: ['messages'] });
  return (
    <ListStates
      {...pages}
      onRetry={pages.refetch}
      empty={
        <EmptyState
          icon={<IconMessages size={26} stroke={1.5} />}
          title="No messages yet"
          words="What you send to this person and what they write appears here, with what became of it."
        />
      }
    >
      <DataTable
        label="Messages of this person"
        rows={pages.items}
        columns={columns(zone)}
        rowId={(one) => one.id}
        rowName={(one) => one.body ?? noTextWords(one.state)}
        onOpen={(one) => onOpen(one.id)}
        more={pages}
      />
    </ListStates>
  );
}

function columns(zone: string): readonly Column<Message>[] {
  return [
    { key: 'text', header: 'Text', card: 'title', render: (one) => <WhatWasSaid message={one} /> },
    {
      key: 'for',
      header: 'For',
      width: 190,
      hideBelow: 'md',
      card: 'none',
      render: (one) => one.source_name ?? messageSourceWords(one.source),
    },
    { key: 'state', header: 'State', width: 260, render: (one) => <StateWithReason message={one} /> },
    { key: 'at', header: 'When', width: 140, render: (one) => <RelativeTime at={one.created_at} zone={zone} /> },
  ];
}

function WhatWasSaid({ message }: { message: Message }) {
  const incoming = message.direction === 'in';
  const Arrow = incoming ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <Text size="sm" lineClamp={3} component="span" {...(message.body === null ? { c: 'dimmed' } : {})}>
      <Arrow
        size={15}
        aria-label={incoming ? 'From the person:' : 'To the person:'}
        style={{ verticalAlign: '-2px', marginInlineEnd: 6 }}
      />
      {message.body ?? noTextWords(message.state)}
    </Text>
  );
}

/** The reason stands in words beside the state, not only where a mouse can hover. */
function StateWithReason({ message }: { message: Message }) {
  return (
    <div>
      <State message={message} />
      {message.reason_words !== null && (
        <Text size="sm" c="dimmed" mt={4}>
          {message.reason_words}
        </Text>
      )}
    </div>
  );
}
