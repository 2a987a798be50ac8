import { defineJob, handleJob } from '../../jobs/define.ts';
import { processWaiting } from './inbound.ts';

/** A text that came in and is stored waits to be processed. */
export const inboundReceived = defineJob<{ payloadId: string }>('messages.inbound', { retries: 20, retrySeconds: 1 });

export const inboundHandler = handleJob(inboundReceived, (ctx, { payloadId }, signal) => processWaiting(ctx, payloadId, signal), {
  concurrency: 4,
});
