import type { SuppressionKind } from './suppression.ts';

/**
 * Failures that say little alone and much together: a phone that is off today is on tomorrow, one that was off each time for weeks is gone.
 * They are counted per address, and suppress it only when enough messages failed over enough days. A delivery starts the count anew.
 */
export interface SoftFailureRule {
  readonly kind: SuppressionKind;
  readonly codes: readonly number[];
  /** So many messages, whatever the number of attempts of each. */
  readonly messages: number;
  /** So many different senders; left out where it does not matter who sent. */
  readonly senders?: number;
  /** The first and the last of them at least so many days apart. */
  readonly overDays: number;
  /** Older ones are forgotten. */
  readonly withinDays: number;
}

/**
 * Code 21612 is about a pair, this sender and this number: two senders have to say so, however often one of them does. Twilio's advice for 30003 is one or two tries over hours, and to stop when it repeats; for 30008 it knows no cause at all.
 */
export const softFailureRules: readonly SoftFailureRule[] = [
  { kind: 'unreachable', codes: [21612], messages: 2, senders: 2, overDays: 0, withinDays: 180 },
  { kind: 'unreachable', codes: [30003], messages: 3, overDays: 7, withinDays: 180 },
  { kind: 'unreachable', codes: [30003, 30008], messages: 6, overDays: 30, withinDays: 180 },
];

/** One message to an address that ended as failed. */
export interface CountedFailure {
  readonly messageId: string;
  readonly code: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Null or left out where it is not known. */
  readonly senderId?: string | null;
}

export interface SoftDecision {
  /** What counts from now on, oldest first: each message once, of each sender that it was tried with, nothing from before the last delivery. */
  readonly kept: readonly CountedFailure[];
  /** Null as long as it is not enough. `evidence` are the failures that decided. */
  readonly suppress: {
    readonly kind: SuppressionKind;
    readonly words: string;
    readonly evidence: readonly CountedFailure[];
  } | null;
}

const byTime = (a: CountedFailure, b: CountedFailure): number => a.at - b.at || (a.messageId < b.messageId ? -1 : 1);

const dayMs = 86_400_000;
const codes = new Set(softFailureRules.flatMap((rule) => rule.codes));
/** Below it no rule can be met, so nothing needs to be looked up. */
export const fewestSoftFailures = Math.min(...softFailureRules.map((rule) => rule.messages));

/** Whether a failure with this code is counted. */
export function isSoftFailure(code: number): boolean {
  return codes.has(code);
}

/**
 * Decides over the failures of one address.
 *
 * @param lastDeliveredAt when a message to the address was last delivered, null if never: what failed before says nothing any more
 */
export function decideSoftFailures(failures: readonly CountedFailure[], lastDeliveredAt: number | null): SoftDecision {
  const byMessage = new Map<string, CountedFailure>();
  for (const one of [...failures].sort(byTime)) {
    if (isSoftFailure(one.code) && one.at > (lastDeliveredAt ?? Number.NEGATIVE_INFINITY))
      byMessage.set(`${one.messageId} ${one.senderId ?? ''}`, one);
  }
  const newest = Math.max(...[...byMessage.values()].map((one) => one.at));
  const longest = Math.max(...softFailureRules.map((rule) => rule.withinDays)) * dayMs;
  const kept = [...byMessage.values()].filter((one) => newest - one.at <= longest).sort(byTime);
  for (const rule of softFailureRules) {
    const counted = kept.filter((one) => rule.codes.includes(one.code) && newest - one.at <= rule.withinDays * dayMs);
    const [first] = counted;
    if (!first || counted.length < rule.messages) continue;
    const days = Math.floor(((counted.at(-1) ?? first).at - first.at) / dayMs);
    if (days < rule.overDays) continue;
    const senders = new Set(counted.flatMap((one) => one.senderId ?? [])).size;
    if (senders < (rule.senders ?? 0)) continue;
    const words =
      rule.senders === undefined
        ? `${counted.length} messages in ${days} days did not reach the phone.`
        : `From ${senders} senders no route leads to this number.`;
    return { kept, suppress: { kind: rule.kind, words, evidence: counted } };
  }
  return { kept, suppress: null };
}
