import type { Audience } from '@tidings/core/contract/audience';
import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { newId } from '../../lib/clock.ts';
import type { TestProduct, TestWorkspace } from '../../testing/product.ts';

/** A person for tests; unlike the API it can make states that only history makes. */
export interface TestPerson {
  readonly phone?: string | null;
  readonly consent?: 'yes' | 'no' | 'unknown';
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly custom?: Record<string, unknown>;
}

/** Adds people in the order given; returns their ids. */
export async function addPeople(product: TestProduct, ws: TestWorkspace, people: readonly TestPerson[]): Promise<string[]> {
  if (people.length === 0) return [];
  // Ids of one millisecond have no order; these are a millisecond apart.
  const start = Date.now() - people.length;
  const rows = people.map((one, index) => ({
    id: newId(start + index),
    workspace_id: ws.id,
    phone: one.phone ?? null,
    sms_consent: one.consent ?? ('yes' as const),
    first_name: one.first_name ?? null,
    last_name: one.last_name ?? null,
    custom: JSON.stringify(one.custom ?? {}),
    search: [one.first_name, one.last_name, one.phone?.replace('+', '')].filter(Boolean).join(' ').toLowerCase(),
  }));
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await tx.insertInto('contacts').values(rows).execute();
    const addresses = rows.flatMap((row) =>
      row.phone ? [{ workspace_id: ws.id, contact_id: row.id, kind: 'phone' as const, value: row.phone, preferred: true }] : [],
    );
    if (addresses.length > 0) await tx.insertInto('contact_addresses').values(addresses).execute();
  });
  return rows.map((row) => row.id);
}

/** A sender of the sandbox whose lane nobody reads, unless a worker runs. */
export async function addSender(
  product: TestProduct,
  ws: TestWorkspace,
  wish: { sandbox?: boolean; rate?: number } = {},
): Promise<string> {
  return product.ctx.db.workspace(ws.id, async (tx) => {
    const connection = await tx
      .insertInto('connections')
      .values({ workspace_id: ws.id, provider: 'twilio', channel: 'sms', name: 'Sandbox', sandbox: wish.sandbox ?? true })
      .returning('id')
      .executeTakeFirstOrThrow();
    const sender = await tx
      .insertInto('senders')
      .values({
        workspace_id: ws.id,
        connection_id: connection.id,
        channel: 'sms',
        kind: 'number',
        address: '+12025550199',
        name: 'Sandbox number',
        sandbox: wish.sandbox ?? true,
        rate_per_second: wish.rate ?? 10,
        is_default: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return sender.id;
  });
}

/** Suppresses a number. */
export async function addSuppression(product: TestProduct, ws: TestWorkspace, address: string, kind: string): Promise<void> {
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`insert into suppressions (workspace_id, channel, address, kind, source) values (${ws.id}, 'sms', ${address}, ${kind}, 'member')`.execute(
      tx,
    );
  });
}

export const everyone: Audience = { include: [{ kind: 'everyone' }], exclude: [] };

/** A draft to everyone, by a manager. */
export async function addDraft(ws: TestWorkspace, wish: NewBroadcast = {}) {
  const answer = await ws.as('manager').call(broadcastsApi.createBroadcast, {
    body: { name: 'Sunday', body: 'See you on Sunday.', audience: everyone, ...wish },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

/** Numbers of the reserved range, each another. */
export function numbers(count: number): string[] {
  const areas = [202, 212, 213, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808, 907];
  return Array.from(
    { length: count },
    (_, index) => `+1${areas[Math.floor(index / 100) % areas.length]}55501${String(index % 100).padStart(2, '0')}`,
  );
}
