import type { Context } from '../../context.ts';
import type { ListedSms } from '../../providers/sms/contract.ts';
import type { AskedProvider } from './asked-provider.ts';
import { insertFetched, listOwnAddresses } from './catch-up-store.ts';
import { storable } from './hooks.ts';
import { processStored } from './inbound.ts';

/** Up to so many numbers are asked about one by one; with more, and with messaging services, all that the account sent and got is read. */
const fewNumbers = 20;
/** A sender is made here a moment after its number began to be ours there; clocks differ, too. */
const skewMs = 60_000;
const atOnce = 200;

interface OwnAddress {
  readonly address: string;
  readonly kind: string;
  readonly createdAt: Date;
}

/**
 * Fetches what people wrote since a moment and stores what is not known yet, in the order in which it was written, as if its hook had come
 * (I6): a text that is known by its provider's id changes nothing. Returns how many were new.
 */
export async function fetchTexts(
  ctx: Context,
  owner: { readonly workspaceId: string; readonly connectionId: string },
  provider: AskedProvider,
  since: Date,
  signal: AbortSignal,
): Promise<number> {
  const own = (await ctx.db.system((tx) => listOwnAddresses(tx, owner.connectionId))).filter(isReachable);
  if (own.length === 0) return 0;
  const single = own.length <= fewNumbers && own.every((one) => one.kind === 'number');
  const found = new Map<string, ListedSms>();
  for (const filter of single ? own.map((one) => ({ since, to: one.address })) : [{ since }]) {
    for await (const page of provider.pages(filter)) {
      for (const one of page) if (isOurs(one, own)) found.set(one.providerId, one);
    }
  }
  const texts = inOrder([...found.values()]);
  let added = 0;
  for (let start = 0; start < texts.length; start += atOnce) {
    const rows = texts.slice(start, start + atOnce).map((one) => ({
      providerId: one.providerId,
      receivedAt: one.at,
      payload: { ...storable(one.hook ?? {}), fetched_from_list: 'true' },
    }));
    added += await ctx.db.system((tx) => insertFetched(tx, owner, rows));
  }
  if (added > 0) await processStored(ctx, signal);
  return added;
}

const receivedAt = (text: ListedSms) => text.sentAt ?? text.createdAt;

/**
 * Texts in the order in which they were written: whoever wrote STOP after START must end as stopped. The provider's times are whole seconds, its
 * list is newest first; within a second each gets its own millisecond, so that the order is kept.
 */
function inOrder(newestFirst: readonly ListedSms[]): (ListedSms & { readonly at: Date })[] {
  const sorted = newestFirst.toReversed().sort((a, b) => receivedAt(a).getTime() - receivedAt(b).getTime());
  let last = 0;
  return sorted.map((one) => {
    last = Math.max(receivedAt(one).getTime(), last + 1);
    return { ...one, at: new Date(last) };
  });
}

const isReachable = ({ kind }: OwnAddress) => kind === 'number' || kind === 'messaging_service';

/** Whether a listed message is a text to one of our senders. The account may serve others, and had its numbers before we did. */
function isOurs(text: ListedSms, own: readonly OwnAddress[]): boolean {
  if (text.direction !== 'in' || text.hook === undefined) return false;
  return own.some(
    ({ address, createdAt }) =>
      (address === text.to || address === text.serviceId) && receivedAt(text).getTime() >= createdAt.getTime() - skewMs,
  );
}
