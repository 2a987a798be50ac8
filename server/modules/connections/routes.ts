import { connectionsApi } from '@tidings/core/contract/connections';
import { implement } from '../../http/route.ts';
import { smsProviders } from '../../providers/sms/registry.ts';
import { forgetConnection } from './open-connection.ts';
import { describeProvider } from './provider-form.ts';
import { archiveSender, createSender, listSenders, pauseSender, resumeSender, updateSender } from './sender-service.ts';
import {
  archiveConnection,
  createConnection,
  getConnection,
  listConnections,
  restoreConnection,
  testConnection,
  updateConnection,
} from './service.ts';

export const connectionRoutes = implement(connectionsApi, {
  listProviders: async () => ({ items: smsProviders.map(describeProvider) }),
  listConnections: async ({ ctx, actor }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => listConnections(ctx, tx, actor.workspaceId)),
  }),
  getConnection: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getConnection(ctx, tx, actor.workspaceId, params.connection_id)),
  createConnection: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => createConnection(ctx, tx, actor, body)),
  updateConnection: async ({ ctx, actor, params, body }) => {
    const changed = await ctx.db.workspace(actor.workspaceId, (tx) =>
      updateConnection(ctx, tx, actor, params.connection_id, body),
    );
    forgetConnection(ctx, params.connection_id);
    return changed;
  },
  testConnection: ({ ctx, actor, params }) => testConnection(ctx, actor, params.connection_id),
  archiveConnection: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => archiveConnection(ctx, tx, actor, params.connection_id)),
  restoreConnection: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => restoreConnection(ctx, tx, actor, params.connection_id)),
  listSenders: async ({ ctx, actor, query }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => listSenders(tx, actor.workspaceId, query)),
  }),
  createSender: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => createSender(ctx, tx, actor, params.connection_id, body)),
  updateSender: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => updateSender(tx, actor, params.sender_id, body)),
  pauseSender: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => pauseSender(tx, actor, params.sender_id, body.reason)),
  resumeSender: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => resumeSender(tx, actor, params.sender_id)),
  archiveSender: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => archiveSender(tx, actor, params.sender_id)),
});
