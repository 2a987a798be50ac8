import { explainDecision } from '@tidings/core/compliance/decide-send';
import type { Decision } from '@tidings/core/compliance/decision';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import type { messagesApi, TrailEntry } from '@tidings/core/contract/messages';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import { stateExplanation, stateLabel } from '@tidings/core/messaging/state-words';
import { isMessageState } from '@tidings/core/messaging/states';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { smsProvider, smsProviders } from '../../providers/sms/registry.ts';
import { listHistory } from '../compliance/suppressions-store.ts';
import { presentMessage } from './history-present.ts';
import { findMessageRow, listMessageEvents, type MessageRow } from './history-store.ts';
import { unpackFacts } from './lease-record.ts';
import { type LeaseRow, listLeases } from './lease-record-store.ts';
import { statusUrl } from './status-url.ts';
import { consentAt, findHandover, listAnswers, listRawReceipts } from './trail-store.ts';

type Trail = AnswerOf<(typeof messagesApi)['getMessageTrail']>;
type Handover = NonNullable<Awaited<ReturnType<typeof findHandover>>>;

/** The whole way of a message (BE-2): who planned it, what decided, what was exchanged, what came back. */
export async function getTrail(ctx: Context, tx: Tx, workspaceId: string, id: string): Promise<Trail> {
  const row = await findMessageRow(tx, workspaceId, id);
  const handover = row && (await findHandover(tx, workspaceId, id));
  if (!row || !handover) throw notFound('message');
  if (row.direction === 'in') return { message: presentMessage(row), answer: 'They wrote this.', entries: [received(row)] };
  const until = new Date((row.ended_at ?? ctx.clock.now()).getTime() + 60_000);
  const leases = await listLeases(tx, workspaceId, { id, createdAt: row.created_at, until });
  const { attempts } = await listMessageEvents(tx, workspaceId, id);
  const receipts = await listRawReceipts(tx, workspaceId, id);
  const answers = await listAnswers(tx, workspaceId, id);
  const entries: TrailEntry[] = [
    planned(row, handover),
    ...(row.state === 'skipped' && leases.length === 0 ? [await leftOut(tx, workspaceId, row)] : []),
    ...leases.flatMap(decided),
    ...attempts.map((one) =>
      entry(one.at, 'attempt', `Attempt ${one.attempt}: ${one.outcome.replaceAll('_', ' ')}`, {
        words: one.words,
        details: [
          ...(one.error_code === null ? [] : [{ name: 'Provider’s code', value: one.error_code }]),
          ...(one.retry_at === null ? [] : [{ name: 'Tried again', value: one.retry_at.toISOString() }]),
        ],
      }),
    ),
    ...handedOver(ctx, row, handover),
    ...receipts.map((one) =>
      entry(one.received_at, 'receipt', `The provider reports: ${one.status}`, {
        details: Object.entries(one.payload as Record<string, unknown>).map(([name, value]) => ({
          name,
          value: name === 'AccountSid' ? hidden(String(value)) : String(value),
        })),
      }),
    ),
    ...ended(row),
    ...answers.map((one) =>
      entry(one.at, 'answered', one.opted_out ? 'They asked not to be texted' : 'They wrote back', { words: one.body }),
    ),
  ];
  return {
    message: presentMessage(row),
    answer: answerOf(row, handover, leases),
    entries: entries.toSorted((a, b) => a.at.localeCompare(b.at)),
  };
}

type Rest = Partial<Pick<TrailEntry, 'words' | 'rules' | 'details'>>;

function entry(at: Date, kind: TrailEntry['kind'], title: string, rest: Rest = {}): TrailEntry {
  return { at: at.toISOString(), kind, title, words: null, rules: [], details: [], ...rest };
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
  retry: 'to send again what failed',
  opt_in: 'to ask whether they agree to get texts',
};

function planned(row: MessageRow, handover: Handover): TrailEntry {
  const what = [sourceWords[row.source] ?? row.source, row.source_name === null ? '' : `“${row.source_name}”`];
  const by = row.created_by_name === null ? '' : `, by ${row.created_by_name}`;
  return entry(row.created_at, 'planned', 'Planned', {
    words: `Written down ${what.filter(Boolean).join(' ')}${by}.`,
    details: [
      ...(handover.send_key === null ? [] : [{ name: 'Send key (one message each, ever)', value: handover.send_key }]),
      ...(handover.useless_after === null ? [] : [{ name: 'Of no use after', value: handover.useless_after.toISOString() }]),
    ],
  });
}

