import { Avatar, SegmentedControl, Text } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type Conversation, inboxApi } from '@tidings/core/contract/inbox';
import { optOutsApi } from '@tidings/core/contract/opt-outs';
import { z } from 'zod';
import { routerTarget } from '../../lib/navigate.ts';
import { initialsOf, readablePhone } from '../../lib/phone.ts';
import { useApi, useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import classes from '../../ui/ChooserList.module.css';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { DoubtList } from './DoubtList.tsx';

const Filters = z.object({ search: z.string().default(''), show: z.enum(['all', 'unread', 'doubts']).default('all') });

/** All conversations, unread first. */
export function ConversationList({ chosen }: { chosen: string | undefined }) {
  const [filters, setFilters] = useSearchState(Filters);
  const unread = filters.show === 'unread';
  const doubtful = useApi(optOutsApi.countOptOutDoubts, { topics: ['conversations', 'suppressions'] }).data?.open ?? 0;
  const pages = useApiPages(inboxApi.listConversations, {
    query: { ...(filters.search === '' ? {} : { search: filters.search }), ...(unread ? { unread: 'true' } : {}) },
    topics: ['conversations', 'contacts'],
    enabled: filters.show !== 'doubts',
  });
  return (
    <>
      <div className={classes.head}>
        {filters.show === 'doubts' ? (
          <Text size="sm" fw={600} mih={36} pt={8}>
            Did they mean stop?
          </Text>
        ) : (
          <SearchInput
            label="Search by name or number"
            width="100%"
            value={filters.search}
            onChange={(search) => setFilters({ search })}
          />
        )}
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Which conversations"
          value={filters.show}
          onChange={(show) => setFilters({ show: show as typeof filters.show })}
          data={[
            { value: 'all', label: 'All' },
            { value: 'unread', label: 'Unread' },
            { value: 'doubts', label: <DoubtsLabel n={doubtful} /> },
          ]}
        />
      </div>
      {filters.show === 'doubts' ? (
        <DoubtList />
      ) : (
        <ListStates
          {...pages}
          onRetry={pages.refetch}
          empty={<Nothing filtered={filters.search !== '' || unread} unread={unread} />}
        >
          <ul className={classes.list} aria-label="Conversations">
            {pages.items.map((one) => (
              <Entry key={one.id} conversation={one} chosen={one.contact.id === chosen} />
            ))}
          </ul>
          <MoreButton pages={pages} label="Show older conversations" />
        </ListStates>
      )}
    </>
  );
}

function DoubtsLabel({ n }: { n: number }) {
  return (
    <>
      Meant stop?{' '}
      {n > 0 && (
        <span className={classes.count}>
          {n > 99 ? '99+' : n}
          <span className={classes.hidden}> to decide</span>
        </span>
      )}
    </>
  );
}

function Entry({ conversation, chosen }: { conversation: Conversation; chosen: boolean }) {
  const path = usePath();
  const { country } = useWorkspace();
  const { contact, unread } = conversation;
  const phone = contact.phone === null ? null : readablePhone(contact.phone, country);
  const title = contact.name ?? phone ?? 'Unknown';
  return (
    <li>
      <Link
        {...routerTarget(path(`inbox/${contact.id}`))}
        // The filters of the list stay while one goes through it.
        search={((before: object) => before) as never}
        className={classes.entry}
        aria-current={chosen ? 'page' : undefined}
        data-chosen={chosen || undefined}
        data-unread={unread > 0 || undefined}
      >
        <Avatar color={contact.name === null ? 'gray' : 'tide'} radius="xl" aria-hidden="true">
          {initialsOf(contact.name, contact.phone)}
        </Avatar>
        <span className={classes.words}>
          <span className={classes.line}>
            <span className={classes.name}>{title}</span>
            {conversation.last_message_at !== null && (
              <span className={classes.time}>
                <RelativeTime at={conversation.last_message_at} />
              </span>
            )}
          </span>
          <span className={classes.line}>
            <span className={classes.preview}>
              {conversation.last_direction === 'out' && 'You: '}
              {conversation.last_message_preview || 'Without text'}
            </span>
            {unread > 0 && (
              <span className={classes.count}>
                {unread > 99 ? '99+' : unread}
                <span className={classes.hidden}> unread</span>
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Nothing({ filtered, unread }: { filtered: boolean; unread: boolean }) {
  const path = usePath();
  const maySandbox = useMay('sandbox:use');
  const { mode } = useWorkspace();
  const sandbox = maySandbox && mode === 'sandbox';
  if (filtered) {
    return (
      <Text c="dimmed" size="sm" p="xl" ta="center">
        {unread ? 'Everything is read.' : 'Nobody here matches your search.'}
      </Text>
    );
  }
  return (
    <EmptyState
      icon={<IconMessageCircle size={26} stroke={1.5} />}
      title="No replies yet"
      words={sandbox ? 'Write from a sandbox phone to see how it looks.' : 'When somebody writes to your number, it stands here.'}
      action={
        sandbox && (
          <ButtonLink to={path('sandbox')} variant="default">
            Open the sandbox phones
          </ButtonLink>
        )
      }
    />
  );
}
