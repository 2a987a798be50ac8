import type { ErrorCodeInfo } from '@tidings/core/compliance/error-codes';
import type { SuppressionScope } from '@tidings/core/compliance/suppression';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import { optOut } from './opt-out.ts';
import { suppress } from './suppress.ts';

export interface DeliveryFailure {
  readonly workspaceId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly contactId?: string | null;
  readonly messageId: string;
  readonly code: ErrorCodeInfo;
  /** The sandbox carrier played the failure. */
  readonly sandbox: boolean;
}

/** What of us a scope closes. MMS, WhatsApp and RCS are no channels here: a phone without MMS still gets texts. */
const channelsOf: Readonly<Record<SuppressionScope, readonly Channel[] | 'own'>> = {
  all: 'own',
  sms: ['sms'],
  voice: ['voice', 'voicemail'],
  email: ['email'],
  mms: [],
  whatsapp: [],
  rcs: [],
};

/**
 * Suppresses the address of a message that failed with a code that asks for it (CO-4); does nothing for other codes. 21610 counts as an
 * opt-out: the provider knows of a STOP that we never saw, and only START undoes it. Call it before other writes of the transaction.
 */
export async function suppressForFailure(tx: Tx, failure: DeliveryFailure): Promise<boolean> {
  const { code, workspaceId, address } = failure;
  if (code.class !== 'suppress' || code.suppressAs === undefined) return false;
  const evidence = { message_id: failure.messageId, error_code: code.code };
  if (code.suppressAs === 'opt_out') {
    const { added } = await optOut(tx, {
      workspaceId,
      address,
      channel: failure.channel,
      contactId: failure.contactId ?? null,
      source: 'delivery_failure',
      words: code.words,
      evidence,
      sandbox: failure.sandbox,
    });
    return added;
  }
  const closed = channelsOf[code.scope ?? 'all'];
  let added = false;
  for (const channel of closed === 'own' ? [failure.channel] : closed) {
    const result = await suppress(tx, {
      workspaceId,
      channel,
      address,
      kind: code.suppressAs,
      reason: code.words,
      source: 'delivery_failure',
      evidence,
      sandbox: failure.sandbox,
    });
    added ||= result.added;
  }
  return added;
}
