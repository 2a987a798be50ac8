import type { ReactNode } from 'react';
import classes from './SplitPane.module.css';

interface SplitPaneProps {
  readonly side: ReactNode;
  readonly main: ReactNode;
  /** On small screens only one of the two is shown: the main pane when this is true. */
  readonly showMain: boolean;
  readonly sideWidth?: number;
}

/** A list beside what is chosen in it; fills the window, and each half scrolls by itself. */
export function SplitPane({ side, main, showMain, sideWidth = 340 }: SplitPaneProps) {
  return (
    <div className={classes.root} data-show={showMain ? 'main' : 'side'}>
      <div className={classes.side} style={{ flexBasis: sideWidth }}>
        {side}
      </div>
      <div className={classes.main}>{main}</div>
    </div>
  );
}
