import { workspacesApi } from '@tidings/core/contract/workspaces';
import { implement } from '../../http/route.ts';
import { getWorkspace, goLive, returnToSandbox, updateWorkspace } from '../workspaces/service.ts';
import { foundFurtherWorkspace } from './found.ts';
import { leave } from './service.ts';

export const workspaceRoutes = implement(workspacesApi, {
  createWorkspace: ({ ctx, actor, body }) => foundFurtherWorkspace(ctx, actor, body),
  getWorkspace: ({ ctx, actor }) => getWorkspace(ctx, actor),
  updateWorkspace: ({ ctx, actor, body }) => updateWorkspace(ctx, actor, body),
  goLive: ({ ctx, actor, body }) => goLive(ctx, actor, body.confirm_name),
  returnToSandbox: ({ ctx, actor }) => returnToSandbox(ctx, actor),
  leaveWorkspace: ({ ctx, actor }) => leave(ctx, actor),
});
