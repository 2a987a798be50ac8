import type { ReasonCode } from '../messaging/reasons.ts';
import type { SuppressionKind, SuppressionScope } from './suppression.ts';
import {
  fixAccountRows,
  fixMessageRows,
  otherSenderRows,
  type RetryWait,
  retryRows,
  suppressRows,
} from './twilio-error-codes.ts';

/**
 * What an error code asks for:
 * - `retry`: passing trouble, try again after `wait`;
 * - `suppress`: the address is the trouble, suppress it as `suppressAs` within `scope`;
 * - `other_sender`: this sender does not lead to the address; another one may. Counted by sender, and suppresses when several agree;
 * - `fix_message`: it fails again unless changed;
 * - `fix_account`: everything from this sender fails, so pause it and alert somebody; with `countryOnly` only what goes to that country;
 * - `unknown`: final for this message, suppresses nothing, is counted and reported.
 */
export type ErrorClass = 'retry' | 'suppress' | 'other_sender' | 'fix_message' | 'fix_account' | 'unknown';

export interface ErrorCodeInfo {
  readonly code: number;
  readonly class: ErrorClass;
  /** The reason to record on the message when it ends with this code. */
  readonly reason: ReasonCode;
  readonly words: string;
  readonly wait?: RetryWait;
  /** How many further attempts follow when a receipt reports it; without it none. */
  readonly afterReceipt?: number;
  readonly suppressAs?: SuppressionKind;
  readonly scope?: SuppressionScope;
  /** Only texts to the recipient's country fail like this: the sender is not paused. */
  readonly countryOnly?: boolean;
  /** The message may have been sent all the same: settle with the provider before another attempt (I3). */
  readonly ambiguous?: boolean;
}

function* expand(codes: string): Generator<number> {
  for (const item of codes.split(' ')) {
    const [from, to = from] = item.split('-').map(Number);
    if (from === undefined || to === undefined) continue;
    for (let code = from; code <= to; code++) yield code;
  }
}

function build(): Map<number, ErrorCodeInfo> {
  const table = new Map<number, ErrorCodeInfo>();
  const add = (errorClass: ErrorClass, rows: readonly (Omit<ErrorCodeInfo, 'code' | 'class'> & { codes: string })[]) => {
    for (const { codes, ...info } of rows)
      for (const code of expand(codes)) table.set(code, { code, class: errorClass, ...info });
  };
  add('retry', retryRows);
  add('suppress', suppressRows);
  add('other_sender', otherSenderRows);
  add('fix_message', fixMessageRows);
  add('fix_account', fixAccountRows);
  return table;
}

const table = build();

/** Every code known here. */
export const errorCodes: ReadonlyMap<number, ErrorCodeInfo> = table;

/** Whether everything from the sender would fail like this, so that it is paused. */
export function breaksSender(info: ErrorCodeInfo): boolean {
  return info.class === 'fix_account' && info.countryOnly !== true;
}

/**
 * What to do about a Twilio error code. A code that is not known ends this message and suppresses nothing: a new code
 * must not silence people.
 */
export function classifyErrorCode(code: number): ErrorCodeInfo {
  return (
    table.get(code) ?? {
      code,
      class: 'unknown',
      reason: 'provider_refused',
      words: `Twilio refused it with code ${code}, which is not known here. Twilio’s error reference explains it.`,
    }
  );
}
