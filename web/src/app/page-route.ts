import type { Permission } from '@tidings/core/contract/permissions';
import type { ComponentType } from 'react';

/** One page inside a workspace, as a line of `routes.ts`. */
export interface PageRoute {
  /** Below `/w/<slug>/`; parameters with a dollar sign: `contacts/$contactId`. */
  readonly path: string;
  /** The browser tab's title until the page says more with `useTitle`. */
  readonly title: string;
  /** Needed to see the page; without it a calm explanation is shown and the navigation hides the entry. */
  readonly permission?: Permission;
  /** Only for who runs the installation. */
  readonly operator?: true;
  /** Fetched when first needed. */
  readonly page: () => Promise<ComponentType>;
}