/** Left out when it was planned: the reason, and what it rested on at that moment. */
async function leftOut(tx: Tx, workspaceId: string, row: MessageRow): Promise<TrailEntry> {
  const details: { name: string; value: string }[] = [];
  const at = row.created_at;
  if (row.address !== null) {
    const standing = (await listHistory(tx, workspaceId, 'sms', row.address)).find(
      (one) => one.created_at <= at && (one.removed_at === null || one.removed_at > at),
    );
    if (standing) {
      details.push(
        { name: 'On the do-not-contact list as', value: standing.kind.replaceAll('_', ' ') },
        { name: 'Since', value: standing.created_at.toISOString() },
        { name: 'Because', value: standing.reason ?? standing.source },
      );
    }
  }
  const consent = row.contact_id === null ? undefined : await consentAt(tx, workspaceId, row.contact_id, at);
  details.push({
    name: 'Consent at that moment',
    value: consent
      ? `${consent.consent}, since ${consent.at.toISOString()}, from: ${consent.actor_name ?? consent.source}`
      : 'none on record',
  });
  return entry(at, 'left_out', `Left out: ${labelOf(row.reason)}`, { words: wordsOf(row.reason), details });
}

function decided(lease: LeaseRow): TrailEntry[] {
  const facts = unpackFacts(lease.facts, lease.place);
  if (!facts) return [];
  const { decision, decidedBy, rules } = explainDecision(facts);
  const question = rules.find((one) => one.rule === decidedBy)?.question;
  const details = [
    ...(decision.action === 'defer' ? [{ name: 'Until', value: new Date(decision.until).toISOString() }] : []),
    { name: 'Worker', value: lease.worker_id },
    ...(lease.sender_name === null ? [] : [{ name: 'Sender', value: lease.sender_name }]),
    ...(lease.rate === null ? [] : [{ name: 'Its rate now', value: `${lease.rate} segments a second` }]),
  ];
  const explained = rules.map((one) => ({ ...one, values: { ...one.values } }));
  return [entry(lease.at, kindOf(decision), titleOf(decision), { words: question ?? null, rules: explained, details })];
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
      return `Waits: ${labelOf(decision.reason)}`;
    case 'hold':
      return `Waits: ${labelOf(decision.reason)}`;
    default:
      return `Stopped: ${labelOf(decision.reason)}`;
  }
}

/** The request that handed it over, without credentials, and what the provider called it. */
function handedOver(ctx: Context, row: MessageRow, handover: Handover): TrailEntry[] {
  const { provider, connection_id: connectionId, sender_address: from } = handover;
  if (row.accepted_at === null || row.address === null || row.body === null) return [];
  const known = smsProviders.some((one) => one.id === provider);
  const request =
    known && provider !== null && connectionId !== null && from !== null
      ? smsProvider(provider).describe({
          to: row.address,
          from: { kind: handover.sender_kind === 'messaging_service' ? 'messaging_service' : 'number', address: from },
          body: row.body,
          statusUrl: statusUrl(
            ctx,
            { id: connectionId, provider, sandbox: handover.sandbox === true },
            row.id,
            handover.attempts,
          ),
          validitySeconds: undefined,
        })
      : [];
  return [
    entry(row.accepted_at, 'handed_over', `The provider took it${handover.sandbox ? ' (sandbox)' : ''}`, {
      words: handover.connection_name === null ? null : `Handed over to ${handover.connection_name}.`,
      details: [...request, ...(row.provider_id === null ? [] : [{ name: 'Provider’s id', value: row.provider_id }])],
    }),
  ];
}

function ended(row: MessageRow): TrailEntry[] {
  if (row.ended_at === null || (row.state === 'skipped' && row.ended_at.getTime() === row.created_at.getTime())) return [];
  if (!isMessageState(row.state)) return [];
  return [entry(row.ended_at, 'ended', stateLabel(row.state), { words: wordsOf(row.reason) ?? stateExplanation(row.state) })];
}

function labelOf(reason: string | null): string {
  return reason !== null && isReasonCode(reason) ? reasons[reason].label : (reason ?? 'no reason on record');
}

function wordsOf(reason: string | null): string | null {
  return reason !== null && isReasonCode(reason) ? reasons[reason].words : null;
}

/** The answer to "why?" in one sentence. */
function answerOf(row: MessageRow, handover: Handover, leases: readonly LeaseRow[]): string {
  if (row.state === 'delivered') return 'They got it: the carrier reports that it reached the phone.';
  if (row.state === 'sent' || row.state === 'accepted')
    return 'It is with the provider; the carrier has not reported that it arrived.';
  if (row.state === 'queued') {
    if (handover.outbox_status === 'leased') return 'It is being handed over at this moment.';
    return leases.length > 0 && handover.due_at !== null
      ? 'It waits for a later time: see the last step.'
      : 'It waits for its turn at the rate of its sender, or for what holds the broadcast.';
  }
  const why = wordsOf(row.reason);
  if (row.state === 'unknown')
    return 'Nobody knows yet: the provider did not answer. Its list is asked before it is ever sent again.';
  return why === null ? `It ended as ${row.state}.` : `They did not get it. ${why}`;
}
