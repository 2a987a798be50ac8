import type { Context } from '../../context.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import type { HookRequest } from '../../providers/sms/contract.ts';
import { smsProvider, smsProviders } from '../../providers/sms/registry.ts';
import { hookOrigin } from '../connections/hook-urls.ts';
import { type OpenConnection, openConnectionFast } from '../connections/open-connection.ts';
import { insertPayload } from './inbound-store.ts';
import { inboundReceived } from './jobs.ts';
import { takeReceipt } from './receipts.ts';

export interface HookCall extends Omit<HookRequest, 'url'> {
  /** Path and query as they were called. */
  readonly path: string;
  readonly provider: string;
  readonly connectionId: string;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The connection that a hook speaks for, once its signature is found right. Who cannot prove it learns nothing about what exists. */
async function verified(ctx: Context, call: HookCall): Promise<OpenConnection> {
  const known = smsProviders.some((provider) => provider.id === call.provider) && uuid.test(call.connectionId);
  if (!known) throw notFound('hook');
  const connection = await openConnectionFast(ctx, call.connectionId);
  if (
    connection.provider !== call.provider ||
    !smsProvider(call.provider).verify(connection, { ...call, url: hookOrigin(ctx, connection) + call.path })
  ) {
    ctx.log.warn({ connection_id: call.connectionId }, 'a hook was refused: its signature is not right');
    throw new Refusal('not_allowed', 'The signature is not right for this address and connection.');
  }
  return connection;
}

/** A status callback: verified, stored together with its effect, and only then acknowledged (I6). */
export async function acceptReceipt(ctx: Context, call: HookCall): Promise<void> {
  const connection = await verified(ctx, call);
  const form = storable(call.form);
  const receipt = smsProvider(call.provider).parseReceipt(form);
  if (!receipt) throw new Refusal('invalid_request', 'A receipt needs MessageSid and MessageStatus.');
  const named = call.query['m'];
  await takeReceipt(ctx, {
    ...receipt,
    workspaceId: connection.workspaceId,
    connectionId: connection.id,
    messageId: typeof named === 'string' && uuid.test(named) ? named : undefined,
    attempt: attemptOf(call.query['a']),
    payload: form,
  });
}

/** First attempts are not named in the address. */
function attemptOf(named: string | string[] | undefined): number {
  return typeof named === 'string' && /^\d{1,4}$/.test(named) ? Number(named) : 1;
}

const hasNul = ([name, value]: [string, string | string[]]): boolean =>
  name.includes('\0') || (typeof value === 'string' ? value.includes('\0') : value.some((one) => one.includes('\0')));

/** PostgreSQL's text and JSON cannot hold NUL, and no reply may be lost for one. Only after the check: it is signed as it came. */
export function storable(form: HookCall['form']): HookCall['form'] {
  // Nearly always there is none, and this is asked twice for every text that is sent.
  if (!Object.entries(form).some(hasNul)) return form;
  const clean = (value: string) => value.replaceAll('\0', '\uFFFD');
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [clean(name), typeof value === 'string' ? clean(value) : value.map(clean)]),
  );
}

/** An inbound text: verified, stored with the job that processes it, acknowledged. Returns the provider's empty answer. */
export async function acceptInbound(
  ctx: Context,
  call: HookCall,
): Promise<{ readonly contentType: string; readonly body: string }> {
  const connection = await verified(ctx, call);
  const provider = smsProvider(call.provider);
  const form = storable(call.form);
  const inbound = provider.parseInbound(form);
  if (!inbound) throw new Refusal('invalid_request', 'An inbound message needs MessageSid, From and To.');
  await ctx.db.system(async (tx) => {
    const payloadId = await insertPayload(tx, {
      workspaceId: connection.workspaceId,
      connectionId: connection.id,
      providerId: inbound.providerId,
      payload: form,
    });
    if (payloadId) await ctx.jobs.enqueue(tx, inboundReceived, { payloadId });
  });
  return provider.emptyAnswer;
}
