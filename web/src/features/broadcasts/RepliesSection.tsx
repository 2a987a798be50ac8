import { Badge, Group, Stack, Text } from '@mantine/core';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { plural } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';

const shown = 10;

/** The latest of what people wrote back, each leading to its conversation. Nothing while nobody has. */
export function RepliesSection({ broadcastId, replies }: { broadcastId: string; replies: BroadcastProgress['replies'] }) {
  const mayRead = useMay('inbox:read');
  const { time_zone } = useWorkspace();
  const path = usePath();
  const list = useApi(broadcastsApi.listReplies, {
    params: { broadcast_id: broadcastId },
    query: { limit: shown },
    topics: ['broadcasts', 'messages', 'conversations'],
    enabled: mayRead && replies.total > 0,
  });
  if (!mayRead || replies.total === 0) return null;
  return (
    <Section
      title="What came back"
      subtitle={`${plural(replies.total, 'reply', 'replies')}${replies.opt_outs > 0 ? `, ${replies.opt_outs} asked to stop` : ''}`}
    >
      {list.data === undefined ? (
        list.error === null ? (
          <LoadingState rows={2} />
        ) : (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        )
      ) : (
        <Stack gap="sm">
          {list.data.items.map((reply) => (
            <div key={reply.message_id}>
              <Group gap="xs">
                {reply.contact_id === null ? (
                  <Text fw={600}>{reply.name}</Text>
                ) : (
                  <AppLink to={path(`inbox/${reply.contact_id}`)} fw={600}>
                    {reply.name}
                  </AppLink>
                )}
                {reply.opted_out && <Badge color="red">Opted out</Badge>}
                <Text size="sm" c="dimmed">
                  <RelativeTime at={reply.at} zone={time_zone} />
                </Text>
              </Group>
              <Text size="sm" lineClamp={3}>
                {reply.body}
              </Text>
            </div>
          ))}
          {replies.total > shown && (
            <AppLink to={path('inbox')} size="sm">
              All in the inbox
            </AppLink>
          )}
        </Stack>
      )}
    </Section>
  );
}
