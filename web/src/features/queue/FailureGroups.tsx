import { Button, Text } from '@mantine/core';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { type FailureGroup, queueApi } from '@tidings/core/contract/queue';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Queue.module.css';
import { countWords } from './queue-words.ts';

/** What failed within a day, by reason, and sending it again. */
export function FailureGroups() {
  const groups = useApi(queueApi.listFailureGroups, { topics: ['messages', 'broadcasts'], refetchInterval: 10_000 });
  return (
    <Section
      title="Failed in the last 24 hours"
      subtitle="By reason. Sent again, a message is decided anew: who has opted out meanwhile gets nothing."
      flush
    >
      <ListStates
        isPending={groups.isPending}
        error={groups.error}
        items={groups.data?.items ?? []}
        onRetry={() => void groups.refetch()}
        empty={
          <EmptyState
            icon={<IconCircleCheck size={26} stroke={1.5} />}
            title="Nothing failed"
            words="Messages that fail are listed here by reason."
          />
        }
      >
        <ul className={classes.groups}>
          {groups.data?.items.map((group) => (
            <Group key={group.reason ?? ''} group={group} />
          ))}
        </ul>
      </ListStates>
    </Section>
  );
}

function Group({ group }: { group: FailureGroup }) {
  const mayManage = useMay('queue:manage');
  const retry = useApiMutation(queueApi.retryFailed, {
    invalidates: ['messages', 'connections'],
    onSuccess: ({ queued, left }) => {
      const done =
        queued === 0 ? 'Nothing was left to send again' : `${plural(queued, 'message waits', 'messages wait')} to go out again`;
      notifyDone(left === 0 ? done : `${done}; ${formatNumber(left)} more with another press`);
    },
    onError: notifyError,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Send again what failed: ${group.label}?`,
      words:
        group.send_again === 'after_fix'
          ? `Only useful once the cause is mended. ${group.words}`
          : 'Each goes out as a new message. Nobody gets it twice from pressing twice.',
      consequences: [
        { count: Math.min(group.open, 1_000), words: group.open === 1 ? 'message is sent again' : 'messages are sent again' },
      ],
      confirmLabel: 'Send again',
    });
    if (yes && group.reason !== null) retry.mutate({ body: { reason: group.reason } });
  };
  return (
    <li>
      <div>
        <Text fw={550}>
          {group.label} <span className={classes.count}>· {countWords(group.count)}</span>
        </Text>
        <div className={classes.under}>
          {group.words}
          {group.error_codes.length > 0 && ` Code ${group.error_codes.slice(0, 4).join(', ')}.`}
        </div>
      </div>
      {mayManage && group.open > 0 ? (
        <Button
          size="xs"
          variant={group.send_again === 'yes' ? 'light' : 'default'}
          leftSection={<IconRefresh size={15} />}
          loading={retry.isPending}
          onClick={() => void ask()}
          aria-label={`Send ${formatNumber(group.open)} again: ${group.label}`}
        >
          Send {formatNumber(group.open)} again
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {group.send_again === 'no' ? 'Sending again would not help' : 'Sent again'}
        </Text>
      )}
    </li>
  );
}
