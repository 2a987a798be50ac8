import { normalizeEmail } from '@tidings/core/contacts/email';
import { normalizePhone } from '@tidings/core/contacts/phone';
import type { Channel } from '../../db/tables/columns.ts';

type Read = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly words: string };

/** An address as it is kept: E.164, or an e-mail address in lower case. National numbers are read as the workspace's country writes them. */
export function readAddress(given: string, channel: Channel, country: string): Read {
  if (channel === 'email') {
    const email = normalizeEmail(given);
    return email.ok ? { ok: true, address: email.email } : { ok: false, words: email.words };
  }
  const phone = normalizePhone(given, country);
  return phone.ok ? { ok: true, address: phone.e164 } : { ok: false, words: phone.words };
}
