import { ActionIcon, Kbd, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { useWorkspace } from '../../lib/workspace.ts';
import { ColorSchemeToggle } from './ColorSchemeToggle.tsx';
import { LiveDot } from './LiveDot.tsx';
import { ModeIndicator } from './ModeIndicator.tsx';
import classes from './TopBar.module.css';

/** Search, mode, and the small switches. */
export function TopBar({ onHelp }: { onHelp: () => void }) {
  const { name } = useWorkspace();
  return (
    <div className={classes.root}>
      <span className={classes.name}>{name}</span>
      <UnstyledButton className={classes.search} onClick={spotlight.open}>
        <IconSearch size={17} stroke={1.7} />
        <span>Go to or do…</span>
        <Kbd size="xs">{isApple ? '⌘K' : 'Ctrl K'}</Kbd>
      </UnstyledButton>
      <div className={classes.end}>
        <LiveDot />
        <ModeIndicator />
        <ActionIcon className={classes.searchSmall} onClick={spotlight.open} aria-label="Go to or do…">
          <IconSearch size={19} stroke={1.7} />
        </ActionIcon>
        <span className={classes.wide}>
          <Tooltip label="Keyboard shortcuts (?)">
            <ActionIcon onClick={onHelp}>
              <IconKeyboard size={19} stroke={1.6} />
              <VisuallyHidden>Keyboard shortcuts</VisuallyHidden>
            </ActionIcon>
          </Tooltip>
          <ColorSchemeToggle />
        </span>
      </div>
    </div>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
