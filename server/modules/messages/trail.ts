import type { Decision } from '@tidings/core/compliance/decision';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import type { messagesApi, TrailEntry } from '@tidings/core/contract/messages';
import { mayHaveArrived } from '@tidings/core/messaging/may-have-arrived';
import { reasonWords } from '@tidings/core/messaging/reasons';
import { stateExplanation, stateLabel } from '@tidings/core/messaging/state-words';
import { isMessageState } from '@tidings/core/messaging/states';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { presentMessage } from './history-present.ts';
import { findMessageRow, listMessageEvents, type MessageRow } from './history-store.ts';
import { unpackDecision, unpackFacts } from './lease-record.ts';
import { type LeaseRow, listLeases } from './lease-record-store.ts';
import { attemptWords, detail, entry, explained, labelOf, rateWords, wordsOf } from './trail-entry.ts';
import { attemptsOf, exchange } from './trail-exchange.ts';
import { leftOut } from './trail-left-out.ts';
import { decideStanding, type Standing } from './trail-now.ts';
import { findHandover, listAnswers, listRawReceipts } from './trail-store.ts';

type Trail = AnswerOf<(typeof messagesApi)['getMessageTrail']>;
type Handover = NonNullable<Awaited<ReturnType<typeof findHandover>>>;

/**
 * The whole way of a message (BE-2): who planned it, what decided on which values, each attempt with its request and answer as they were, what
 * came back, and what holds it now.
 */
export async function getTrail(ctx: Context, tx: Tx, workspaceId: string, id: string): Promise<Trail> {
  const row = await findMessageRow(tx, workspaceId, id);
  const handover = row && (await findHandover(tx, workspaceId, id));
  if (!row || !handover) throw notFound('message');
  if (row.direction === 'in') return { message: presentMessage(row), answer: 'They wrote this.', entries: [received(row)] };
  const until = new Date((row.ended_at ?? ctx.clock.now()).getTime() + 60_000);
  const leases = await listLeases(tx, workspaceId, { id, createdAt: row.created_at, until });
  const { attempts: kept } = await listMessageEvents(tx, workspaceId, id);
  const decisions = leases.flatMap((lease) => decidedAt(lease) ?? []);
  const passed = new Map(decisions.flatMap((one) => (one.decision.action === 'send' ? [[one.attempt, one.lease] as const] : [])));
  const allowed = new Map(kept.map((one) => [one.attempt + 1, one.attempts_allowed]));
  const receipts = await listRawReceipts(tx, workspaceId, id);
  const answers = await listAnswers(tx, workspaceId, id);
  const standing = await standingOf(ctx, tx, workspaceId, row, { ...handover, of: kept.at(-1)?.attempts_allowed });
  const entries: TrailEntry[] = [
    planned(row, handover),
    ...(row.state === 'skipped' && leases.length === 0 ? [await leftOut(tx, workspaceId, row)] : []),
    ...decisions.map((one) => decided(one, allowed.get(one.attempt))),
    ...attemptsOf(kept, passed, row.accepted_at === null ? 0 : handover.attempts).flatMap((one) => exchange(row, one)),
    ...receipts.map((one) =>
      entry(one.received_at, 'receipt', `The provider reports: ${one.status}`, {
        details: Object.entries(one.payload as Record<string, unknown>).map(([name, value]) => ({
          name,
          value: name === 'AccountSid' ? hidden(String(value)) : String(value),
        })),
      }),
    ),
    ...ended(row, decisions.at(-1)),
    ...answers.map((one) =>
      entry(one.at, 'answered', one.opted_out ? 'They asked not to be texted' : 'They wrote back', { words: one.body }),
    ),
    ...(standing ? [standing.step] : []),
  ];
  return {
    message: presentMessage(row),
    answer: answerOf(row, handover, standing),
    // By time; what was written in the same instant keeps its order.
    entries: entries.toSorted((a, b) => a.at.localeCompare(b.at)),
  };
}

const hidden = (value: string) => (value.length <= 6 ? '…' : `${value.slice(0, 2)}…${value.slice(-4)}`);

function received(row: MessageRow): TrailEntry {
  return entry(row.created_at, 'received', 'They wrote this', { words: row.body });
}

const sourceWords: Readonly<Record<string, string>> = {
  broadcast: 'for the broadcast',
  direct: 'over the API',
  test: 'as a test of',
  reply: 'as a reply',
  answer: 'as the answer to a keyword',
  retry: 'to send again what had failed',
  opt_in: 'to ask whether they agree to get texts',
};

function planned(row: MessageRow, handover: Handover): TrailEntry {
  const what = [sourceWords[row.source] ?? row.source, row.source_name === null ? '' : `“${row.source_name}”`];
  const by = row.created_by_name === null ? '' : `, by ${row.created_by_name}`;
  return entry(row.created_at, 'planned', 'Planned', {
    words: `Written down ${what.filter(Boolean).join(' ')}${by}.`,
    details: [
      ...detail('Send key (one message each, ever)', handover.send_key),
      ...detail('Of no use after', handover.useless_after),
      ...detail('Sent again instead of the message', handover.again_of),
    ],
  });
}

interface DecidedAt extends ReturnType<typeof explained> {
  readonly lease: LeaseRow;
  readonly attempt: number;
  /** The rules have changed since: over the same facts they would decide otherwise today. */
  readonly otherwiseToday: boolean;
}

