import { apiKeysApi } from '@tidings/core/contract/api-keys';
import { implement } from '../../http/route.ts';
import { issueKey, listApiKeys, revokeKey } from './manage.ts';

export const apiKeyRoutes = implement(apiKeysApi, {
  listApiKeys: ({ ctx, actor, query }) => listApiKeys(ctx, actor, query),
  createApiKey: ({ ctx, actor, body }) => issueKey(ctx, actor, body),
  revokeApiKey: ({ ctx, actor, params }) => revokeKey(ctx, actor, params.key_id),
});
