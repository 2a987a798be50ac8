import type { Context } from '../../context.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { type OpenConnection, openRow } from '../connections/open-connection.ts';
import { accountPath, callCarrier, provisionSandboxAccount } from '../connections/provision-sandbox.ts';
import { findSandboxConnection } from '../connections/store.ts';
import { findMode } from './store.ts';

/** The workspace's own account at the sandbox carrier. */
export interface SandboxAccount {
  readonly mode: 'sandbox' | 'live';
  readonly connection: OpenConnection;
}

export async function sandboxAccount(ctx: Context, workspaceId: string): Promise<SandboxAccount> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const mode = await findMode(tx, workspaceId);
    const row = await findSandboxConnection(tx, workspaceId, 'sms');
    if (!mode || !row) throw notFound('sandbox of this workspace');
    return { mode, connection: openRow(ctx, row) };
  });
}

/** In a live workspace real people write; a text made up in the sandbox would opt out somebody who never said so. */
export function requireSandboxMode(account: SandboxAccount): void {
  if (account.mode === 'sandbox') return;
  throw new Refusal('wrong_state', 'This workspace is live. Sandbox phones can write only while it is in sandbox mode.');
}

/**
 * Asks the carrier about this workspace's account. A carrier that has forgotten the account (it was started afresh) is told of it and
 * asked again. Throws `unavailable` while it does not answer.
 */
export async function askCarrier<T>(
  ctx: Context,
  { connection }: SandboxAccount,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  try {
    let answer = await callCarrier(ctx, method, `${accountPath(connection)}${path}`, body);
    if (answer.status === 404) {
      await provisionSandboxAccount(ctx, connection);
      answer = await callCarrier(ctx, method, `${accountPath(connection)}${path}`, body);
    }
    if (answer.status < 300) return answer.json as T;
    const { error } = (answer.json ?? {}) as { error?: string };
    if (answer.status === 400) throw new Refusal('invalid_request', `The sandbox refused: ${error ?? 'no reason given'}.`);
    throw new Error(`The sandbox carrier answered ${answer.status}: ${error ?? ''}`);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new Refusal('unavailable', 'The sandbox carrier does not answer at the moment. It is started again by itself.', {
      retryAfterSeconds: 2,
    });
  }
}