/**
 * What a lease decided, as it kept it, with the rules over the facts that it kept. Leases of before decisions were kept are decided anew.
 * Undefined when its facts are of a kind that is not known any more.
 */
function decidedAt(lease: LeaseRow): DecidedAt | undefined {
  const facts = unpackFacts(lease.facts, lease.place);
  if (!facts) return undefined;
  const today = explained(facts);
  const then = unpackDecision(lease.facts, lease.place);
  const same = then === undefined || (then.action === today.decision.action && reasonOf(then) === reasonOf(today.decision));
  const known = then === undefined ? today : { ...today, decision: then, ...(same ? {} : { question: wordsOf(reasonOf(then)) }) };
  return { ...known, lease, attempt: facts.message.attempt, otherwiseToday: !same };
}

const reasonOf = (decision: Decision) => (decision.action === 'send' ? null : decision.reason);

function decided(
  { lease, decision, question, rules, attempt, otherwiseToday }: DecidedAt,
  of: number | null | undefined,
): TrailEntry {
  const details = [
    ...(otherwiseToday ? detail('The rules', 'as they are today, over the facts of then; they have changed since') : []),
    // Who may have asked to stop waits for a member, and for no moment.
    ...(decision.action === 'defer' && decision.reason !== 'asked_to_stop_maybe'
      ? detail('Until', new Date(decision.until))
      : []),
    ...detail('Worker', lease.worker_id),
    ...detail('Sender', lease.sender_name),
    ...detail('Rate of its sender then', lease.handover && rateWords(lease.handover.rate)),
  ];
  const again = decision.action === 'send' && attempt > 1;
  const title = again ? `Tried again, ${attemptWords(attempt, of)}` : titleOf(decision);
  const words = again ? 'Every rule let it pass.' : question;
  return entry(lease.at, kindOf(decision), title, { words, rules, details });
}

/** What holds it at this moment, of a message that waits and whose time has come: of others the step that put them off says it. */
async function standingOf(
  ctx: Context,
  tx: Tx,
  workspaceId: string,
  row: MessageRow,
  {
    outbox_status: status,
    due_at: dueAt,
    wait_reason: reason,
    attempts,
    of,
  }: Handover & { readonly of: number | null | undefined },
): Promise<Standing | undefined> {
  if (row.state !== 'queued' || status !== 'queued' || row.sender_id === null || dueAt === null) return undefined;
  if (dueAt <= ctx.clock.now()) return decideStanding(ctx, tx, { workspaceId, id: row.id, senderId: row.sender_id });
  if (reason !== null || attempts === 0) return undefined;
  const step = entry(ctx.clock.now(), 'waits', `Waits now: for the ${attemptWords(attempts + 1, of)}`, {
    words: 'What failed may pass with time.',
    details: detail('To be tried again', dueAt),
  });
  return { step, heldBy: null };
}

function kindOf({ action }: Decision): TrailEntry['kind'] {
  if (action === 'send') return 'allowed';
  return action === 'defer' || action === 'hold' ? 'waits' : 'stopped';
}

function titleOf(decision: Decision): string {
  switch (decision.action) {
    case 'send':
      return 'Every rule let it pass';
    case 'defer':
    case 'hold':
      return `Waits: ${labelOf(decision.reason)}`;
    default:
      return `Stopped: ${labelOf(decision.reason)}`;
  }
}

function ended(row: MessageRow, last: DecidedAt | undefined): TrailEntry[] {
  if (row.ended_at === null || (row.state === 'skipped' && row.ended_at.getTime() === row.created_at.getTime())) return [];
  if (!isMessageState(row.state)) return [];
  const title = mayHaveArrived(row.state, row.reason) ? labelOf(row.reason) : stateLabel(row.state);
  // A lease writes the moment it began, before it decided: what ended the message stands before its end.
  const stopped = last !== undefined && kindOf(last.decision) === 'stopped' && last.lease.at > row.ended_at;
  return [
    entry(stopped ? last.lease.at : row.ended_at, 'ended', title, { words: wordsOf(row.reason) ?? stateExplanation(row.state) }),
  ];
}

/** The answer to "why?" in one sentence. */
function answerOf(row: MessageRow, handover: Handover, standing: Standing | undefined): string {
  if (row.state === 'delivered') return 'They got it: the carrier reports that it reached the phone.';
  if (row.state === 'sent' || row.state === 'accepted')
    return 'It is with the provider; the carrier has not reported that it arrived.';
  if (row.state === 'queued') {
    if (handover.outbox_status === 'leased') return 'It is being handed over at this moment.';
    if (standing?.heldBy) return `It waits. ${wordsOf(standing.heldBy) ?? labelOf(standing.heldBy)}`;
    if (handover.wait_reason !== null) return `It waits. ${wordsOf(handover.wait_reason) ?? labelOf(handover.wait_reason)}`;
    return handover.attempts > 0
      ? 'It waits to be tried again: see the last step.'
      : 'It waits for its turn at the rate of its sender.';
  }
  const why = reasonWords(row.reason, row.sharer);
  if (row.state === 'unknown')
    return 'Nobody knows yet: the provider did not answer. Its list is asked before it is ever sent again.';
  if (mayHaveArrived(row.state, row.reason)) return `Nobody can say whether they got it. ${why}`;
  return why === null ? `It ended as ${row.state}.` : `They did not get it. ${why}`;
}
