import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import { announce } from '../../events/realtime.ts';
import { contactsAt, grantConsentAt, insertConsentEvents, silencedByOptOut, withdrawConsent } from './consent-store.ts';
import { settleDoubt } from './doubts.ts';
import { holdLeases } from './lease-lock-store.ts';
import { type Suppressed, type SuppressionSource, suppress } from './suppress.ts';
import { outlivesOptOut } from './suppression-rank.ts';
import { endSuppression, findActiveSuppression, reviveSuppression, type SuppressionRow } from './suppressions-store.ts';

export interface ConsentWord {
  readonly workspaceId: string;
  readonly address: string;
  /** Default: sms. */
  readonly channel?: Channel;
  /** The contact to whom the word is attributed. */
  readonly contactId?: string | null;
  readonly source: SuppressionSource;
  /** What the person said, or how it became known. */
  readonly words: string;
  readonly evidence?: Record<string, unknown>;
  readonly actorName?: string | null;
  /** Said on a sandbox phone: it counts in the sandbox only, and changes nobody's consent. */
  readonly sandbox?: boolean;
}

/**
 * An address opts out, for everybody who shares it. Once this has committed no message to it is leased any more (I2). Saying it again
 * changes nothing and keeps the first evidence: `added` is false then, and no second confirmation is due.
 */
export async function optOut(tx: Tx, word: ConsentWord): Promise<Suppressed & { readonly contactIds: readonly string[] }> {
  await holdLeases(tx, word.workspaceId);
  const channel = word.channel ?? 'sms';
  const result = await suppress(tx, {
    workspaceId: word.workspaceId,
    channel,
    address: word.address,
    kind: 'opt_out',
    reason: word.words,
    source: word.source,
    evidence: { ...word.evidence, ...(word.contactId ? { contact_id: word.contactId } : {}) },
    createdBy: word.actorName ?? null,
    sandbox: word.sandbox ?? false,
  });
  await settleDoubt(tx, { ...word, channel }, 'opted_out', word.actorName ?? null);
  const contactIds = await contactsOf(tx, word);
  if (word.sandbox) {
    await announceContacts(tx, word.workspaceId, result.added ? contactIds : []);
    return { ...result, contactIds };
  }
  // Who had said no before needs no event of this opt-out: its end must not undo their own word.
  const news = channel === 'sms' ? await withdrawConsent(tx, word.workspaceId, contactIds) : contactIds;
  if (result.added || news.length > 0) await insertConsentEvents(tx, news, { ...eventOf(word), consent: 'no' });
  await announceContacts(tx, word.workspaceId, news);
  return { ...result, contactIds };
}

/**
 * An address opts in again (START). Lifts an opt-out only; another suppression that held before it holds again, unless the person's own
 * text disproves it. Consent is given by the person who wrote, and by those whom the opt-out of this address had silenced.
 */
export async function optIn(
  tx: Tx,
  word: ConsentWord,
): Promise<{
  readonly lifted: boolean;
  readonly stillSuppressed: SuppressionRow | undefined;
  readonly contactIds: readonly string[];
}> {
  await holdLeases(tx, word.workspaceId);
  const channel = word.channel ?? 'sms';
  const standing = await findActiveSuppression(tx, word.workspaceId, channel, word.address);
  await settleDoubt(tx, { ...word, channel }, 'answered', word.actorName ?? null);
  if (word.sandbox) return playOptIn(tx, word, standing);
  const lifted = standing?.kind === 'opt_out';
  const stillSuppressed =
    standing && lifted ? await liftOptOut(tx, standing, word.actorName ?? 'the person', word.words) : standing;
  const everyone = await contactsOf(tx, word);
  const silenced = await silencedByOptOut(tx, word.workspaceId, everyone, channel, word.address);
  const contactIds = everyone.filter((id) => id === word.contactId || silenced.includes(id));
  if (channel === 'sms') await grantConsentAt(tx, word.workspaceId, contactIds, word.address);
  await insertConsentEvents(tx, contactIds, { ...eventOf(word), consent: 'yes' });
  await announceContacts(tx, word.workspaceId, contactIds);
  return { lifted, stillSuppressed, contactIds };
}

/** START on a sandbox phone: lifts what was played there, never what a person really said. */
async function playOptIn(tx: Tx, word: ConsentWord, standing: SuppressionRow | undefined) {
  const contactIds = await contactsOf(tx, word);
  const lifted = standing?.kind === 'opt_out' && standing.sandbox;
  if (standing && lifted) {
    await endSuppression(tx, standing, 'the sandbox phone', word.words);
    await announce(tx, word.workspaceId, { topic: 'suppressions' });
    await announceContacts(tx, word.workspaceId, contactIds);
  }
  return { lifted, stillSuppressed: lifted ? undefined : standing, contactIds };
}

/** Ends an opt-out; returns what holds instead. */
export async function liftOptOut(
  tx: Tx,
  standing: SuppressionRow,
  by: string,
  reason: string,
): Promise<SuppressionRow | undefined> {
  await endSuppression(tx, standing, by, reason);
  await announce(tx, standing.workspace_id, { topic: 'suppressions' });
  const replaced = (standing.evidence as { replaced?: { id: string; kind: SuppressionKind } }).replaced;
  if (!replaced || !outlivesOptOut(replaced.kind)) return undefined;
  return reviveSuppression(tx, standing.workspace_id, replaced.id);
}

/** When the person said it, not when it was processed. */
export function saidAt(standing: { readonly evidence: object; readonly created_at: Date }): number {
  const said = Date.parse(String((standing.evidence as { received_at?: string }).received_at));
  return Number.isNaN(said) ? standing.created_at.getTime() : said;
}

async function contactsOf(tx: Tx, word: ConsentWord): Promise<string[]> {
  const sharing = await contactsAt(tx, word.workspaceId, word.address);
  return word.contactId && !sharing.includes(word.contactId) ? [word.contactId, ...sharing] : sharing;
}

function eventOf(word: ConsentWord) {
  return {
    workspaceId: word.workspaceId,
    address: word.address,
    channel: word.channel ?? ('sms' as const),
    source: word.source,
    wording: word.words,
    evidence: word.evidence ?? {},
    actorName: word.actorName ?? null,
  };
}

async function announceContacts(tx: Tx, workspaceId: string, contactIds: readonly string[]): Promise<void> {
  for (const id of contactIds) await announce(tx, workspaceId, { topic: 'contacts', id });
}
