import { decideSend } from '@tidings/core/compliance/decide-send';
import { countryOf } from '@tidings/core/contacts/country-of';
import type { ReplyState } from '@tidings/core/contract/inbox';
import { reasons } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { findActiveSuppression, type SuppressionRow } from '../compliance/suppressions-store.ts';
import { chosenPool } from '../connections/pools.ts';
import { senderFor } from '../connections/sender-for.ts';
import { findSender, type SenderRow } from '../connections/senders-store.ts';
import { allowedCountries } from '../costs/countries.ts';
import { planPool } from '../messages/plan-pool.ts';
import { findSticky, placeOne } from '../messages/sticky-store.ts';
import { connectionStatus, findLastInbound, findPerson, findWorkspaceFacts, hasAddress } from './store.ts';

type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>;

/** How a reply to a person would go, and whether it may. */
export interface ReplyWay {
  readonly person: Person;
  readonly address: string | null;
  readonly sender: SenderRow | undefined;
  readonly state: ReplyState;
  /** What holds for the address. */
  readonly suppression: SuppressionRow | undefined;
}

/** Decides with the same rules as the lease will, so that nobody writes a text that cannot go out. */
export async function findReplyWay(
  ctx: Context,
  tx: Tx,
  workspaceId: string,
  contactId: string,
  poolId?: string,
): Promise<ReplyWay> {
  const person = await findPerson(tx, workspaceId, contactId);
  const workspace = await findWorkspaceFacts(tx, workspaceId);
  if (!person || !workspace) throw notFound('contact');
  const last = await findLastInbound(tx, workspaceId, contactId);
  const wroteFrom = last?.address && (await hasAddress(tx, workspaceId, contactId, last.address)) ? last.address : null;
  const address = wroteFrom ?? person.phone;
  const suppression = address === null ? undefined : await findActiveSuppression(tx, workspaceId, 'sms', address);
  const { sender, words: noSender } = await senderOf(tx, workspaceId, workspace.mode, {
    lastSenderId: last?.sender_id ?? null,
    address,
    poolId,
  });
  const failing = sender && (await connectionStatus(tx, workspaceId, sender.connection_id)) === 'failing';
  const decision = decideSend({
    now: ctx.clock.now().getTime(),
    channel: 'sms',
    address: address === null ? null : { value: address, valid: true, country: countryOf(address) },
    contact: {
      deleted: person.deleted_at !== null,
      consent: person.sms_consent,
      lastInboundAt: last?.created_at.getTime() ?? null,
    },
    suppression: suppression ? { kind: suppression.kind, since: suppression.created_at.getTime() } : null,
    source: { state: 'running', uselessAfter: null, requiresConsent: false },
    workspace: { mode: workspace.mode, installationLiveAllowed: ctx.config.production },
    sender: sender ? { sandbox: sender.sandbox, status: sender.paused_at ? 'paused' : failing ? 'failing' : 'active' } : null,
    message: { kind: 'reply', priority: 0, attempt: 1 },
    duplicateOf: null,
    allowedCountries: await allowedCountries(tx, workspaceId),
  });
  const waits = decision.action === 'hold' || decision.action === 'defer';
  const words = decision.action === 'send' ? null : waits && noSender ? noSender : reasons[decision.reason].words;
  return {
    person,
    address,
    sender,
    suppression,
    state: {
      // What waits for somebody to act may be written: it goes out when they have. Without a sender it has no lane to wait in.
      allowed: decision.action === 'send' || (waits && sender !== undefined),
      words,
      to: address,
      from: sender ? { id: sender.id, name: sender.name, address: sender.address } : null,
    },
  };
}

/**
 * The sender they wrote to, so that the answer comes from the number they know; else the number of the named pool, or of any pool that has
 * written to them; else the workspace's own.
 */
async function senderOf(
  tx: Tx,
  workspaceId: string,
  mode: 'sandbox' | 'live',
  { lastSenderId, address, poolId }: { lastSenderId: string | null; address: string | null; poolId: string | undefined },
): Promise<{ sender: SenderRow | undefined; words?: string }> {
  const usable = async (id: string | null | undefined) => {
    const sender = id ? await findSender(tx, workspaceId, id) : undefined;
    return sender && sender.sandbox === (mode === 'sandbox') ? sender : undefined;
  };
  const known = await usable(lastSenderId);
  if (known) return { sender: known };
  try {
    if (poolId !== undefined && address !== null) {
      const pool = await chosenPool(tx, workspaceId, poolId);
      return { sender: await usable(await placeOne(tx, planPool(pool), address)) };
    }
    const sticky = address === null ? undefined : await usable(await findSticky(tx, workspaceId, address));
    if (sticky) return { sender: sticky };
    return { sender: await senderFor(tx, workspaceId, 'sms') };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { sender: undefined, words: error.message };
  }
}
