import { Popover, Text, UnstyledButton } from '@mantine/core';
import { IconBroadcast, IconDeviceMobile } from '@tabler/icons-react';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { useVisible } from '../use-visible.ts';
import classes from './ModeIndicator.module.css';

/** Whether messages of this workspace reach real phones; visible on every screen. */
export function ModeIndicator() {
  const { mode } = useWorkspace();
  const live = mode === 'live';
  const Icon = live ? IconBroadcast : IconDeviceMobile;
  return (
    <Popover width={300} shadow="md" position="bottom-end">
      <Popover.Target>
        <UnstyledButton className={classes.root} data-mode={mode}>
          <Icon size={16} stroke={1.8} />
          <strong>{live ? 'Live' : 'Sandbox'}</strong>
          {!live && <span className={classes.words}>Nothing reaches a real phone</span>}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Explanation live={live} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Explanation({ live }: { live: boolean }) {
  const path = usePath();
  const mayGoLive = useMay('workspace:go_live');
  const { settings } = useVisible();
  const hasPage = settings.some((entry) => entry.path === 'settings/workspace');
  return (
    <>
      <Text size="sm" fw={600} mb={4}>
        {live ? 'This workspace is live' : 'This workspace is in sandbox mode'}
      </Text>
      <Text size="sm" c="dimmed">
        {live
          ? 'What you send goes to the phones of real people.'
          : 'Everything works, but messages go to the sandbox phones only, whatever is connected.'}
      </Text>
      {mayGoLive && hasPage && (
        <Text size="sm" mt="sm">
          <AppLink to={path('settings/workspace')} inherit>
            {live ? 'Go back to the sandbox' : 'Go live…'}
          </AppLink>
        </Text>
      )}
    </>
  );
}
