import { Button, Group, Select } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { activityApi } from '@tidings/core/contract/activity';
import { z } from 'zod';
import { ActivityList } from '../../features/activity/ActivityList.tsx';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

const kinds = [
  { value: 'broadcast', label: 'Broadcasts' },
  { value: 'contact', label: 'Contacts' },
  { value: 'import', label: 'Imports' },
  { value: 'list', label: 'Lists' },
  { value: 'suppression', label: 'Do not contact' },
  { value: 'connection', label: 'Connections' },
  { value: 'member', label: 'Members' },
  { value: 'invitation', label: 'Invitations' },
  { value: 'api_key', label: 'API keys' },
  { value: 'workspace', label: 'The workspace' },
];

const Filters = z.object({ about: z.string().max(40).optional() });

/** Who did what: the audit trail. */
export function ActivityPage() {
  const { time_zone: zone } = useWorkspace();
  const [{ about }, setFilters] = useSearchState(Filters);
  const activity = useApiPages(activityApi.listActivity, { query: { object_kind: about }, topics: ['activity'] });
  return (
    <>
      <PageHeader
        title="Activity"
        subtitle="Who did what in this workspace. Entries cannot be changed or removed."
        actions={
          <Select
            aria-label="About"
            placeholder="About everything"
            data={kinds}
            value={about ?? null}
            onChange={(value) => setFilters({ about: value ?? undefined })}
            clearable
            w={210}
          />
        }
      />
      <Section>
        <ListStates
          {...activity}
          onRetry={activity.refetch}
          empty={
            <EmptyState
              icon={<IconActivity size={26} stroke={1.5} />}
              title={about === undefined ? 'Nothing happened yet' : 'Nothing of this kind happened'}
              words="What members and programs do here is recorded from the first day."
            />
          }
        >
          <ActivityList entries={activity.items} zone={zone} />
          {activity.hasMore && (
            <Group justify="center" mt="md">
              <Button variant="default" loading={activity.isLoadingMore} onClick={activity.loadMore}>
                Show earlier
              </Button>
            </Group>
          )}
        </ListStates>
      </Section>
    </>
  );
}
