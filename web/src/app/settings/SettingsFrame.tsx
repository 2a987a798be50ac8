import { NavLink } from '@mantine/core';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { usePath } from '../../lib/workspace.ts';
import { useVisible } from '../use-visible.ts';
import classes from './SettingsFrame.module.css';

/** Settings have a navigation of their own beside the page; on a phone the overview takes its place. */
export function SettingsFrame() {
  const { settings } = useVisible();
  const path = usePath();
  const here = useLocation({ select: (location) => location.pathname });
  const overview = here === path('settings');
  return (
    <div className={classes.root}>
      {!overview && (
        <nav aria-label="Settings" className={classes.nav}>
          {settings.map((entry) => (
            <NavLink
              key={entry.path}
              label={entry.label}
              leftSection={<entry.icon size={18} stroke={1.6} />}
              active={here.startsWith(path(entry.path))}
              renderRoot={(root) => <Link {...root} to={path(entry.path)} />}
            />
          ))}
        </nav>
      )}
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  );
}
