import type { OpenRoute } from './router.tsx';

/** Pages outside a workspace that anybody with the link may open, one line each: `invitation/$token`. */
export const openRoutes: readonly OpenRoute[] = [
  {
    path: 'invitation/$token',
    title: 'Invitation',
    page: () => import('../pages/auth/InvitationPage.tsx').then((m) => m.InvitationPage),
  },
  { path: 'sign-up', title: 'Sign up', page: () => import('../pages/auth/SignUpPage.tsx').then((m) => m.SignUpPage) },
];
