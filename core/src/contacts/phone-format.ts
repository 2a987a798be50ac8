import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A number for people to read: in national form when it is of the reader's country, else international.
 *
 * @param country the reader's country, usually the workspace's
 * @example formatPhone('+12025550123', 'US') // '(202) 555-0123'
 */
export function formatPhone(e164: string, country: string | null = null): string {
  const number = parsePhoneNumberFromString(e164);
  if (!number) return e164;
  return country !== null && number.country === country ? number.formatNational() : number.formatInternational();
}

/**
 * For logs (I9): the last four digits and nothing else.
 *
 * @example maskPhone('+12025550123') // '***0123'
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length > 4 ? `***${digits.slice(-4)}` : '***';
}
