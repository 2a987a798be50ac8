import type { OpenRoute } from './router.tsx';

/** Pages outside a workspace that anybody with the link may open, one line each: `invitation/$token`. */
export const openRoutes: readonly OpenRoute[] = [];
