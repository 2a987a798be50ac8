import { sandboxApi } from '@tidings/core/contract/sandbox';
import { implement } from '../../http/route.ts';
import { getSandbox, listPhoneMessages, listPhones, markPhoneRead, setFaults, writeFromPhone } from './service.ts';

export const sandboxRoutes = implement(sandboxApi, {
  getSandbox: ({ ctx, actor }) => getSandbox(ctx, actor.workspaceId),
  listSandboxPhones: ({ ctx, actor, query }) => listPhones(ctx, actor.workspaceId, query),
  listPhoneMessages: ({ ctx, actor, params, query }) => listPhoneMessages(ctx, actor.workspaceId, params.phone_number, query),
  writeFromPhone: ({ ctx, actor, params, body }) => writeFromPhone(ctx, actor.workspaceId, params.phone_number, body.body),
  markPhoneRead: ({ ctx, actor, params }) => markPhoneRead(ctx, actor.workspaceId, params.phone_number),
  setSandboxFaults: ({ ctx, actor, body }) => setFaults(ctx, actor.workspaceId, body),
});
