import {
  type CountedFailure,
  decideSoftFailures,
  fewestSoftFailures,
  isSoftFailure,
} from '@tidings/core/compliance/soft-failures';
import type { Context } from '../../context.ts';
import { contactsAt } from './consent-store.ts';
import { addFailures, type FailingAddress, forgetFailures, lastDelivery, setFailures } from './soft-failures-store.ts';
import { suppress } from './suppress.ts';

/** A message that ended as failed. */
export interface EndedFailure extends FailingAddress {
  readonly contactId: string | null;
  readonly messageId: string;
  readonly code: number;
  readonly senderId?: string | null;
}

/**
 * Counts failures that say little alone, and suppresses addresses of which there were enough (CO-4): their words and evidence go with the
 * suppression. A message counts once, however often it is told. In transactions of its own, since a suppression waits for leases.
 */
export async function countSoftFailures(ctx: Context, failures: readonly EndedFailure[]): Promise<void> {
  const at = ctx.clock.now().getTime();
  const soft = new Map<string, EndedFailure>();
  for (const one of failures)
    if (isSoftFailure(one.code)) soft.set(`${one.workspaceId} ${one.channel} ${one.address} ${one.sandbox}`, one);
  if (soft.size === 0) return;
  const rows = [...soft.values()].map((one) => ({
    ...one,
    failure: { messageId: one.messageId, code: one.code, at, senderId: one.senderId ?? null },
  }));
  const many = await ctx.db.system((tx) => addFailures(tx, rows, fewestSoftFailures));
  for (const one of many) await decideAddress(ctx, one, soft);
}

async function decideAddress(
  ctx: Context,
  one: FailingAddress & { readonly failures: readonly CountedFailure[] },
  soft: ReadonlyMap<string, EndedFailure>,
): Promise<void> {
  const { workspaceId, channel, address, sandbox } = one;
  await ctx.db.system(async (tx) => {
    const contacts = new Set(await contactsAt(tx, workspaceId, address));
    const own = soft.get(`${workspaceId} ${channel} ${address} ${sandbox}`)?.contactId;
    if (own) contacts.add(own);
    const delivered = await lastDelivery(tx, one, [...contacts]);
    const decision = decideSoftFailures(one.failures, delivered?.getTime() ?? null);
    if (decision.suppress === null) return setFailures(tx, one, decision.kept);
    const { kind, words, evidence } = decision.suppress;
    await suppress(tx, {
      workspaceId,
      channel,
      address,
      kind,
      reason: words,
      source: 'delivery_failure',
      evidence: {
        failures: evidence.map((failure) => ({ message_id: failure.messageId, error_code: failure.code, at: failure.at })),
      },
      sandbox,
    });
    await forgetFailures(tx, one);
  });
}
