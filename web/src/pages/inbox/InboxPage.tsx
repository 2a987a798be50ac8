import { IconMessages } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ConversationList } from '../../features/inbox/ConversationList.tsx';
import { ConversationPane } from '../../features/inbox/ConversationPane.tsx';
import { OptOutDialog } from '../../features/opt-outs/OptOutDialog.tsx';
import { EmptyState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';

/** Everybody who wrote, and the conversation with one of them. */
export function InboxPage() {
  const [optingOut, setOptingOut] = useState<{ readonly id: string; readonly name: string }>();
  const { contactId } = useParams({ strict: false }) as { contactId?: string };
  return (
    <>
      <PageHeader title="Inbox" />
      <SplitPane
        showMain={contactId !== undefined}
        side={<ConversationList chosen={contactId} />}
        main={
          contactId === undefined ? (
            <EmptyState
              icon={<IconMessages size={26} stroke={1.5} />}
              title="Choose a conversation"
              words="What people write arrives here within a second, whatever number they wrote to."
            />
          ) : (
            <ConversationPane key={contactId} contactId={contactId} onOptOut={setOptingOut} />
          )
        }
      />
      {optingOut !== undefined && <OptOutDialog contact={optingOut} opened onClose={() => setOptingOut(undefined)} />}
    </>
  );
}
