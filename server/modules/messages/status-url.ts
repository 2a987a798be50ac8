import type { Context } from '../../context.ts';
import { hookUrls, hookUrlsAt, repeatHooks } from '../connections/hook-urls.ts';

/** Where receipts of a message go: our id rides in the address, so that they find it even when the provider's answer was lost (I3). */
export function statusUrl(
  ctx: Context,
  connection: { readonly id: string; readonly provider: string; readonly sandbox: boolean },
  messageId: string,
  attempt = 1,
): string {
  return `${hookUrls(ctx, connection).status}${queryOf(messageId, attempt)}`;
}

function queryOf(messageId: string, attempt: number): string {
  const which = attempt > 1 ? `&a=${attempt}` : '';
  return `?m=${messageId}${which}${repeatHooks}`;
}

/** The same as it was at an attempt of the past, of which the origin was kept. */
export function pastStatusUrl(
  origin: string,
  connection: { readonly id: string; readonly provider: string },
  messageId: string,
  attempt: number,
): string {
  return `${hookUrlsAt(origin, connection).status}${queryOf(messageId, attempt)}`;
}
