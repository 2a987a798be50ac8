import { Breadcrumbs, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { AppLink } from './AppLink.tsx';
import classes from './PageHeader.module.css';

export interface Crumb {
  readonly label: string;
  readonly to: string;
}

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  /** Buttons; the most important one last, so that it stands at the edge. */
  readonly actions?: ReactNode;
  /** Where this page hangs, without the page itself. */
  readonly breadcrumbs?: readonly Crumb[];
  /** A badge or the like beside the title. */
  readonly badge?: ReactNode;
}

/** The head of every page: where one is, and what can be done here. */
export function PageHeader({ title, subtitle, actions, breadcrumbs, badge }: PageHeaderProps) {
  return (
    <header className={classes.root}>
      {breadcrumbs !== undefined && breadcrumbs.length > 0 && (
        <Breadcrumbs component="nav" aria-label="Where you are" className={classes.crumbs} separatorMargin={6}>
          {breadcrumbs.map((crumb) => (
            <AppLink key={crumb.to} to={crumb.to} size="sm">
              {crumb.label}
            </AppLink>
          ))}
        </Breadcrumbs>
      )}
      <div className={classes.row}>
        <div className={classes.words}>
          <div className={classes.title}>
            <Title order={1}>{title}</Title>
            {badge}
          </div>
          {subtitle !== undefined && (
            <Text c="dimmed" component="div">
              {subtitle}
            </Text>
          )}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
    </header>
  );
}
