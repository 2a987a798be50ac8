import type { SmsProvider } from './contract.ts';
import { twilio } from './twilio/twilio.ts';

/** Every SMS provider: one line each. Nothing else names a concrete one. */
export const smsProviders: readonly SmsProvider[] = [twilio];

/** The provider of a connection. Throws when this version does not have it. */
export function smsProvider(id: string): SmsProvider {
  const provider = smsProviders.find((one) => one.id === id);
  if (!provider) throw new Error(`There is no SMS provider "${id}" in this version.`);
  return provider;
}
