import type { Context } from '../../context.ts';

/**
 * Asks Twilio to repeat a hook up to five times on any failure, also when the database is away and it was answered 503 (I6);
 * the default is one repetition, only when the connection fails.
 */
export const repeatHooks = '#rc=5&rp=all';

/** Where a provider sends what people write, and receipts of what was sent. */
export function hookUrls(ctx: Context, connection: { readonly id: string; readonly provider: string }) {
  const base = `${ctx.publicUrl}/hooks/${connection.provider}/${connection.id}`;
  return { inbound: `${base}/inbound`, status: `${base}/status` };
}
