import type { TrailEntry } from '@tidings/core/contract/messages';
import { smsProvider, smsProviders } from '../../providers/sms/registry.ts';
import { validityAt } from './handover.ts';
import type { MessageRow } from './history-store.ts';
import type { LeaseRow } from './lease-record-store.ts';
import { pastStatusUrl } from './status-url.ts';
import { type Detail, detail, entry } from './trail-entry.ts';

/** What was kept of an attempt: those that simply succeeded have no row. */
export interface AttemptRow {
  readonly attempt: number;
  readonly at: Date;
  readonly outcome: string;
  readonly error_code: string | null;
  readonly words: string | null;
  readonly retry_at: Date | null;
  readonly provider_id: string | null;
  readonly answer: Record<string, unknown> | null;
  readonly attempts_allowed: number | null;
}

/** One attempt: the lease that let it pass, and what came of it. */
export interface Attempt {
  readonly number: number;
  /** Undefined once what leases decided is forgotten. */
  readonly lease: LeaseRow | undefined;
  /** The answer to handing it over, where that was not the plain success. */
  readonly answer: AttemptRow | undefined;
  /** What a receipt made of it after the provider took it. */
  readonly failure: AttemptRow | undefined;
  /** Whether it is the one that the message is in now, or ended with. */
  readonly last: boolean;
}

/** The attempts of a message, in order. A row with an id of the provider's tells of one that it had taken. */
export function attemptsOf(rows: readonly AttemptRow[], leases: ReadonlyMap<number, LeaseRow>, made: number): readonly Attempt[] {
  const numbers = new Set([...rows.map((one) => one.attempt), ...leases.keys()]);
  if (made > 0) numbers.add(made);
  const last = Math.max(0, ...numbers);
  return [...numbers]
    .toSorted((a, b) => a - b)
    .map((number) => {
      const own = rows.filter((one) => one.attempt === number);
      return {
        number,
        lease: leases.get(number),
        answer: own.find((one) => one.provider_id === null),
        failure: own.find((one) => one.provider_id !== null),
        last: number === last,
      };
    });
}

/** How one attempt was handed over and answered, and what a receipt made of it. Nothing for one that is under way. */
export function exchange(message: MessageRow, attempt: Attempt): TrailEntry[] {
  return [...handedOver(message, attempt), ...failedAfterwards(attempt)];
}

function handedOver(message: MessageRow, attempt: Attempt): TrailEntry[] {
  const { answer, failure, lease, last } = attempt;
  const taken = failure !== undefined || answer?.outcome === 'accepted' || (last && message.accepted_at !== null);
  const sandbox = lease?.sandbox ? ' (sandbox)' : '';
  const to = lease?.connection_name ?? null;
  const late = answer?.outcome === 'unknown' ? unanswered(message, attempt, answer) : undefined;
  if (taken) {
    // A later attempt forgets when the earlier one was taken: it was within seconds of its lease.
    const at = (last ? message.accepted_at : null) ?? answer?.at ?? lease?.at ?? failure?.at;
    if (!at) return late ? [late] : [];
    const providerId = failure?.provider_id ?? (last ? message.provider_id : null);
    const words = [to && `Handed over to ${to}.`, answer?.outcome === 'accepted' ? answer.words : null].filter(Boolean).join(' ');
    const id = detail('Provider’s id', providerId);
    if (late) return [late, entry(at, 'handed_over', `The provider has it after all${sandbox}`, { details: id })];
    return [
      entry(at, 'handed_over', `The provider took it${sandbox}`, {
        words: words === '' ? null : words,
        details: [...request(message, attempt), ...answered(answer), ...id],
      }),
    ];
  }
  if (late) return [late];
  if (!answer) return [];
  if (answer.answer?.['begun'] === false)
    return [entry(answer.at, 'attempt', 'It was not handed over', { words: answer.words, details: retryDetail(answer) })];
  return [
    entry(answer.at, 'attempt', `${refusalTitle(answer)}${sandbox}`, {
      words: answer.words,
      details: [
        ...request(message, attempt),
        ...answered(answer),
        ...detail('Provider’s code', answer.answer?.['fields'] ? null : answer.error_code),
        ...retryDetail(answer),
      ],
    }),
  ];
}

/** Handed over, and nobody knows what became of it (I3). */
function unanswered(message: MessageRow, attempt: Attempt, answer: AttemptRow): TrailEntry {
  const title =
    answer.answer === null ? 'Handed over; no answer came' : 'Handed over; the answer does not say whether it was taken';
  return entry(answer.at, 'attempt', `${title}${attempt.lease?.sandbox ? ' (sandbox)' : ''}`, {
    words: answer.words,
    details: [...request(message, attempt), ...answered(answer)],
  });
}

function refusalTitle({ outcome, answer }: AttemptRow): string {
  if (answer?.['httpStatus'] === 429) return 'The provider was too busy to take it';
  return outcome === 'retry' ? 'The provider did not take it this time' : 'The provider refused it';
}

function failedAfterwards({ failure }: Attempt): TrailEntry[] {
  if (!failure) return [];
  const details = [...detail('Provider’s code', failure.error_code), ...retryDetail(failure)];
  const title = failure.retry_at === null ? 'It failed after that' : 'It failed after that, and is tried again';
  return [entry(failure.at, 'attempt', title, { words: failure.words, details })];
}

const retryDetail = ({ retry_at: at }: AttemptRow): Detail[] => detail('To be tried again', at);

/** The request as it was made: by what its lease kept, not by today's sender. No credentials are among its fields. */
function request(message: MessageRow, { number, lease, last }: Attempt): Detail[] {
  const { address, body } = message;
  const handover = lease?.handover;
  const provider = smsProviders.find((one) => one.id === lease?.provider);
  if (!lease || !handover || !provider || address === null) return detail('To', address);
  const { connectionId, from, origin } = handover;
  const fields = smsProvider(provider.id).describe({
    to: address,
    from: { kind: from.kind === 'messaging_service' ? 'messaging_service' : 'number', address: from.address },
    body: body ?? '',
    statusUrl: pastStatusUrl(origin, { id: connectionId, provider: provider.id }, message.id, number),
    validitySeconds: validityAt(handover, lease.place),
  });
  // The text is filled in anew at each lease: what is kept is that of the last.
  return fields.filter((one) => one.value !== (body ?? '') || (last && body !== null)).map((one) => ({ ...one }));
}

/** What the provider said, in its own names. */
function answered(row: AttemptRow | undefined): Detail[] {
  const { httpStatus, fields } = (row?.answer ?? {}) as { httpStatus?: number; fields?: Record<string, string> };
  return [
    ...detail('Answer', httpStatus === undefined ? null : `HTTP ${httpStatus}`),
    ...Object.entries(fields ?? {}).flatMap(([name, value]) => detail(`Answer: ${name}`, value)),
  ];
}
