import { classifyKeyword } from '@tidings/core/compliance/keywords';
import { classifyOptOut } from '@tidings/core/compliance/opt-out-intent';
import type { Tx } from '../../db/database.ts';
import { raiseDoubt } from '../compliance/doubts.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { optOut } from '../compliance/opt-out.ts';
import { findActiveSuppression } from '../compliance/suppressions-store.ts';

/** An inbound text and where it came from. */
export interface SaidText {
  readonly workspaceId: string;
  readonly payloadId: string;
  /** The id that the message will have in the ledger. */
  readonly messageId: string;
  readonly providerId: string;
  readonly receivedAt: Date;
  readonly sandbox: boolean;
  readonly contactId: string;
  readonly address: string;
  readonly body: string;
  /** The provider took it for a keyword of its own list. */
  readonly answeredByProvider: boolean;
}

export interface Meant {
  /** They opted out with it, and are told so once. */
  readonly confirm: boolean;
  /** Why it may have meant "stop". */
  readonly doubt?: { readonly rule: string; readonly language: 'en' | 'es' };
}

/**
 * Obeys a wish to stop that is not a keyword, as STOP is obeyed: in this transaction, under the same lock. Holds the leases for a doubtful
 * text too, for `keepDoubt` to record it when the message is in the ledger. Keywords are not looked at here.
 */
export async function obeyMeaning(tx: Tx, said: SaidText): Promise<Meant> {
  if (said.answeredByProvider || classifyKeyword(said.body, { optedOut: true, optInPending: true })) return { confirm: false };
  const { verdict, rule, language } = classifyOptOut(said.body);
  if (verdict === 'none' || rule === null || language === null) return { confirm: false };
  if (verdict === 'opt_out') {
    const { added } = await optOut(tx, {
      workspaceId: said.workspaceId,
      address: said.address,
      contactId: said.contactId,
      source: 'meaning',
      words: `Wrote “${shortened(said.body)}”`,
      evidence: {
        provider_id: said.providerId,
        payload_id: said.payloadId,
        message_id: said.messageId,
        received_at: said.receivedAt.toISOString(),
        rule,
        language,
      },
      sandbox: said.sandbox,
    });
    // Who is opted out already, and says so again, gets no second confirmation.
    return { confirm: added };
  }
  await holdLeases(tx, said.workspaceId);
  const standing = await findActiveSuppression(tx, said.workspaceId, 'sms', said.address);
  return standing?.kind === 'opt_out' ? { confirm: false } : { confirm: false, doubt: { rule, language } };
}

/** Asks the members whether a text meant "stop", and holds bulk messages to its number meanwhile. */
export async function keepDoubt(tx: Tx, said: SaidText, doubt: NonNullable<Meant['doubt']>, messageId: string): Promise<void> {
  await raiseDoubt(tx, {
    workspaceId: said.workspaceId,
    contactId: said.contactId,
    channel: 'sms',
    address: said.address,
    messageId,
    body: said.body,
    rule: doubt.rule,
    language: doubt.language,
    sandbox: said.sandbox,
    askedAt: said.receivedAt,
  });
}

/** As a member reads it in lists; the whole text is the message itself. */
function shortened(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
