import type { ReactNode } from 'react';
import classes from './EntryLayout.module.css';
import { Mark } from './Mark.tsx';

/** The quiet page around a single form: sign-in, first run, invitation. */
export function EntryLayout({ children, wide = false, aside }: { children: ReactNode; wide?: boolean; aside?: ReactNode }) {
  return (
    <div className={classes.root}>
      <main id="main" tabIndex={-1} className={classes.main} data-wide={wide || undefined}>
        <div className={classes.brand}>
          <Mark size={34} />
          <span>Tidings</span>
        </div>
        {children}
      </main>
      {aside !== undefined && <aside className={classes.aside}>{aside}</aside>}
    </div>
  );
}
