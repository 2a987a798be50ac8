import { type PasswordOwner, refusePassword } from '@tidings/core/accounts/decide-password';
import { badField } from '../../lib/errors.ts';
import { hashPassword } from '../../lib/password-hash.ts';

/** Hashes a password somebody chose, or refuses it naming the field of the request and what to choose instead. */
export async function hashNewPassword(password: string, owner: PasswordOwner, field: string): Promise<string> {
  const why = refusePassword(password, owner);
  if (why !== undefined) throw badField(field, why);
  return hashPassword(password);
}
