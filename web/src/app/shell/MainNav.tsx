import { Link } from '@tanstack/react-router';
import { usePath } from '../../lib/workspace.ts';
import type { NavEntry } from '../navigation.ts';
import { useVisible } from '../use-visible.ts';
import classes from './MainNav.module.css';

/** The navigation: only what exists and is allowed. */
export function MainNav() {
  const { main } = useVisible();
  return (
    <nav aria-label="Main" className={classes.root}>
      {main.map((entry) => (
        <NavItem key={entry.path} entry={entry} all={main} />
      ))}
    </nav>
  );
}

function NavItem({ entry, all }: { entry: NavEntry; all: readonly NavEntry[] }) {
  const path = usePath();
  const Icon = entry.icon;
  const nested = entry.under !== undefined && all.some((other) => other.path === entry.under);
  return (
    // The link marks itself as current; home only on itself, the others also on the pages below them.
    <Link
      to={path(entry.path)}
      activeOptions={{ exact: entry.path === '' }}
      className={classes.item}
      data-nested={nested || undefined}
    >
      <Icon size={nested ? 17 : 20} stroke={1.6} />
      <span>{entry.label}</span>
    </Link>
  );
}
