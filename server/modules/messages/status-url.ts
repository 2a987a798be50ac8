import type { Context } from '../../context.ts';
import { hookUrls, repeatHooks } from '../connections/hook-urls.ts';

/** Where receipts of a message go: our id rides in the address, so that they find it even when the provider's answer was lost (I3). */
export function statusUrl(
  ctx: Context,
  connection: { readonly id: string; readonly provider: string; readonly sandbox: boolean },
  messageId: string,
  attempt = 1,
): string {
  const which = attempt > 1 ? `&a=${attempt}` : '';
  return `${hookUrls(ctx, connection).status}?m=${messageId}${which}${repeatHooks}`;
}
