import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { List } from '@tidings/core/contract/lists';

/** What a list may be for, in words. */
export const listPurposeWords: Readonly<Record<MessagePurpose, string>> = {
  marketing: 'Offers, invitations and appeals',
  informational: 'Information only',
  patient: 'Reminders to patients',
};

/** "For information only", "Registered for Spring Gala": what to know of a list at a glance. */
export function listFacts({ purpose, event }: Pick<List, 'purpose' | 'event'>): readonly string[] {
  return [
    ...(event === null ? [] : [`Registered for ${event.name}`]),
    ...(purpose === null ? [] : [`For: ${listPurposeWords[purpose].toLowerCase()}`]),
  ];
}
