import { classifyErrorCode } from '@tidings/core/compliance/error-codes';
import type { PastOutcome } from '@tidings/core/compliance/past-failures';
import { isSuppressionKind } from '@tidings/core/compliance/suppression';
import type { FailureCheck, FailureCheckDetail } from '@tidings/core/contract/failure-checks';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import {
  countFindings,
  type FailureCheckRow,
  findCheck,
  insertCheck,
  moveCheck,
  sampleFindings,
} from './failure-checks-store.ts';

export function presentCheck(row: FailureCheckRow): FailureCheck {
  return {
    id: row.id,
    // Looking and judging are one to people: nothing has changed yet.
    state: row.state === 'judging' ? 'looking' : row.state,
    created_by_name: row.created_by_name,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    looked: row.looked,
    about: Math.max(row.about, row.looked),
    to_change: row.to_change,
    applied: row.applied,
    undone: row.undone,
  };
}

const busy = () => new Refusal('conflict', 'Another check of past failures is under way. Wait until it is done.');

/** Starts to look; a worker does the rest. */
export async function startCheck(tx: Tx, actor: WorkspaceActor): Promise<FailureCheck> {
  const row = await insertCheck(tx, actor.workspaceId, actor.name);
  if (!row) throw busy();
  await announce(tx, actor.workspaceId, { topic: 'suppressions' });
  return presentCheck(row);
}

export async function getCheck(tx: Tx, workspaceId: string, id: string): Promise<FailureCheckDetail> {
  const row = await findCheck(tx, workspaceId, id);
  if (!row) throw notFound('check');
  const counts = await countFindings(tx, workspaceId, id);
  const sample = await sampleFindings(tx, workspaceId, id, 20);
  return {
    ...presentCheck(row),
    counts: counts.map((one) => ({
      error_code: one.error_code ?? 0,
      words: classifyErrorCode(one.error_code ?? 0).words,
      kind: kindOf(one.kind),
      outcome: one.outcome as PastOutcome,
      addresses: Number(one.n),
    })),
    sample: sample.flatMap((one) => {
      const last = one.failures.findLast((failure) => failure.code === one.error_code);
      if (!last) return [];
      return [
        {
          channel: one.channel,
          address: one.address,
          contact: one.contact,
          kind: kindOf(one.kind),
          error_code: last.code,
          words: classifyErrorCode(last.code).words,
          sandbox: one.sandbox,
          message_id: last.message_id,
          failed_at: new Date(last.at).toISOString(),
        },
      ];
    }),
  };
}

function kindOf(kind: string | null) {
  return kind !== null && isSuppressionKind(kind) ? kind : 'unreachable';
}

const moves = {
  apply: {
    from: ['ready'],
    to: 'applying',
    action: 'failure_check_applied',
    words: 'Only a finished look can be applied, and only once.',
  },
  undo: {
    from: ['done'],
    to: 'undoing',
    action: 'failure_check_undone',
    words: 'Only what was applied can be undone, and only once.',
  },
} as const;

/** Lets a worker apply what was found, or undo it. */
export async function continueCheck(tx: Tx, actor: WorkspaceActor, id: string, move: keyof typeof moves): Promise<FailureCheck> {
  const before = await findCheck(tx, actor.workspaceId, id);
  if (!before) throw notFound('check');
  const { from, to, action, words } = moves[move];
  const row = await moveCheck(tx, actor.workspaceId, id, from, to);
  if (!row) throw from.some((state) => state === before.state) ? busy() : new Refusal('wrong_state', words);
  await recordActivity(tx, actor, {
    action,
    objectKind: 'failure_check',
    objectId: id,
    details: { count: move === 'apply' ? row.to_change : row.applied },
  });
  await announce(tx, actor.workspaceId, { topic: 'suppressions' });
  return presentCheck(row);
}
