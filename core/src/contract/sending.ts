import { z } from 'zod';
import { Instant } from './common.ts';
import { defineApi } from './endpoint.ts';

/** A stop: nothing goes out until somebody starts sending again. */
export const SendingStop = z
  .object({
    at: Instant,
    /** The name of who stopped it. */
    by: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'SendingStop' });
export type SendingStop = z.infer<typeof SendingStop>;

/** Whether a workspace may send: it does when neither is set. */
export const SendingState = z
  .object({
    /** The workspace's own stop, by an owner or admin. */
    stopped: SendingStop.nullable(),
    /** The stop of the whole installation, by its operator. */
    installation_stopped: SendingStop.nullable(),
  })
  .meta({ id: 'SendingState' });
export type SendingState = z.infer<typeof SendingState>;

/** The installation's stop alone. */
export const InstallationSending = z.object({ stopped: SendingStop.nullable() }).meta({ id: 'InstallationSending' });
export type InstallationSending = z.infer<typeof InstallationSending>;

const Why = z.strictObject({
  reason: z.string().trim().min(1, 'is needed: why is it stopped?').max(200, 'must have at most 200 characters'),
});

export const sendingApi = defineApi({
  getSending: {
    method: 'GET',
    path: '/sending',
    access: 'workspace:read',
    summary: 'Whether this workspace may send, and if not, who stopped it, when and why.',
    response: SendingState,
  },
  stopSending: {
    method: 'POST',
    path: '/sending/stop',
    access: 'queue:manage',
    summary:
      'Stops everything that this workspace sends: broadcasts, replies, answers to keywords. Once it has answered, nothing more is taken from any queue; what is being handed over goes out. What waits stays. Stopped already: that stop stays as it is.',
    body: Why,
    response: SendingState,
  },
  resumeSending: {
    method: 'POST',
    path: '/sending/resume',
    access: 'queue:manage',
    summary: 'Starts sending again where it was stopped. A stop of the whole installation stays.',
    response: SendingState,
  },
  getInstallationSending: {
    method: 'GET',
    path: '/operator/sending',
    access: 'operator',
    summary: 'Whether the installation may send.',
    response: InstallationSending,
  },
  stopInstallationSending: {
    method: 'POST',
    path: '/operator/sending/stop',
    access: 'operator',
    summary:
      'Stops everything that any workspace sends, as /sending/stop does for one. Every workspace is told who did it and why.',
    body: Why,
    response: InstallationSending,
  },
  resumeInstallationSending: {
    method: 'POST',
    path: '/operator/sending/resume',
    access: 'operator',
    summary: 'Lets every workspace send again that is not stopped itself.',
    response: InstallationSending,
  },
});
