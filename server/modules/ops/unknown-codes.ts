import { errorCodes } from '@tidings/core/compliance/error-codes';
import type { Alert } from '@tidings/core/contract/queue';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import { addSeenCodes, type CodeRow, listRefusedCodes, listSeenCodes, mostCodesCounted } from './unknown-codes-store.ts';

/** Codes of the last 24 hours that are not known here and that nobody has looked at. */
export async function listUnknownCodes(tx: Tx, workspaceId: string): Promise<CodeRow[]> {
  const unknown = (await listRefusedCodes(tx, workspaceId)).filter(({ code }) => !errorCodes.has(Number(code)));
  if (unknown.length === 0) return [];
  const seen = new Set(await listSeenCodes(tx, workspaceId));
  return unknown.filter(({ code }) => !seen.has(code));
}

/** A new code means that nobody has decided what it asks for: somebody must look, as it may concern every text to come. */
export function unknownCodesAlert(codes: readonly CodeRow[]): Alert[] {
  if (codes.length === 0) return [];
  const n = codes.reduce((sum, one) => sum + one.n, 0);
  const texts =
    n >= mostCodesCounted ? `${mostCodesCounted.toLocaleString('en')} texts or more` : n === 1 ? '1 text' : `${n} texts`;
  const named = codes.slice(0, 3).map((one) => one.code);
  const which = `${codes.length === 1 ? 'code' : 'codes'} ${[...named, ...(codes.length > 3 ? ['others'] : [])].join(', ')}`;
  const words = `The provider refused ${texts} within a day with ${which}. Nobody was put on the do-not-contact list for it, and nothing is tried again. Its error reference says what it means.`;
  const since = new Date(Math.min(...codes.map((one) => one.firstAt.getTime()))).toISOString();
  return [{ kind: 'unknown_codes', sender: null, words, since, codes: codes.map((one) => one.code) }];
}

/** Somebody has looked at these codes: the alert ends, and does not come back for them. */
export async function markCodesSeen(tx: Tx, actor: WorkspaceActor, codes: readonly string[]): Promise<void> {
  await addSeenCodes(tx, actor.workspaceId, codes);
  await recordActivity(tx, actor, { action: 'error_codes_seen', details: { codes: codes.join(', ') } });
  await announce(tx, actor.workspaceId, { topic: 'workspace' });
}
