import type { Connection, Sender } from '@tidings/core/contract/connections';
import { capToday } from '@tidings/core/messaging/daily-cap';
import type { Context } from '../../context.ts';
import { smsProviders } from '../../providers/sms/registry.ts';
import { hookUrls } from './hook-urls.ts';
import { openSecrets } from './secrets.ts';
import type { SenderRow } from './senders-store.ts';
import type { ConnectionRow } from './store.ts';

/** `now` by the database's clock or one near it: which of the carrier's days it is. */
export function presentSender(row: SenderRow, waiting: number, now: Date): Sender {
  const cap = capToday({ zone: row.cap_zone, hour: row.cap_hour }, { day: row.cap_day, used: row.cap_used }, now);
  return {
    id: row.id,
    connection_id: row.connection_id,
    channel: row.channel,
    kind: row.kind,
    address: row.address,
    name: row.name,
    sandbox: row.sandbox,
    rate_per_second: row.rate_per_second,
    burst: row.burst,
    daily_cap: row.daily_cap,
    cap_zone: row.cap_zone,
    cap_hour: row.cap_hour,
    cap_used: cap.used,
    cap_resets_at: cap.resetsAt.toISOString(),
    is_default: row.is_default,
    paused_at: row.paused_at?.toISOString() ?? null,
    pause_reason: row.pause_reason,
    paused_by: row.paused_by,
    waiting,
    created_at: row.created_at.toISOString(),
  };
}

/** A connection for the screens: of its secrets only the names of those that are stored. */
export function presentConnection(
  ctx: Context,
  row: ConnectionRow,
  senders: readonly SenderRow[],
  waiting: ReadonlyMap<string, number>,
): Connection {
  const { inbound, status } = hookUrls(ctx, row);
  return {
    id: row.id,
    provider: row.provider,
    provider_label: smsProviders.find((one) => one.id === row.provider)?.label ?? row.provider,
    channel: row.channel,
    name: row.name,
    sandbox: row.sandbox,
    settings: Object.fromEntries(Object.entries(row.settings).map(([name, value]) => [name, String(value)])),
    secrets_set: namesOfSecrets(ctx, row),
    status: row.status,
    status_words: row.status_words,
    checked_at: row.checked_at?.toISOString() ?? null,
    hooks: { inbound, status, reachable: row.sandbox || isPublic(ctx.publicUrl) },
    senders: senders
      .filter((sender) => sender.connection_id === row.id)
      .map((one) => presentSender(one, waiting.get(one.id) ?? 0, ctx.clock.now())),
    created_at: row.created_at.toISOString(),
  };
}

/** The credentials cannot be read when the key of the installation was changed: they count as not set, and the form asks for them. */
function namesOfSecrets(ctx: Context, row: ConnectionRow): string[] {
  try {
    return Object.keys(openSecrets(ctx, { id: row.id, workspaceId: row.workspace_id }, row.secrets));
  } catch {
    return [];
  }
}

/** Whether a provider can call us there: a name of the public internet, over https. */
function isPublic(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' && hostname !== 'localhost' && !/^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname);
}
