import type { Authenticate } from '../../http/authenticate.ts';
import { actorOfKey } from '../api-keys/service.ts';

const nobody = { user: undefined, workspace: undefined, byCookie: false };

/** Reads an API key (`Authorization: Bearer tid_…`). */
export const authenticate: Authenticate = async (ctx, { headers }) => {
  const header = headers['authorization'];
  if (typeof header === 'string' && header.startsWith('Bearer ')) {
    const workspace = await ctx.db.system((tx) => actorOfKey(tx, header.slice('Bearer '.length).trim()));
    return { ...nobody, workspace };
  }
  return nobody;
};
