import { foldJoinKeyword } from '@tidings/core/compliance/join-keywords';
import type { Tx } from '../../db/database.ts';
import { findContact } from '../contacts/store.ts';
import { settleDoubt } from './doubts.ts';
import { countJoined, findOpenKeyword } from './join-keywords-store.ts';
import { joinList } from './join-list.ts';
import { holdLeases } from './lease-lock-store.ts';
import { liftOptOut, saidAt } from './opt-out.ts';
import { findActiveSuppression, type SuppressionRow } from './suppressions-store.ts';

/** A text that may be a keyword of the workspace. */
export interface SaidKeyword {
  readonly workspaceId: string;
  readonly address: string;
  readonly contactId: string;
  readonly body: string;
  /** When it was written. */
  readonly at: Date;
  readonly sandbox: boolean;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * Takes a keyword: its writer is put on the list with consent. Returns what they get in answer, null where a question for their YES follows
 * instead; undefined when the text is no keyword, or one that cannot count and is left to a member:
 * - who texted STOP is blocked by the carrier until they text START, which no keyword of ours changes (compliance.md section 4);
 * - a text that is fetched late does not undo what was said after it.
 * An opt-out that stands only in our own records is lifted: the person themselves, from their own phone, asks for texts.
 */
export async function joinByKeyword(tx: Tx, said: SaidKeyword): Promise<{ readonly reply: string | null } | undefined> {
  const { workspaceId, contactId } = said;
  const keyword = await findOpenKeyword(tx, workspaceId, foldJoinKeyword(said.body));
  if (!keyword) return undefined;
  const words = `Texted “${said.body.trim().slice(0, 60)}”`;
  await holdLeases(tx, workspaceId);
  const standing = await findActiveSuppression(tx, workspaceId, 'sms', said.address);
  if (standing?.kind === 'opt_out') {
    if (!liftable(standing, said)) return undefined;
    await liftOptOut(tx, standing, 'the person', words);
  } else if (await refusedSince(tx, said)) return undefined;
  await settleDoubt(tx, { ...said, channel: 'sms' }, 'answered', null);
  const outcome = await joinList(tx, {
    workspaceId,
    contactId,
    address: said.address,
    listId: keyword.list_id,
    source: 'keyword',
    purpose: keyword.purpose,
    wording: keyword.wording,
    method: words,
    evidence: { ...said.evidence, keyword: keyword.word },
    asksYes: keyword.asks_yes,
    sandbox: said.sandbox,
  });
  await countJoined(tx, workspaceId, keyword.id);
  return { reply: outcome === 'asked' ? null : keyword.reply };
}

function liftable(standing: SuppressionRow, said: SaidKeyword): boolean {
  const atCarrier = standing.source === 'keyword' || standing.source === 'delivery_failure';
  // What is played on a sandbox phone lifts nothing real.
  return !atCarrier && saidAt(standing) <= said.at.getTime() && (!said.sandbox || standing.sandbox);
}

/** Whether they said no after this was written. */
async function refusedSince(tx: Tx, { workspaceId, contactId, at }: SaidKeyword): Promise<boolean> {
  const person = await findContact(tx, workspaceId, contactId);
  return person?.sms_consent === 'no' && (person.sms_consent_at?.getTime() ?? 0) > at.getTime();
}
