import { z } from 'zod';
import { defineApi } from './endpoint.ts';

/** The installation, for who runs it. */
export const Installation = z
  .object({
    open_signup: z.boolean(),
    /** False: marked as not for production (TIDINGS_LIVE_ALLOWED). */
    live_allowed: z.boolean(),
    public_url: z.string(),
    version: z.string(),
    accounts: z.number().int(),
    workspaces: z.number().int(),
  })
  .meta({ id: 'Installation' });
export type Installation = z.infer<typeof Installation>;

export const operatorApi = defineApi({
  getInstallation: {
    method: 'GET',
    path: '/operator/installation',
    access: 'operator',
    summary: 'The installation and its settings.',
    response: Installation,
  },
  updateInstallation: {
    method: 'PATCH',
    path: '/operator/installation',
    access: 'operator',
    summary: 'Opens or closes sign-up.',
    body: z.object({ open_signup: z.boolean() }),
    response: Installation,
  },
});
