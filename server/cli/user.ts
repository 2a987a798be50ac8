import type { Context } from '../context.ts';
import { resetPasswordAsOperator } from '../modules/accounts/initial-password.ts';
import { listUsers } from '../modules/accounts/store.ts';
import { contextFor } from './process.ts';

const usage = 'Use "tidings user list" or "tidings user reset-password <e-mail>".';

/** `tidings user …`: accounts, for whoever has the machine. */
export async function user(args: readonly string[]): Promise<void> {
  const { ctx } = contextFor('tool');
  try {
    for (const line of await runUserCommand(ctx, args)) console.log(line);
  } finally {
    await ctx.close();
  }
}

/** Carries out one command and returns the lines to print. Throws with the fix when it cannot. */
export async function runUserCommand(ctx: Context, args: readonly string[]): Promise<readonly string[]> {
  const [verb, email, ...more] = args;
  if (verb === 'list' && email === undefined) return listLines(ctx);
  if (verb === 'reset-password' && email !== undefined && more.length === 0) return resetLines(ctx, email);
  throw new Error(usage);
}

async function listLines(ctx: Context): Promise<readonly string[]> {
  const users = await ctx.db.system((tx) => listUsers(tx));
  if (users.length === 0) return ['Nobody has an account yet. Open Tidings in a browser to make the first one.'];
  const width = Math.max(...users.map((one) => one.email.length));
  return users.map((one) => {
    const seen = one.last_seen_at ? `last seen ${one.last_seen_at.toISOString().slice(0, 16)}Z` : 'never signed in';
    const notes = [
      seen,
      ...(one.operator ? ['operator'] : []),
      ...(one.password_change_required ? ['must change the password'] : []),
    ];
    return `${one.email.padEnd(width)}  ${one.name} (${notes.join(', ')})`;
  });
}

async function resetLines(ctx: Context, email: string): Promise<readonly string[]> {
  const done = await resetPasswordAsOperator(ctx, email);
  const ended = done.sessionsEnded === 1 ? 'One session was ended.' : `${done.sessionsEnded} sessions were ended.`;
  return [
    `New initial password of ${done.name} (${done.email}):`,
    '',
    `  ${done.password}`,
    '',
    `It is shown once. At the next sign-in a new one must be chosen. ${ended}`,
  ];
}
