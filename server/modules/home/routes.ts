import { homeApi } from '@tidings/core/contract/home';
import { implement } from '../../http/route.ts';
import { getHome } from './service.ts';

export const homeRoutes = implement(homeApi, {
  getHome: ({ ctx, actor }) => getHome(ctx, actor),
});
