import type { Route } from '../http/route.ts';

/** Every route of the API: one line per area. */
export const routes: readonly Route[] = [];
