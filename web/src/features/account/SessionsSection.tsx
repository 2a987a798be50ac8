import { Button, Group, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { type AccountSession, accountApi } from '@tidings/core/contract/account';
import { plural } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './SessionsSection.module.css';

/** Where the account is signed in, with a way to end what one does not know. */
export function SessionsSection() {
  const sessions = useApi(accountApi.listSessions);
  const refetch = () => void sessions.refetch();
  const items = sessions.data?.items ?? [];
  return (
    <Section
      title="Where you are signed in"
      subtitle="End what you do not know, and change your password."
      actions={items.length > 1 && <EndOthers count={items.length - 1} onEnded={refetch} />}
    >
      {sessions.isPending && <LoadingState rows={2} />}
      {sessions.data === undefined && sessions.error !== null && <ErrorState error={sessions.error} onRetry={refetch} />}
      <ul className={classes.list}>
        {items.map((session) => (
          <SessionLine key={session.id} session={session} onEnded={refetch} />
        ))}
      </ul>
    </Section>
  );
}

function SessionLine({ session, onEnded }: { session: AccountSession; onEnded: () => void }) {
  const end = useApiMutation(accountApi.endSession, { onSuccess: onEnded, onError: notifyError });
  const Icon = /iPhone|Android|iPad/.test(session.device) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.line}>
      <Icon size={24} stroke={1.4} />
      <div className={classes.words}>
        <Group gap={8}>
          <Text component="span" fw={600}>
            {session.device}
          </Text>
          {session.current && <StatusBadge tone="success">This one</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed">
          {session.ip !== null && <>from {session.ip}, </>}last used <RelativeTime at={session.last_seen_at} />
        </Text>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="compact-sm"
          loading={end.isPending}
          aria-label={`Sign out ${session.device}`}
          onClick={() => end.mutate({ params: { session_id: session.id } })}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}

function EndOthers({ count, onEnded }: { count: number; onEnded: () => void }) {
  const end = useApiMutation(accountApi.endOtherSessions, {
    onSuccess: ({ ended }) => {
      notifyDone(`${plural(ended, 'other place is', 'other places are')} signed out.`);
      onEnded();
    },
    onError: notifyError,
  });
  const ask = async () => {
    const sure = await confirm({
      title: 'Sign out everywhere else?',
      words: `${plural(count, 'place', 'places')} will have to sign in again. You stay signed in here.`,
      confirmLabel: 'Sign out everywhere else',
    });
    if (sure) end.mutate();
  };
  return (
    <Button variant="default" size="sm" loading={end.isPending} onClick={ask}>
      Sign out everywhere else…
    </Button>
  );
}
