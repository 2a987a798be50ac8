import type { SuppressionKind } from '../compliance/suppression.ts';
import { mayHaveArrived } from './may-have-arrived.ts';
import type { Reason } from './reason.ts';
import { addressReasons, consentReasons, suppressedReasons } from './reasons-of-people.ts';
import { contentReasons, providerReasons, senderReasons, sourceReasons } from './reasons-of-sending.ts';

const all = {
  ...consentReasons,
  ...suppressedReasons,
  ...addressReasons,
  ...sourceReasons,
  ...contentReasons,
  ...senderReasons,
  ...providerReasons,
} as const;

export type ReasonCode = keyof typeof all;

/** Every reason with its words. The codes are stored and travel on the wire: never rename one. */
export const reasons: Readonly<Record<ReasonCode, Reason>> = all;

export const reasonCodes = Object.keys(all) as readonly ReasonCode[];

export function isReasonCode(value: string): value is ReasonCode {
  return Object.hasOwn(reasons, value);
}

/** Of a phone that several share: whose message was to go there, and how far that one is. */
export interface PhoneSharer {
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
}

/**
 * A reason's words; of a phone that several share, with the name of whose text was to go there, when that is known, and what became of that.
 * Null without a reason.
 *
 * @example reasonWords('duplicate_address', { name: 'Ana', state: 'skipped', reason: 'frequency_cap' })
 *   // 'Shares a phone with Ana, who did not get it either: Enough texts for now.'
 */
export function reasonWords(code: string | null, sharer: PhoneSharer | null = null): string | null {
  if (code === 'duplicate_address' && sharer !== null) return `Shares a phone with ${sharer.name}, ${sharerWords(sharer)}.`;
  return code !== null && isReasonCode(code) ? reasons[code].words : null;
}

function sharerWords({ state, reason }: PhoneSharer): string {
  if (state === 'unknown' || mayHaveArrived(state, reason)) return 'who may have got it';
  if (state === 'delivered') return 'who got it';
  if (!['failed', 'skipped', 'expired', 'cancelled'].includes(state)) return 'who gets it';
  const why = reason !== null && isReasonCode(reason) ? `: ${reasons[reason].label}` : '';
  return `who did not get it either${why}`;
}

/** The reason for a message that was skipped because its address is suppressed. */
export function suppressionReason(kind: SuppressionKind): ReasonCode {
  return kind === 'opt_out' ? 'opted_out' : `suppressed_${kind}`;
}
