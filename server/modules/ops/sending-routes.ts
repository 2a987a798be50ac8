import { sendingApi } from '@tidings/core/contract/sending';
import { implement } from '../../http/route.ts';
import {
  installationSending,
  resumeInstallationSending,
  resumeSending,
  sendingOf,
  stopInstallationSending,
  stopSending,
} from './sending.ts';

export const sendingRoutes = implement(sendingApi, {
  getSending: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => sendingOf(tx, actor.workspaceId)),
  stopSending: ({ ctx, actor, body }) => stopSending(ctx, actor, body.reason),
  resumeSending: ({ ctx, actor }) => resumeSending(ctx, actor),
  getInstallationSending: ({ ctx }) => installationSending(ctx),
  stopInstallationSending: ({ ctx, actor, body }) => stopInstallationSending(ctx, actor, body.reason),
  resumeInstallationSending: ({ ctx, actor }) => resumeInstallationSending(ctx, actor),
});
