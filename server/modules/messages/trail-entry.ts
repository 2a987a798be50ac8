import { explainDecision } from '@tidings/core/compliance/decide-send';
import type { SendFacts } from '@tidings/core/compliance/decision';
import type { TrailEntry, TrailRule } from '@tidings/core/contract/messages';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';

export type Detail = TrailEntry['details'][number];
type Rest = Partial<Pick<TrailEntry, 'words' | 'rules' | 'details'>>;

/** One step of a message's way. */
export function entry(at: Date, kind: TrailEntry['kind'], title: string, rest: Rest = {}): TrailEntry {
  return { at: at.toISOString(), kind, title, words: null, rules: [], details: [], ...rest };
}

/** A detail that is left out where there is nothing to say. */
export function detail(name: string, value: string | number | Date | null | undefined): Detail[] {
  if (value === null || value === undefined) return [];
  return [{ name, value: value instanceof Date ? value.toISOString() : String(value) }];
}

export function labelOf(reason: string | null): string {
  return reason !== null && isReasonCode(reason) ? reasons[reason].label : (reason ?? 'no reason on record');
}

export function wordsOf(reason: string | null): string | null {
  return reason !== null && isReasonCode(reason) ? reasons[reason].words : null;
}

/** The decision over these facts with every rule in order, and the question of the rule that decided. */
export function explained(facts: SendFacts): {
  readonly decision: ReturnType<typeof explainDecision>['decision'];
  readonly question: string | null;
  readonly rules: TrailRule[];
} {
  const { decision, decidedBy, rules } = explainDecision(facts);
  const question = rules.find((one) => one.rule === decidedBy)?.question ?? null;
  return { decision, question, rules: rules.map((one) => ({ ...one, values: { ...one.values } })) };
}

/** @example rateWords(1) // '1 segment a second' */
export function rateWords(rate: number): string {
  return `${rate} ${rate === 1 ? 'segment' : 'segments'} a second`;
}

const plurals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

/** @example attemptWords(2, 6) // '2nd attempt of 6' */
export function attemptWords(attempt: number, of: number | null | undefined): string {
  return `${attempt}${endings[plurals.select(attempt)] ?? 'th'} attempt${of == null ? '' : ` of ${of}`}`;
}
