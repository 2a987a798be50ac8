import { Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Section.module.css';

interface SectionProps {
  readonly title?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Without inner space, for tables and lists that reach the edge. */
  readonly flush?: boolean;
}

/** A card on the page, with a heading of its own. */
export function Section({ title, subtitle, actions, children, flush = false }: SectionProps) {
  const heading = useId();
  return (
    <Paper component="section" className={classes.root} aria-labelledby={title === undefined ? undefined : heading}>
      {(title !== undefined || actions !== undefined) && (
        <div className={classes.head}>
          <div>
            {title !== undefined && (
              <Title order={2} id={heading}>
                {title}
              </Title>
            )}
            {subtitle !== undefined && (
              <Text size="sm" c="dimmed" component="div">
                {subtitle}
              </Text>
            )}
          </div>
          {actions}
        </div>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </Paper>
  );
}
