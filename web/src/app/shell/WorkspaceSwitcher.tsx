import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { useGo } from '../../lib/navigate.ts';
import { useSession } from '../../lib/session.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Mark } from '../../ui/Mark.tsx';
import classes from './WorkspaceSwitcher.module.css';

/** Which workspace this is; with several, the way to another. */
export function WorkspaceSwitcher() {
  const workspace = useWorkspace();
  const memberships = useSession()?.memberships ?? [];
  const go = useGo();
  const several = memberships.length > 1;
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
      </Menu.Dropdown>
    </Menu>
  );
}
