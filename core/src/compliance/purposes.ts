import type { QuietProfile } from './quiet-profiles.ts';

/**
 * What a person agreed to get: `informational` texts only, or `all`, marketing too. Consent is given for a purpose (compliance.md section 1:
 * marketing needs an agreement of its own, and a text that mixes both counts as marketing).
 */
export const consentPurposes = ['informational', 'all'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

/** What a message is for. The same three as the profiles of quiet hours, which follow from it. */
export type MessagePurpose = QuietProfile;

/**
 * Whether an agreement covers a message: one to everything covers information, one to information covers no marketing. Reminders to patients
 * are information.
 */
export function coversPurpose(agreed: ConsentPurpose, message: MessagePurpose): boolean {
  return agreed === 'all' || message !== 'marketing';
}
