import { Link, useLocation } from '@tanstack/react-router';
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
  const here = useLocation({ select: (location) => location.pathname });
  const current = isCurrent(entry, here, path);
  const Icon = entry.icon;
  const nested = entry.under !== undefined && all.some((other) => other.path === entry.under);
  return (
    <Link
      to={path(entry.path)}
      className={classes.item}
      data-nested={nested || undefined}
      aria-current={current ? 'page' : undefined}
    >
      <Icon size={nested ? 17 : 20} stroke={1.6} />
      <span>{entry.label}</span>
    </Link>
  );
}

/** Home is current only on itself, every other entry also on the pages below it. */
export function isCurrent(entry: NavEntry, here: string, path: (inside?: string) => string): boolean {
  const own = path(entry.path);
  return here === own || here === `${own}/` || (entry.path !== '' && here.startsWith(`${own}/`));
}
