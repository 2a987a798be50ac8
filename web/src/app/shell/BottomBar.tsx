import { UnstyledButton } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { usePath } from '../../lib/workspace.ts';
import { useVisible } from '../use-visible.ts';
import classes from './BottomBar.module.css';

/** What fits beside "More" under a thumb. */
const shown = 4;

/** The navigation of small screens. */
export function BottomBar({ onMore }: { onMore: () => void }) {
  const { main } = useVisible();
  const path = usePath();
  const entries = main.filter((entry) => entry.under === undefined && entry.path !== 'settings').slice(0, shown);
  return (
    <nav aria-label="Quick" className={classes.root}>
      {entries.map((entry) => (
        <Link key={entry.path} to={path(entry.path)} className={classes.item} activeOptions={{ exact: entry.path === '' }}>
          <entry.icon size={22} stroke={1.6} />
          <span>{entry.label}</span>
        </Link>
      ))}
      <UnstyledButton className={classes.item} onClick={onMore}>
        <IconMenu2 size={22} stroke={1.6} />
        <span>More</span>
      </UnstyledButton>
    </nav>
  );
}
