import type { Audience } from '@tidings/core/contract/audience';
import type { BroadcastProblem, BroadcastWarning } from '@tidings/core/contract/broadcast-text';
import { exceedsDailyCap } from '@tidings/core/messaging/daily-cap';
import { entryTags, type TagList } from '@tidings/core/messaging/entry-tags';
import { type MergeTag, mergeTags } from '@tidings/core/messaging/merge-tags';
import { countSegments, maxSmsBodyLength } from '@tidings/core/messaging/segments';
import { smartEncode } from '@tidings/core/messaging/smart-encoding';
import { compileTemplate, type UsedTag } from '@tidings/core/messaging/template';
import { validateTemplate } from '@tidings/core/messaging/template-check';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { audienceContacts } from '../audiences/store.ts';
import { chosenPool, type OpenPool } from '../connections/pools.ts';
import { chosenSender, senderFor } from '../connections/sender-for.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { listTagFields } from './store.ts';

const fixed = { line: null, column: null };

/** Every merge tag of the workspace, and those for the details of the lists that a text goes to: see tagListsOf. */
export async function knownTags(tx: Tx, workspaceId: string, lists: readonly TagList[] = []): Promise<readonly MergeTag[]> {
  return [...mergeTags(await listTagFields(tx, workspaceId)), ...entryTags(lists)];
}

export interface TextCheck {
  readonly problems: readonly BroadcastProblem[];
  readonly warnings: readonly BroadcastWarning[];
  readonly tags: readonly UsedTag[];
}

/** What is wrong with a text before anybody is looked at: empty, too long, syntax, unknown tags. Pure. */
export function checkText(body: string, smartEncoding: boolean, known: readonly MergeTag[]): TextCheck {
  if (body.trim() === '') {
    return {
      problems: [{ field: 'body', code: 'empty_body', message: 'is empty; write the text to send', ...fixed }],
      warnings: [],
      tags: [],
    };
  }
  const { problems, tags } = validateTemplate(
    body,
    known.map((tag) => tag.name),
  );
  const errors = problems
    .filter((problem) => problem.severity === 'error')
    .map(({ code, words, line, column }): BroadcastProblem => {
      return { field: 'body', code: code === 'syntax' ? 'template_syntax' : 'unknown_tag', message: words, line, column };
    });
  const warnings = problems.flatMap(({ severity, code, words, line, column, tag }): BroadcastWarning[] => {
    if (severity === 'error' || (code !== 'no_fallback' && code !== 'foreign_tag')) return [];
    // Every workspace has a name.
    if (code === 'no_fallback' && tag?.startsWith('workspace.')) return [];
    return [{ code, message: words, line, column, tag: tag ?? null }];
  });
  const { length } = fixedText(body, smartEncoding);
  if (length > maxSmsBodyLength) errors.push(tooLong(length));
  return { problems: errors, warnings, tags };
}

function tooLong(length: number): BroadcastProblem {
  const message = `has ${length.toLocaleString('en-US')} characters, and a text may have at most ${maxSmsBodyLength.toLocaleString('en-US')}; shorten it`;
  return { field: 'body', code: 'body_too_long', message, ...fixed };
}

/**
 * A text of which every copy has more segments than the sender may send in a whole day; with a pool, than any of its numbers may. Where merge tags
 * make only some of them that long, those alone fail, each with the reason.
 */
export function checkDailyCap(
  { body, smart_encoding: smartEncoding }: { readonly body: string; readonly smart_encoding: boolean },
  { sender, pool }: { readonly sender: SenderRow; readonly pool: OpenPool | undefined },
): BroadcastProblem[] {
  const least = countSegments(fixedText(body, smartEncoding)).segments;
  const caps = (pool?.senders ?? [sender]).map((one) => one.daily_cap);
  if (!caps.every((cap) => exceedsDailyCap(least, cap))) return [];
  const most = Math.max(...caps.map((cap) => cap ?? 0));
  const message = `has at least ${least} segments, and its sender may send only ${most} in a whole day; shorten it, raise the cap, or choose another sender`;
  return [{ field: 'body', code: 'over_daily_cap', message, ...fixed }];
}

/** What stands in every text, whoever gets it. Conditions may leave parts out, so with them nothing is certain. */
function fixedText(body: string, smartEncoding: boolean): string {
  if (body.includes('{%') || !compileTemplate(body).parsed.ok) return '';
  const text = body.replaceAll(/\{\{[\s\S]*?\}\}/g, '');
  return smartEncoding ? smartEncode(text).text : text;
}

/** The people of an audience, or what is wrong with it: a list or tag that is gone. */
export async function peopleOf(
  tx: Tx,
  workspaceId: string,
  audience: Audience,
): Promise<{ people: People } | { problem: BroadcastProblem }> {
  try {
    return { people: await audienceContacts(tx, workspaceId, audience) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      problem: { field: 'audience', code: 'audience_part_gone', message: error.fields[0]?.message ?? error.message, ...fixed },
    };
  }
}

/** The sender a broadcast leaves through, the first of its numbers when it names a pool, or what to set up first. */
export async function senderOf(
  tx: Tx,
  workspaceId: string,
  { sender_id: senderId, pool_id: poolId }: { readonly sender_id: string | null; readonly pool_id: string | null },
): Promise<{ sender: SenderRow; pool: OpenPool | undefined } | { problem: BroadcastProblem }> {
  try {
    if (poolId !== null) {
      const pool = await chosenPool(tx, workspaceId, poolId);
      return { sender: pool.senders[0], pool };
    }
    const sender =
      senderId === null ? await senderFor(tx, workspaceId, 'sms') : await chosenSender(tx, workspaceId, 'sms', senderId);
    return { sender, pool: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message =
      error.code === 'not_found'
        ? `The chosen ${poolId === null ? 'sender' : 'pool'} is not there any more. Choose another.`
        : error.message;
    return { problem: { field: 'sender_id', code: 'sender_missing', message, ...fixed } };
  }
}

export const emptyAudience: BroadcastProblem = {
  field: 'audience',
  code: 'empty_audience',
  message: 'has nobody in it; choose who gets this',
  ...fixed,
};

/** A deadline that is over: everything would expire unsent. */
export function checkDeadline(
  { useless_after: deadline }: { readonly useless_after: Date | null },
  now: Date,
): BroadcastProblem[] {
  if (deadline === null || deadline > now) return [];
  const message = 'The time after which it is not sent has passed. Choose a later one, or none.';
  return [{ field: 'useless_after', code: 'deadline_passed', message, ...fixed }];
}

/** Nobody of the audience would get it. */
export function nobodyReached(recipients: number): BroadcastProblem {
  const who = recipients === 1 ? 'the one person in it' : `any of the ${recipients.toLocaleString('en-US')} people in it`;
  return { field: 'audience', code: 'nobody_reached', message: `would not reach ${who}: see why on the confirm page`, ...fixed };
}

/** Refuses to send what has problems, naming each. */
export function refuseProblems(problems: readonly BroadcastProblem[]): void {
  const [first] = problems;
  if (!first) return;
  const subject = { body: 'The text', audience: 'The audience', sender_id: null, useless_after: null }[first.field];
  const own = first.code === 'template_syntax' || first.code === 'unknown_tag' || subject === null;
  throw new Refusal('unprocessable', own ? first.message : `${subject} ${first.message}.`, {
    fields: problems.map(({ field, message, code }) => ({ field, message, code })),
  });
}
