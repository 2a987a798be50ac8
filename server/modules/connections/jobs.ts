import { defineJob } from '../../jobs/define.ts';

/** Tells the sandbox carrier of a workspace's account. */
export const provisionSandbox = defineJob<{ workspaceId: string; connectionId: string }>('connections.provision_sandbox', {
  expireSeconds: 30,
  retrySeconds: 1,
});
