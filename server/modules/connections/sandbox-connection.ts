import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { newId } from '../../lib/clock.ts';
import { provisionSandbox } from './jobs.ts';
import { sealSecrets } from './secrets.ts';
import { insertSender } from './senders-store.ts';
import { type ConnectionRow, findSandboxConnection, insertConnection } from './store.ts';

/** Area codes of the sandbox's own numbers; with 555-0100 they are fictitious (NANP reserves 555-0100 to 0199). */
const areaCodes = [
  '205',
  '208',
  '216',
  '225',
  '231',
  '239',
  '248',
  '256',
  '269',
  '304',
  '307',
  '315',
  '319',
  '330',
  '336',
  '401',
  '406',
  '413',
  '419',
  '435',
  '501',
  '509',
  '515',
  '541',
  '570',
  '603',
  '605',
  '614',
  '630',
  '701',
  '712',
  '740',
  '757',
  '802',
  '814',
  '828',
  '843',
  '850',
  '906',
  '989',
] as const;

/** The number that people in this workspace's sandbox see. The same workspace always gets the same one. */
export function sandboxNumberOf(workspaceId: string): string {
  const pick = createHash('sha256').update(workspaceId).digest().readUInt32BE(0) % areaCodes.length;
  return `+1${areaCodes[pick]}5550100`;
}

/**
 * Makes the workspace's own line to the sandbox carrier with its sender, unless it exists. It is all that a workspace in sandbox mode
 * may send through, so every workspace gets one when it is made. The carrier learns of it by a job after the commit.
 */
export async function ensureSandboxConnection(ctx: Context, tx: Tx, workspaceId: string): Promise<ConnectionRow> {
  const existing = await findSandboxConnection(tx, workspaceId, 'sms');
  if (existing) return existing;
  const id = newId();
  const made = await insertConnection(tx, {
    id,
    workspaceId,
    provider: 'twilio',
    channel: 'sms',
    name: 'Sandbox',
    sandbox: true,
    settings: { account_sid: `AC${randomBytes(16).toString('hex')}`, base_url: ctx.sandbox.url },
    secrets: sealSecrets(ctx, { id, workspaceId }, { auth_token: randomBytes(16).toString('hex') }),
  });
  // Somebody else made it at the same moment; theirs counts.
  const connection = made ?? (await findSandboxConnection(tx, workspaceId, 'sms'));
  if (!connection) throw new Error('The sandbox connection was archived while it was made.');
  if (!made) return connection;
  await insertSender(tx, {
    workspaceId,
    connectionId: id,
    channel: 'sms',
    kind: 'number',
    address: sandboxNumberOf(workspaceId),
    name: 'Sandbox number',
    sandbox: true,
    ratePerSecond: 100,
    burst: 100,
    dailyCap: null,
    isDefault: true,
  });
  await ctx.jobs.enqueue(tx, provisionSandbox, { workspaceId, connectionId: id });
  return connection;
}
