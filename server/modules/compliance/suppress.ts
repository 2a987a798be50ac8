import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import { announce } from '../../events/realtime.ts';
import { holdLeases } from './lease-lock-store.ts';
import { replaces } from './suppression-rank.ts';
import { endSuppression, findActiveSuppression, insertSuppression, type SuppressionRow } from './suppressions-store.ts';

/** Where a suppression came from: a keyword or other words that the person texted, a failed delivery, a member, an import, a program. */
export type SuppressionSource =
  | 'keyword'
  | 'meaning'
  | 'delivery_failure'
  | 'lookup'
  | 'member'
  | 'import'
  | 'api'
  | 'privacy'
  | 'form';

export interface Suppress {
  readonly workspaceId: string;
  readonly channel: Channel;
  /** E.164, or an e-mail address in lower case. */
  readonly address: string;
  readonly kind: SuppressionKind;
  readonly reason?: string | null;
  readonly source: SuppressionSource;
  /** What proves it: message ids, error codes, words of the person. */
  readonly evidence?: Record<string, unknown>;
  /** The member's name. */
  readonly createdBy?: string | null;
  /** It was played on the sandbox phones: it holds until the workspace goes live. */
  readonly sandbox?: boolean;
}

export interface Suppressed {
  readonly suppression: SuppressionRow;
  /** False when the address was suppressed before and what held still holds, with its first evidence. */
  readonly added: boolean;
}

/** A real word replaces a played one, and never the other way; of one world, the kind that is harder to lift stands. */
function takesPlace(wish: { readonly kind: SuppressionKind; readonly sandbox: boolean }, standing: SuppressionRow): boolean {
  if (wish.sandbox !== standing.sandbox) return standing.sandbox;
  return replaces(wish.kind, standing.kind);
}

/**
 * Suppresses an address. What holds already stays, unless the new kind is harder to lift (an opt-out replaces a dead number, never the
 * other way): the one replaced goes to the history. Call it before other writes of the transaction: it waits for leases to end (I2).
 */
export async function suppress(tx: Tx, wish: Suppress): Promise<Suppressed> {
  await holdLeases(tx, wish.workspaceId);
  const standing = await findActiveSuppression(tx, wish.workspaceId, wish.channel, wish.address);
  const sandbox = wish.sandbox ?? false;
  if (standing && !takesPlace({ kind: wish.kind, sandbox }, standing)) return { suppression: standing, added: false };
  if (standing) await endSuppression(tx, standing, 'Tidings', `replaced by: ${wish.kind}`);
  const suppression = await insertSuppression(tx, {
    workspaceId: wish.workspaceId,
    channel: wish.channel,
    address: wish.address,
    kind: wish.kind,
    reason: wish.reason ?? null,
    source: wish.source,
    evidence: {
      ...wish.evidence,
      ...(standing && !standing.sandbox ? { replaced: { id: standing.id, kind: standing.kind } } : {}),
    },
    createdBy: wish.createdBy ?? null,
    sandbox,
  });
  if (!suppression) throw new Error('An address was suppressed twice at once in spite of the lock.');
  await announce(tx, wish.workspaceId, { topic: 'suppressions' });
  return { suppression, added: true };
}
