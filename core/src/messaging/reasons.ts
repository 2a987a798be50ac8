import type { SuppressionKind } from '../compliance/suppression.ts';
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

/** A reason's words; of a phone that several share, with the name of who gets the text there, when that is known. Null without a reason. */
export function reasonWords(code: string | null, gotBy: string | null = null): string | null {
  if (code === 'duplicate_address' && gotBy !== null) return `Shares a phone with ${gotBy}, who gets it.`;
  return code !== null && isReasonCode(code) ? reasons[code].words : null;
}

/** The reason for a message that was skipped because its address is suppressed. */
export function suppressionReason(kind: SuppressionKind): ReasonCode {
  return kind === 'opt_out' ? 'opted_out' : `suppressed_${kind}`;
}
