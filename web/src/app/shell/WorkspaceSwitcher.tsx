import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useGo } from '../../lib/navigate.ts';
import { useSession } from '../../lib/session.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { Mark } from '../../ui/Mark.tsx';
import classes from './WorkspaceSwitcher.module.css';

/** Which workspace this is; with several, the way to another. */
export function WorkspaceSwitcher() {
  const workspace = useWorkspace();
  const session = useSession();
  const memberships = session?.memberships ?? [];
  const path = usePath();
  const go = useGo();
  const mayCreate = session?.user?.operator === true || session?.installation.open_signup === true;
  const several = memberships.length > 1 || mayCreate;
  const face = (
    <>
      <Mark size={30} />
      <span className={classes.name}>{workspace.name}</span>
    </>
  );
  if (!several) return <div className={classes.root}>{face}</div>;
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.root} aria-label={`Workspace ${workspace.name}, switch`}>
          {face}
          <IconSelector size={17} stroke={1.6} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Your workspaces</Menu.Label>
        {memberships.map((membership) => (
          <Menu.Item
            key={membership.workspace_id}
            rightSection={membership.workspace_id === workspace.workspace_id ? <IconCheck size={15} aria-label="open" /> : null}
            onClick={() => go(`/w/${membership.slug}`)}
          >
            {membership.name}
          </Menu.Item>
        ))}
        {mayCreate && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconPlus size={16} stroke={1.7} />} onClick={() => go(path('workspaces/new'))}>
              New workspace…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
