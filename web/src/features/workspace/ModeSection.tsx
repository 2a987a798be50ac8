import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconBroadcast, IconDeviceMobile, IconInfoCircle } from '@tabler/icons-react';
import { type LiveObstacle, type Workspace, workspacesApi } from '@tidings/core/contract/workspaces';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

/** Whether messages reach real phones, and the switch. */
export function ModeSection({ workspace }: { workspace: Workspace }) {
  const live = workspace.mode === 'live';
  const zone = useWorkspace().time_zone;
  const Icon = live ? IconBroadcast : IconDeviceMobile;
  return (
    <Section
      title={live ? 'This workspace is live' : 'This workspace is in sandbox mode'}
      subtitle={
        workspace.mode_changed_at !== null && (
          <>
            Since <RelativeTime at={workspace.mode_changed_at} zone={zone} />
          </>
        )
      }
      actions={<StatusBadge tone={live ? 'success' : 'warning'}>{live ? 'Live' : 'Sandbox'}</StatusBadge>}
    >
      <Stack gap="md" maw={640}>
        <Group gap="md" wrap="nowrap" align="flex-start">
          <Icon size={26} stroke={1.4} style={{ flex: 'none' }} />
          <Text>
            {live
              ? 'What you send goes to the phones of real people, and your provider bills it.'
              : 'Everything works, but messages go to the sandbox phones only, whatever is connected. Nothing reaches a real phone and nothing is billed.'}
          </Text>
        </Group>
        {live ? <BackToSandbox /> : <GoLive workspace={workspace} />}
      </Stack>
    </Section>
  );
}

function GoLive({ workspace }: { workspace: Workspace }) {
  const may = useMay('workspace:go_live');
  const go = useApiMutation(workspacesApi.goLive, {
    invalidates: ['workspace'],
    onSuccess: () => notifyDone('This workspace is live. What you send now reaches real phones.'),
    onError: notifyError,
  });
  if (!may) return null;
  const [obstacle] = workspace.live_obstacles;
  const ask = async () => {
    const sure = await confirm({
      title: 'Go live?',
      words:
        'From this moment on, messages leave through your provider: they reach the phones of real people and cost money. Broadcasts that are scheduled go out for real too. You can come back to the sandbox at any time.',
      confirmLabel: 'Go live',
      typeToConfirm: workspace.name,
    });
    if (sure) go.mutate({ body: { confirm_name: workspace.name } });
  };
  return (
    <>
      {obstacle !== undefined && <Obstacle obstacle={obstacle} />}
      <Group>
        <Button
          leftSection={<IconBroadcast size={17} stroke={1.7} />}
          loading={go.isPending}
          disabled={obstacle !== undefined}
          onClick={ask}
        >
          Go live…
        </Button>
      </Group>
    </>
  );
}

function Obstacle({ obstacle }: { obstacle: LiveObstacle }) {
  const path = usePath();
  return (
    <Alert icon={<IconInfoCircle size={20} />} color="amber" variant="light">
      {obstacle === 'installation_not_for_production' ? (
        'This installation is marked as not for production, so no workspace in it can go live. Whoever runs it decides that (TIDINGS_LIVE_ALLOWED).'
      ) : (
        <>
          There is nothing to send with yet.{' '}
          <AppLink to={path('settings/connections')} inherit underline="always">
            Connect a provider and add a number
          </AppLink>
          , then go live.
        </>
      )}
    </Alert>
  );
}

function BackToSandbox() {
  const may = useMay('workspace:go_live');
  const back = useApiMutation(workspacesApi.returnToSandbox, {
    invalidates: ['workspace'],
    onSuccess: () => notifyDone('Back in the sandbox: nothing reaches a real phone any more.'),
    onError: notifyError,
  });
  if (!may) return null;
  const ask = async () => {
    const sure = await confirm({
      title: 'Back to the sandbox?',
      words: 'From this moment on nothing reaches a real phone. Messages that are still waiting for real people are held back.',
      confirmLabel: 'Back to the sandbox',
    });
    if (sure) back.mutate();
  };
  return (
    <Group>
      <Button variant="default" loading={back.isPending} onClick={ask}>
        Back to the sandbox…
      </Button>
    </Group>
  );
}
