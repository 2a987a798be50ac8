import type { Context } from '../../context.ts';
import { handleJob, type Loop } from '../../jobs/define.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { hookUrls, repeatHooks } from './hook-urls.ts';
import { provisionSandbox } from './jobs.ts';
import { type OpenConnection, openRow } from './open-connection.ts';
import { listSenderRows } from './senders-store.ts';
import { findConnection, listSandboxConnections } from './store.ts';

/** Calls the carrier's control interface. */
export async function callCarrier(
  ctx: Context,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const answer = await ctx.outgoing.send({
    method,
    url: `${ctx.sandbox.url}/_control${path}`,
    headers: {
      authorization: `Bearer ${ctx.sandbox.controlToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs: 5_000,
  });
  return { status: answer.status, json: answer.text === '' ? undefined : (JSON.parse(answer.text) as unknown) };
}

export const accountPath = (connection: OpenConnection) => `/accounts/${String(connection.settings['account_sid'])}`;

interface KnownAccount {
  readonly auth_token?: string;
  readonly numbers?: readonly { readonly phone_number: string; readonly sms_url?: string | null }[];
}

/** Makes the carrier know the account, its numbers and where their texts go; changes nothing when it does. */
export async function provisionSandboxAccount(ctx: Context, connection: OpenConnection): Promise<void> {
  const senders = await ctx.db.workspace(connection.workspaceId, (tx) =>
    listSenderRows(tx, connection.workspaceId, { channel: 'sms', sandbox: true }),
  );
  const smsUrl = `${hookUrls(ctx, connection).inbound}${repeatHooks}`;
  const numbers = senders.map((sender) => ({ phone_number: sender.address, friendly_name: sender.name, sms_url: smsUrl }));
  const token = connection.secrets['auth_token'];
  const known = await callCarrier(ctx, 'GET', accountPath(connection));
  if (known.status === 200 && isSame(known.json as KnownAccount, token, numbers)) return;
  const made = await callCarrier(ctx, 'PUT', accountPath(connection), { auth_token: token, numbers });
  if (made.status >= 300) throw new Error(`The sandbox carrier refused the account with status ${made.status}.`);
}

function isSame(known: KnownAccount, token: string | undefined, numbers: readonly { phone_number: string; sms_url: string }[]) {
  const urls = new Map(known.numbers?.map((number) => [number.phone_number, number.sms_url]));
  return (
    known.auth_token === token &&
    urls.size === numbers.length &&
    numbers.every((one) => urls.get(one.phone_number) === one.sms_url)
  );
}

export const provisionSandboxJob = handleJob(provisionSandbox, async (ctx, { workspaceId, connectionId }) => {
  const row = await ctx.db.workspace(workspaceId, (tx) => findConnection(tx, workspaceId, connectionId));
  if (row?.sandbox && row.archived_at === null) await provisionSandboxAccount(ctx, openRow(ctx, row));
});

const provisioned = new WeakMap<Context, Set<string>>();

/**
 * Keeps the carrier's accounts complete: those this process has not seen there yet, and all again when the carrier has fewer than it
 * had (it started afresh). One small request a round otherwise.
 */
export const sandboxAccountsLoop: Loop = {
  name: 'sandbox accounts',
  everyMs: 10_000,
  run: async (ctx, signal) => {
    const rows = await ctx.db.system((tx) => listSandboxConnections(tx));
    if (rows.length === 0) return;
    try {
      const health = await callCarrier(ctx, 'GET', '/health');
      const accounts = (health.json as { accounts?: number } | undefined)?.accounts ?? 0;
      let seen = provisioned.get(ctx) ?? new Set<string>();
      if (accounts < seen.size) seen = new Set();
      provisioned.set(ctx, seen);
      for (const row of rows) {
        if (signal.aborted) return;
        if (seen.has(row.id)) continue;
        await provisionSandboxAccount(ctx, openRow(ctx, row));
        seen.add(row.id);
      }
    } catch (error) {
      // The carrier starts at its own pace; the next round finds it.
      if (!(error instanceof NoAnswer)) throw error;
      ctx.log.debug({ err: error.message }, 'the sandbox carrier does not answer');
    }
  },
};
