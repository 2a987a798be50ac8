import type { ReactNode } from 'react';
import classes from './PhoneFrame.module.css';

/** A phone with a conversation in it. `footer` is where one writes. */
export function PhoneFrame({
  title,
  children,
  footer,
  height = 560,
}: {
  title: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  height?: number;
}) {
  return (
    <div className={classes.phone} style={{ height }}>
      <div className={classes.title}>{title}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={classes.screen} tabIndex={0} role="log" aria-label="Messages on this phone">
        {children}
      </div>
      {footer !== undefined && <div className={classes.footer}>{footer}</div>}
    </div>
  );
}

/** One message: `own` stands at the end of the line, the other side's at its start. */
export function Bubble({ own = false, children, meta }: { own?: boolean; children: ReactNode; meta?: ReactNode }) {
  return (
    <div className={classes.line} data-own={own || undefined}>
      <div className={classes.bubble}>{children}</div>
      {meta !== undefined && <div className={classes.meta}>{meta}</div>}
    </div>
  );
}
