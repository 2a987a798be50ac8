import { mayBecome } from '@tidings/core/messaging/states';
import type { Context } from '../../context.ts';
import type { ListedSms } from '../../providers/sms/contract.ts';
import type { AskedProvider } from './asked-provider.ts';
import type { OpenMessage } from './catch-up-store.ts';
import { fetchedReceipt } from './fetched-receipt.ts';
import { type IncomingReceipt, writeReceipts } from './receipts.ts';

/** Up to so many are asked about one by one, however fresh. */
const few = 20;
/** What was heard of in this time and is one of many will be heard of again, or be asked about in its turn. */
const freshMs = 60_000;
/** What is older than this stands far down in the list: it is asked about by its id. */
const recentMs = 2 * 3_600_000;
/** Most requests for single messages in a run. */
const mostSingle = 1_000;
/** Sent is a little before our news of it, and clocks differ. */
const skewMs = 120_000;
const atOnce = 500;

/**
 * Fetches what became of messages without news, from the provider's list as long as a page of it is likely to tell of more than one of them,
 * then one by one, and writes it like receipts (I4, I6). Returns how many there were news of.
 */
export async function fetchNews(
  ctx: Context,
  owner: { readonly workspaceId: string; readonly connectionId: string; readonly now: Date },
  provider: Pick<AskedProvider, 'pages' | 'find'>,
  open: readonly OpenMessage[],
): Promise<number> {
  const now = owner.now.getTime();
  const unseen = new Map(open.map((one) => [one.providerId, one]));
  const waiting: IncomingReceipt[] = [];
  let written = 0;
  const write = async (least: number) => {
    while (waiting.length >= least && waiting.length > 0) {
      const batch = waiting.splice(0, atOnce);
      await writeReceipts(ctx, batch);
      written += batch.length;
    }
  };
  const take = (message: OpenMessage, listed: ListedSms) => {
    const { state } = listed.receipt;
    if (state !== 'ignored' && mayBecome(message.state, state)) waiting.push(fetchedReceipt({ ...owner, ...message }, listed));
  };
  const recent = open.filter((one) => now - one.newsAt.getTime() < recentMs);
  if (recent.length > few) {
    const oldest = Math.min(...recent.map((one) => one.newsAt.getTime()));
    let pages = 0;
    for await (const page of provider.pages({ since: new Date(oldest - skewMs) })) {
      for (const listed of page) {
        const message = unseen.get(listed.providerId);
        if (!message || !unseen.delete(listed.providerId)) continue;
        take(message, listed);
      }
      await write(atOnce);
      pages += 1;
      if (pages >= unseen.size) break;
    }
  }
  const fresh = Math.min(freshMs, ctx.config.catchUpSeconds * 1_000);
  const rest = [...unseen.values()].filter((one) => open.length <= few || now - one.newsAt.getTime() >= fresh);
  for (const message of rest.slice(0, mostSingle)) {
    const listed = await provider.find(message.providerId);
    if (listed) take(message, listed);
  }
  await write(1);
  return written;
}
