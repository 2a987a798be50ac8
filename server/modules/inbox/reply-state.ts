import { consentFor } from '@tidings/core/compliance/agreed-numbers';
import { decideSend } from '@tidings/core/compliance/decide-send';
import { countryOf } from '@tidings/core/contacts/country-of';
import type { ReplyState } from '@tidings/core/contract/inbox';
import { reasons } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { findActiveSuppression, type SuppressionRow } from '../compliance/suppressions-store.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { allowedCountries } from '../costs/countries.ts';
import { plannedLookups } from '../messages/first-lookups.ts';
import { replySender, type WayWish } from './reply-way.ts';
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
  wish: WayWish = {},
): Promise<ReplyWay> {
  const person = await findPerson(tx, workspaceId, contactId);
  const workspace = await findWorkspaceFacts(tx, workspaceId);
  if (!person || !workspace) throw notFound('contact');
  const last = await findLastInbound(tx, workspaceId, contactId);
  const wroteFrom = last?.address && (await hasAddress(tx, workspaceId, contactId, last.address)) ? last.address : null;
  const address = wroteFrom ?? person.phone;
  const suppression = address === null ? undefined : await findActiveSuppression(tx, workspaceId, 'sms', address);
  const asked = { ...wish, workspaceId, mode: workspace.mode, lastSenderId: last?.sender_id ?? null, address };
  const { sender, words: noSender } = await replySender(tx, asked);
  const failing = sender && (await connectionStatus(tx, workspaceId, sender.connection_id)) === 'failing';
  const decision = decideSend({
    now: ctx.clock.now().getTime(),
    channel: 'sms',
    address: address === null ? null : { value: address, valid: true, country: countryOf(address) },
    contact: {
      deleted: person.deleted_at !== null,
      consent: consentFor({ refused: person.sms_consent === 'no', agreed: person.sms_agreed }, address),
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
  const lookup =
    sender && address !== null && wroteFrom === null && decision.action !== 'skip'
      ? await plannedLookups(tx, { workspaceId, connectionId: sender.connection_id, phones: [address] })
      : null;
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
      lookup: lookup && { micros: lookup.microsEach },
    },
  };
}
