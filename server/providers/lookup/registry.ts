import type { LookupProvider } from './contract.ts';
import { twilioLookup } from './twilio/twilio-lookup.ts';

/** Every lookup provider: one line each. Nothing else names a concrete one. */
export const lookupProviders: readonly LookupProvider[] = [twilioLookup];

/** The provider that answers for a connection of this provider; undefined when it cannot look numbers up. */
export function lookupProvider(id: string): LookupProvider | undefined {
  return lookupProviders.find((one) => one.id === id);
}
