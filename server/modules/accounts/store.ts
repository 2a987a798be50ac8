import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly operator: boolean;
  readonly passwordChangeRequired: boolean;
}

/** Holds the installation's row until the transaction ends: of two first runs at once, one sees the other's account. */
export async function lockInstallation(tx: Tx) {
  return tx.selectFrom('installation').selectAll().forUpdate().executeTakeFirstOrThrow();
}

export async function getInstallation(tx: Tx) {
  return tx.selectFrom('installation').selectAll().executeTakeFirstOrThrow();
}

export async function setOpenSignup(tx: Tx, open: boolean): Promise<void> {
  await tx.updateTable('installation').set({ open_signup: open }).execute();
}

export async function hasUsers(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function countInstallation(tx: Tx) {
  const { rows } = await sql<{ accounts: number; workspaces: number }>`
    select (select count(*) from users) as accounts, (select count(*) from workspaces) as workspaces`.execute(tx);
  return rows[0] ?? { accounts: 0, workspaces: 0 };
}

/** Adds an account; undefined when the e-mail address has one already. */
export async function insertUser(tx: Tx, user: NewUser) {
  return tx
    .insertInto('users')
    .values({
      name: user.name,
      email: user.email.toLowerCase(),
      password_hash: user.passwordHash,
      operator: user.operator,
      password_change_required: user.passwordChangeRequired,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findUserByEmail(tx: Tx, email: string) {
  return tx.selectFrom('users').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();
}

export async function findUser(tx: Tx, userId: string) {
  return tx.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst();
}

/** Every account by its e-mail address, for the operator. System scope. */
export async function listUsers(tx: Tx) {
  return tx
    .selectFrom('users')
    .select(['id', 'name', 'email', 'operator', 'password_change_required', 'last_seen_at'])
    .orderBy('email')
    .execute();
}

export async function updateUserName(tx: Tx, userId: string, name: string): Promise<void> {
  await tx.updateTable('users').set({ name }).where('id', '=', userId).execute();
}

export async function updatePassword(
  tx: Tx,
  userId: string,
  password: { hash: string; changeRequired: boolean; at: Date },
): Promise<void> {
  await tx
    .updateTable('users')
    .set({ password_hash: password.hash, password_change_required: password.changeRequired, password_changed_at: password.at })
    .where('id', '=', userId)
    .execute();
}
