import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';
import { roles } from './permissions.ts';

/** A key with which a program acts in the workspace. */
export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    role: z.enum(roles),
    /** The first characters, to recognise it by. */
    prefix: z.string(),
    created_at: Instant,
    expires_at: Instant.nullable(),
    /** Up to a minute late. */
    last_used_at: Instant.nullable(),
    state: z.enum(['active', 'expired', 'revoked']),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** How long a key may live, in days; null for ever. */
export const keyLifetimes = [30, 90, 365, null] as const;

export const NewApiKey = z.object({
  name: z.string().trim().min(1, 'is needed').max(100),
  role: z.enum(roles, { error: `must be one of ${roles.join(', ')}` }),
  expires_in_days: z
    .number({ error: 'must be a number of days, or null for a key that does not expire' })
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(3650, 'must be at most 3650')
    .nullable(),
});

export const apiKeysApi = defineApi({
  listApiKeys: {
    method: 'GET',
    path: '/api-keys',
    access: 'api_keys:manage',
    summary: 'The workspace’s API keys, the latest first.',
    query: PageQuery,
    response: pageOf(ApiKey),
  },
  createApiKey: {
    method: 'POST',
    path: '/api-keys',
    access: 'api_keys:manage',
    summary: 'Makes a key. Its secret is in this answer and never again.',
    body: NewApiKey,
    response: z.object({ key: ApiKey, secret: z.string() }),
    status: 201,
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api-keys/{key_id}',
    access: 'api_keys:manage',
    summary: 'Makes a key useless, at once.',
    params: z.object({ key_id: Id }),
    response: 'none',
  },
});
