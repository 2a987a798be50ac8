import { Stack } from '@mantine/core';
import { IconActivity, IconSend } from '@tabler/icons-react';
import { homeApi } from '@tidings/core/contract/home';
import type { Topic } from '@tidings/core/contract/realtime';
import { ActivityList } from '../../features/activity/ActivityList.tsx';
import { HomeNumbers } from '../../features/home/HomeNumbers.tsx';
import type { Home } from '../../features/home/home.ts';
import { NextSteps } from '../../features/home/NextSteps.tsx';
import { RecentBroadcasts } from '../../features/home/RecentBroadcasts.tsx';
import { WeekChart } from '../../features/home/WeekChart.tsx';
import { locale } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { useSession } from '../../lib/session.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink, ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './HomePage.module.css';

/** Everything that moves a number here. */
const topics: readonly Topic[] = [
  'contacts',
  'broadcasts',
  'messages',
  'conversations',
  'connections',
  'members',
  'workspace',
  'activity',
];

/** The first screen: the numbers that matter, what to do next, what happened. */
export function HomePage() {
  const home = useApi(homeApi.getHome, { topics, keepPrevious: true });
  const name = useSession()?.user?.name.split(/\s+/)[0];
  const path = usePath();
  const mayWrite = useMay('broadcasts:write');
  return (
    <>
      <PageHeader
        title={name === undefined ? 'Home' : `${greeting()}, ${name}`}
        subtitle={<Today />}
        actions={
          mayWrite && (
            <ButtonLink to={path('broadcasts/new')} leftSection={<IconSend size={17} stroke={1.7} />}>
              Write a broadcast
            </ButtonLink>
          )
        }
      />
      {home.data === undefined && home.error !== null ? (
        <ErrorState error={home.error} onRetry={() => void home.refetch()} />
      ) : (
        <Stack gap="lg">
          <HomeNumbers home={home.data} />
          {home.data !== undefined && <HomeBody home={home.data} />}
        </Stack>
      )}
    </>
  );
}

function HomeBody({ home }: { home: Home }) {
  const path = usePath();
  const { time_zone: zone } = useWorkspace();
  const mayAudit = useMay('audit:read');
  return (
    <>
      <NextSteps home={home} />
      <div className={classes.columns}>
        <Stack gap="lg" miw={0}>
          <Section title="This week">
            <WeekChart week={home.week} />
          </Section>
          <Section
            title="Recent broadcasts"
            flush
            actions={home.recent_broadcasts.length > 0 && <AppLink to={path('broadcasts')}>All broadcasts</AppLink>}
          >
            {home.recent_broadcasts.length === 0 ? (
              <EmptyState
                icon={<IconSend size={24} stroke={1.5} />}
                title="Nothing sent yet"
                words="Your broadcasts and what became of them stand here."
              />
            ) : (
              <RecentBroadcasts broadcasts={home.recent_broadcasts} />
            )}
          </Section>
        </Stack>
        <Section
          title="Activity"
          actions={mayAudit && home.activity.length > 0 && <AppLink to={path('settings/activity')}>All activity</AppLink>}
        >
          {home.activity.length === 0 ? (
            <EmptyState
              icon={<IconActivity size={24} stroke={1.5} />}
              title="Quiet so far"
              words="What you and the others do here shows up in this place."
            />
          ) : (
            <ActivityList entries={home.activity} zone={zone} />
          )}
        </Section>
      </div>
    </>
  );
}

/** The day in the workspace's zone, which may be another than the browser's. */
function Today() {
  const { time_zone: zone } = useWorkspace();
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone }).format(new Date());
}

function greeting(): string {
  const hour = new Date().getHours();
  if (hour < 5) return 'Hello';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}
