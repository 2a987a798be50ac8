import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';
import { Lane, QueueMinute } from './queue.ts';

/** `failing`: it does not work; `warning`: it works, but somebody should look; `unseen`: it cannot be told while something else fails. */
export const healthStatuses = ['ok', 'warning', 'failing', 'unseen'] as const;
export const HealthStatus = z.enum(healthStatuses);
export type HealthStatus = z.infer<typeof HealthStatus>;

export const healthParts = ['database', 'queue', 'workers', 'connections', 'sandbox', 'disk'] as const;
export type HealthPartName = (typeof healthParts)[number];

/** One part of the installation, as it was found. */
export const HealthPart = z
  .object({
    part: z.enum(healthParts),
    status: HealthStatus,
    /**
     * When it was looked at; answers are kept for some seconds. Of connections: when the provider was asked, of the one for which that is
     * longest ago.
     */
    checked_at: Instant,
    age_seconds: z.number(),
    /** What was found, for the operator. */
    words: z.string(),
    /** Single things that are wrong, for the operator. */
    details: z.array(z.string()),
  })
  .meta({ id: 'HealthPart' });
export type HealthPart = z.infer<typeof HealthPart>;

export const Health = z.object({ status: HealthStatus, version: z.string(), parts: z.array(HealthPart) }).meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;

/** A web or worker process. */
export const ProcessRow = z
  .object({
    id: Id,
    role: z.string(),
    host: z.string(),
    pid: z.number().int(),
    version: z.string(),
    started_at: Instant,
    heartbeat_at: Instant,
    /** `lost`: it has not been heard of lately, and did not say that it ends. */
    state: z.enum(['working', 'stopping', 'lost']),
    /** What it has in its hands, in words. */
    doing: z.string(),
    /** Where its own health and metrics are answered. */
    listens_at: z.string().nullable(),
  })
  .meta({ id: 'Process' });
export type ProcessRow = z.infer<typeof ProcessRow>;

/** A background job that was given up. */
export const FailedJob = z
  .object({
    id: Id,
    name: z.string(),
    failed_at: Instant.nullable(),
    created_at: Instant,
    attempts: z.number().int(),
    /** What went wrong, without numbers and addresses. */
    words: z.string(),
  })
  .meta({ id: 'FailedJob' });
export type FailedJob = z.infer<typeof FailedJob>;

const LaneParams = z.object({ sender_id: Id });
const JobParams = z.object({ job_id: Id });

export const healthApi = defineApi({
  getHealth: {
    method: 'GET',
    path: '/operator/health',
    access: 'operator',
    summary: 'Whether each part of the installation works, with details.',
    response: Health,
  },
  getInstallationQueue: {
    method: 'GET',
    path: '/operator/queue',
    access: 'operator',
    summary: 'The lanes of all workspaces, what went out within the last hour, and every process.',
    response: z
      .object({ at: Instant, lanes: z.array(Lane), minutes: z.array(QueueMinute), processes: z.array(ProcessRow) })
      .meta({ id: 'InstallationQueue' }),
  },
  pauseLane: {
    method: 'POST',
    path: '/operator/lanes/{sender_id}/pause',
    access: 'operator',
    summary: 'Stops sending from a sender of any workspace at once; what is queued waits. Its members are told who did it.',
    params: LaneParams,
    body: z.strictObject({ reason: z.string().trim().min(1, 'is needed: why is it paused?').max(200) }),
    response: Lane,
  },
  resumeLane: {
    method: 'POST',
    path: '/operator/lanes/{sender_id}/resume',
    access: 'operator',
    summary: 'Goes on sending from it.',
    params: LaneParams,
    response: Lane,
  },
  listFailedJobs: {
    method: 'GET',
    path: '/operator/jobs/failed',
    access: 'operator',
    summary: 'Background jobs that were given up, the latest first, at most 100.',
    response: z.object({ items: z.array(FailedJob) }),
  },
  retryJob: {
    method: 'POST',
    path: '/operator/jobs/{job_id}/retry',
    access: 'operator',
    summary: 'Runs a job that was given up once more.',
    params: JobParams,
    response: 'none',
  },
  discardJob: {
    method: 'DELETE',
    path: '/operator/jobs/{job_id}',
    access: 'operator',
    summary: 'Removes a job that was given up. What it was about stays as it is.',
    params: JobParams,
    response: 'none',
  },
});
