import { AppShell, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { AlertsBanner } from '../../features/alerts/AlertsBanner.tsx';
import { useWorkspace } from '../../lib/workspace.ts';
import { BottomBar } from './BottomBar.tsx';
import { GoSpotlight } from './GoSpotlight.tsx';
import { MainNav } from './MainNav.tsx';
import classes from './Shell.module.css';
import { ShortcutsHelp } from './ShortcutsHelp.tsx';
import { TopBar } from './TopBar.tsx';
import { UserMenu } from './UserMenu.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { WorkspaceSwitcher } from './WorkspaceSwitcher.tsx';

/** The frame of every page in a workspace: navigation, search, mode, account. */
export function Shell({ children }: { children: ReactNode }) {
  const { mode } = useWorkspace();
  const [menuOpen, menu] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const here = useLocation({ select: (location) => location.pathname });
  useShortcuts(help.toggle);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the drawer
  useEffect(menu.close, [here]);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 252, breakpoint: 'sm', collapsed: { mobile: true } }}
      layout="alt"
      padding={0}
      transitionDuration={0}
    >
      <div className={classes.edge} data-mode={mode} aria-hidden="true" />
      <AppShell.Header className={classes.header}>
        <TopBar onHelp={help.open} />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label="Workspace" component="div">
        <WorkspaceSwitcher />
        <MainNav />
        <UserMenu onHelp={help.open} />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="main" tabIndex={-1}>
        <AlertsBanner />
        <div className={classes.page}>{children}</div>
      </AppShell.Main>
      <BottomBar onMore={menu.open} />
      <Drawer
        opened={menuOpen}
        onClose={menu.close}
        title="Menu"
        size={300}
        hiddenFrom="sm"
        classNames={{ body: classes.drawer }}
      >
        <WorkspaceSwitcher />
        <MainNav />
        <UserMenu onHelp={help.open} />
      </Drawer>
      <GoSpotlight />
      <ShortcutsHelp opened={helpOpen} onClose={help.close} />
    </AppShell>
  );
}
