import type { Route } from '../http/route.ts';
import { audienceRoutes } from '../modules/audiences/routes.ts';
import { connectionRoutes } from '../modules/connections/routes.ts';

/** Every route of the API: one line per area. */
export const routes: readonly Route[] = [...audienceRoutes, ...connectionRoutes];
