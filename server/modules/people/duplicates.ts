import type { DuplicateReason, DuplicateStrength } from '@tidings/core/contacts/duplicate-evidence';
import type { Duplicate } from '@tidings/core/contract/duplicates';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound } from '../../lib/errors.ts';
import { findContact } from '../contacts/store.ts';
import { dismissPair, listPairs, type PairPlace, type PairRow } from './duplicates-store.ts';
import { lookAt } from './look.ts';
import { presentLook } from './look-jobs.ts';
import { findLook } from './looks-store.ts';

/** What is shown unless weak ones are asked for. */
const likely: readonly DuplicateStrength[] = ['strong', 'medium'];

/** More about one person than these nobody reads. */
const mostOfOne = 20;

export async function listDuplicates(
  tx: Tx,
  workspaceId: string,
  wish: { readonly cursor?: string | undefined; readonly limit: number; readonly strength?: DuplicateStrength[] | undefined },
) {
  const after = readCursor(wish.cursor);
  const rows = await listPairs(tx, workspaceId, { strengths: wish.strength ?? likely, after, limit: wish.limit + 1 });
  const page = toPage(rows, wish.limit, (row) => [row.rank, row.first_id, row.second_id]);
  return { ...page, items: page.items.map(presentPair), look: presentLook(await findLook(tx, workspaceId)) };
}

/**
 * The pairs of one contact. Whoever was added or changed since the last look is looked at now: no import or night comes between adding somebody
 * and opening their page. Throws "not found" for one who is not there.
 */
export async function listDuplicatesOf(tx: Tx, workspaceId: string, contactId: string): Promise<{ items: Duplicate[] }> {
  const contact = await findContact(tx, workspaceId, contactId);
  if (!contact) throw notFound('contact');
  const look = await findLook(tx, workspaceId);
  // One that is under way comes to them by itself; two at once would wait for each other.
  const isIdle = (look?.state ?? 'idle') === 'idle';
  if (isIdle && contact.updated_at > (look?.mark ?? new Date(0))) await lookAt(tx, workspaceId, [contactId]);
  const rows = await listPairs(tx, workspaceId, { strengths: likely, contactId, limit: mostOfOne });
  return { items: rows.map(presentPair) };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readCursor(cursor: string | undefined): PairPlace | null {
  const values = decodeCursor(cursor, 3);
  if (!values) return null;
  const [rank, first, second] = values;
  if ([1, 2, 3].includes(Number(rank)) && uuid.test(String(first)) && uuid.test(String(second)))
    return [Number(rank), String(first), String(second)];
  throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
}

function presentPair(row: PairRow): Duplicate {
  const side = ({ address_line1: _, ...one }: PairRow['first']) => ({
    ...one,
    created_at: new Date(one.created_at).toISOString(),
  });
  return {
    first: side(row.first),
    second: side(row.second),
    strength: row.strength,
    evidence: row.reasons.map((reason) => ({ reason, words: wordsOf(reason, row) })),
  };
}

function wordsOf(reason: DuplicateReason, { first, second, shared, list_name }: PairRow): string {
  const phone = shared.find((one) => !one.includes('@')) ?? '';
  const email = shared.find((one) => one.includes('@')) ?? '';
  switch (reason) {
    case 'same_phone':
      return `Both have the number ${phone}, and similar names.`;
    case 'same_email':
      return `Both have the address ${email}, and similar names.`;
    case 'same_external_id':
      return `The same external id in two spellings: ${first.external_id} and ${second.external_id}.`;
    case 'moved_phone':
      return `The number ${phone} is one's first and the other's further number, and the names are similar.`;
    case 'moved_email':
      return `The address ${email} is one's first and the other's further address, and the names are similar.`;
    case 'same_name_and_birthday':
      return `Both are called ${first.name} and were born on ${first.birthday}.`;
    case 'same_name_and_address':
      return `Both are called ${first.name} and live at ${first.address_line1}.`;
    case 'same_name_and_list':
      return `Both are called ${first.name}, a name that few have, and are on the list ${list_name ?? ''}.`;
    case 'similar_phone':
      return `Both are called ${first.name}, and their numbers differ in one digit, or two are swapped: ${first.phone} and ${second.phone}.`;
    case 'similar_email':
      return `Similar names and similar e-mail addresses: ${first.email} and ${second.email}.`;
  }
}

export async function dismissDuplicate(
  tx: Tx,
  actor: WorkspaceActor,
  { first_id, second_id, undo }: { readonly first_id: string; readonly second_id: string; readonly undo: boolean },
): Promise<void> {
  if (first_id === second_id) throw badField('body.second_id', 'must be another contact than first_id');
  const done = await dismissPair(tx, actor.workspaceId, { firstId: first_id, secondId: second_id, by: actor.name, undo });
  if (!done) throw notFound('contact');
  await announce(tx, actor.workspaceId, { topic: 'duplicates' });
}
