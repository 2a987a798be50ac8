import type { Context } from '../../context.ts';

/**
 * Asks Twilio to repeat a hook up to five times on any failure, also when the database is away and it was answered 503 (I6);
 * the default is one repetition, only when the connection fails.
 */
export const repeatHooks = '#rc=5&rp=all';

interface HookOwner {
  readonly id: string;
  readonly provider: string;
  readonly sandbox: boolean;
}

/** The address that a connection’s hooks were given, and that their signatures are made for. */
export function hookOrigin(ctx: Context, connection: { readonly sandbox: boolean }): string {
  return connection.sandbox ? ctx.localUrl : ctx.publicUrl;
}

/** Where a provider sends what people write, and receipts of what was sent. */
export function hookUrls(ctx: Context, connection: HookOwner) {
  return hookUrlsAt(hookOrigin(ctx, connection), connection);
}

/** The same under an origin that is known. */
export function hookUrlsAt(origin: string, connection: Pick<HookOwner, 'id' | 'provider'>) {
  const base = `${origin}/hooks/${connection.provider}/${connection.id}`;
  return { inbound: `${base}/inbound`, status: `${base}/status` };
}
