import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { routerTarget } from '../lib/navigate.ts';

/** A link is the current page only on exactly that page (`aria-current`). */
const exact = { exact: true } as const;

interface LinkOwn {
  /** An address inside the app: `path('contacts?tag=a')`. */
  readonly to: string;
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly 'aria-label'?: string;
  readonly tabIndex?: number;
}

/** A text link that changes the screen without loading the page. */
export function AppLink({ to, children, ...props }: LinkOwn & AnchorProps) {
  return (
    <Anchor {...props} renderRoot={(root) => <Link {...root} {...routerTarget(to)} activeOptions={exact} />}>
      {children}
    </Anchor>
  );
}

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({ to, children, ...props }: LinkOwn & ButtonProps) {
  return (
    <Button {...props} renderRoot={(root) => <Link {...root} {...routerTarget(to)} activeOptions={exact} />}>
      {children}
    </Button>
  );
}
