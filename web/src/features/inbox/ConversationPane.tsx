import { ActionIcon, Avatar, Menu, Text } from '@mantine/core';
import { IconArrowLeft, IconBan, IconDeviceMobile, IconDots, IconMailOpened, IconUser } from '@tabler/icons-react';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import { inboxApi } from '@tidings/core/contract/inbox';
import { useEffect } from 'react';
import { useGo } from '../../lib/navigate.ts';
import { initialsOf, readablePhone } from '../../lib/phone.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { ConsentNotice } from './ConsentNotice.tsx';
import classes from './ConversationPane.module.css';
import { MessageLog } from './MessageLog.tsx';
import { ReplyBox } from './ReplyBox.tsx';

type ConversationAnswer = AnswerOf<typeof inboxApi.getConversation>;

interface ConversationPaneProps {
  readonly contactId: string;
  /** Somebody wants to record that this person asked for no texts. */
  readonly onOptOut: (contact: { readonly id: string; readonly name: string }) => void;
}

/** The conversation with one person: what was written in both directions, and a box to answer. */
export function ConversationPane({ contactId, onOptOut }: ConversationPaneProps) {
  const conversation = useApi(inboxApi.getConversation, {
    params: { contact_id: contactId },
    topics: ['conversations', 'messages', 'contacts', 'suppressions', 'connections', 'workspace'],
  });
  useMarkRead(contactId, conversation.data?.unread ?? 0);
  const mayReply = useMay('inbox:reply');
  if (conversation.data === undefined) {
    return conversation.error === null ? (
      <LoadingState label="Loading the conversation" />
    ) : (
      <ErrorState error={conversation.error} onRetry={() => void conversation.refetch()} />
    );
  }
  return (
    <div className={classes.root}>
      <Head conversation={conversation.data} onOptOut={onOptOut} />
      <ConsentNotice optOut={conversation.data.opt_out} doubt={conversation.data.doubt} />
      <MessageLog contactId={contactId} />
      {mayReply && <ReplyBox contactId={contactId} reply={conversation.data.reply} />}
    </div>
  );
}

/** Who looks at it has read it; not while the tab is in the background. */
function useMarkRead(contactId: string, unread: number): void {
  const may = useMay('inbox:reply');
  const { mutate } = useApiMutation(inboxApi.markRead, { invalidates: ['conversations'] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: mutate is a new function each time and does the same
  useEffect(() => {
    if (!may || unread === 0) return;
    const mark = () => document.visibilityState === 'visible' && mutate({ params: { contact_id: contactId } });
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [contactId, unread, may]);
}

function Head({ conversation, onOptOut }: { conversation: ConversationAnswer } & Pick<ConversationPaneProps, 'onOptOut'>) {
  const path = usePath();
  const go = useGo();
  const { country, mode } = useWorkspace();
  const { contact } = conversation;
  const phone = contact.phone === null ? null : readablePhone(contact.phone, country);
  const title = contact.name ?? phone ?? 'Unknown person';
  useTitle(title);
  const maySandbox = useMay('sandbox:use');
  const sandbox = maySandbox && mode === 'sandbox' && conversation.reply.to !== null;
  const mayMark = useMay('inbox:reply');
  const mayOptOut = useMay('contacts:write');
  const unread = useApiMutation(inboxApi.markUnread, {
    invalidates: ['conversations'],
    onSuccess: () => go(path('inbox')),
    onError: notifyError,
  });
  return (
    <header className={classes.head}>
      <ActionIcon className={classes.back} aria-label="Back to all conversations" onClick={() => go(path('inbox'))}>
        <IconArrowLeft size={20} />
      </ActionIcon>
      <Avatar color={contact.name === null ? 'gray' : 'tide'} radius="xl" aria-hidden="true">
        {initialsOf(contact.name, contact.phone)}
      </Avatar>
      <div className={classes.who}>
        <h2 className={classes.name}>{title}</h2>
        <Text size="sm" c="dimmed" truncate>
          {contact.deleted ? 'Deleted contact' : contact.name === null ? 'Not named yet' : phone}
        </Text>
      </div>
      {(contact.sms_consent === 'no' || conversation.opt_out !== null) && <StatusBadge tone="warning">Opted out</StatusBadge>}
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label="More for this conversation">
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!contact.deleted && (
            <Menu.Item leftSection={<IconUser size={16} />} onClick={() => go(path(`contacts/${contact.id}`))}>
              Open the contact
            </Menu.Item>
          )}
          {mayMark && (
            <Menu.Item
              leftSection={<IconMailOpened size={16} />}
              onClick={() => unread.mutate({ params: { contact_id: contact.id } })}
            >
              Mark as unread
            </Menu.Item>
          )}
          {mayOptOut && !contact.deleted && conversation.opt_out === null && (
            <Menu.Item leftSection={<IconBan size={16} />} onClick={() => onOptOut({ id: contact.id, name: title })}>
              Opt out…
            </Menu.Item>
          )}
          {sandbox && (
            <Menu.Item
              leftSection={<IconDeviceMobile size={16} />}
              onClick={() => go(path(`sandbox/${encodeURIComponent(conversation.reply.to ?? '')}`))}
            >
              Open their sandbox phone
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}
