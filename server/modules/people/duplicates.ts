import { clearlyDifferent, nameKeys } from '@tidings/core/contacts/same-person';
import type { Duplicate, DuplicateReason } from '@tidings/core/contract/people';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound } from '../../lib/errors.ts';
import {
  type Candidate,
  dismissPair,
  findCandidates,
  listPairs,
  lookedAt,
  type PairRow,
  saveFound,
  tryLook,
} from './duplicates-store.ts';

/**
 * Looks for contacts that may be one person and keeps what was found. Whoever shares a phone or an e-mail address under a clearly different
 * name is a household, not a duplicate.
 */
export async function lookForDuplicates(tx: Tx, workspaceId: string): Promise<{ found: number }> {
  if (!(await tryLook(tx, workspaceId))) return { found: 0 };
  const pairs = new Map<string, { firstId: string; secondId: string; reasons: Set<DuplicateReason> }>();
  for (const one of await findCandidates(tx, workspaceId)) {
    if (differ(one)) continue;
    const key = `${one.first_id} ${one.second_id}`;
    const pair = pairs.get(key) ?? { firstId: one.first_id, secondId: one.second_id, reasons: new Set() };
    pair.reasons.add(one.reason);
    pairs.set(key, pair);
  }
  const found = [...pairs.values()].map(({ reasons, ...pair }) => ({ ...pair, reasons: [...reasons] }));
  await saveFound(tx, workspaceId, found);
  await announce(tx, workspaceId, { topic: 'contacts' });
  return { found: found.length };
}

const differ = (one: Candidate): boolean =>
  clearlyDifferent(
    nameKeys({ first: one.first_name, full: one.first_full }),
    nameKeys({ first: one.second_name, full: one.second_full }),
  );

export async function listDuplicates(
  tx: Tx,
  workspaceId: string,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
) {
  const rows = await listPairs(tx, workspaceId, { after: readCursor(cursor), limit: limit + 1 });
  const page = toPage(rows, limit, (row) => [row.first_id, row.second_id]);
  const looked = await lookedAt(tx, workspaceId);
  return { ...page, items: page.items.map(presentPair), looked_at: looked?.toISOString() ?? null };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readCursor(cursor: string | undefined): readonly [string, string] | null {
  const values = decodeCursor(cursor, 2);
  if (!values) return null;
  const [first, second] = values.map(String);
  if (first && second && uuid.test(first) && uuid.test(second)) return [first, second];
  throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
}

function presentPair(row: PairRow): Duplicate {
  const side = (one: PairRow['first']) => ({ ...one, created_at: new Date(one.created_at).toISOString() });
  return {
    first: side(row.first),
    second: side(row.second),
    evidence: row.reasons.map((reason) => ({ reason, words: wordsOf(reason, row) })),
  };
}

function wordsOf(reason: DuplicateReason, { first, second, shared }: PairRow): string {
  switch (reason) {
    case 'same_phone':
      return `Both have the number ${shared.find((one) => !one.includes('@')) ?? ''}, and similar names.`;
    case 'same_email':
      return `Both have the address ${shared.find((one) => one.includes('@')) ?? ''}, and similar names.`;
    case 'same_external_id':
      return `The same external id in two spellings: ${first.external_id} and ${second.external_id}.`;
    case 'same_name_and_birthday':
      return `Both are called ${first.name} and were born on ${first.birthday}.`;
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
  await announce(tx, actor.workspaceId, { topic: 'contacts' });
}
