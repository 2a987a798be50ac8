import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconLock, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { roleWords } from '@tidings/core/contract/permissions';
import { sessionApi } from '@tidings/core/contract/session';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useSession } from '../../lib/session.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { useAfterSignOut } from '../use-sign-out.ts';
import { ColorSchemeItems } from './ColorSchemeToggle.tsx';
import classes from './WorkspaceSwitcher.module.css';

/** Who is signed in, and what concerns only them. */
export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const user = useSession()?.user;
  const { role } = useWorkspace();
  const go = useGo();
  const path = usePath();
  const afterSignOut = useAfterSignOut();
  const signOut = useApiMutation(sessionApi.signOut, { onSuccess: afterSignOut });
  if (user === null || user === undefined) return null;
  return (
    <Menu position="top-start" width={236}>
      <Menu.Target>
        <UnstyledButton className={classes.root}>
          <Avatar name={user.name} size={34} color="tide" variant="light" alt="" />
          <span style={{ minWidth: 0 }}>
            <Text component="span" display="block" size="sm" fw={600} truncate>
              {user.name}
            </Text>
            <Text component="span" display="block" size="xs" c="dimmed" truncate>
              {roleWords[role].label}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={17} stroke={1.6} />} onClick={() => go(path('account'))}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconLock size={17} stroke={1.6} />} onClick={() => go('/password')}>
          Change password
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={17} stroke={1.6} />} onClick={onHelp} visibleFrom="sm">
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <ColorSchemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} stroke={1.6} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
