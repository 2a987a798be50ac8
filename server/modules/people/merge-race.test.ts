import { randomUUID } from 'node:crypto';
import { contactsApi } from '@tidings/core/contract/contacts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { processInbound } from '../messages/inbound.ts';
import { insertPayload } from '../messages/inbound-store.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { ana, merge, merged, person, read, unmerged } from './testing.ts';

let product: TestProduct;
let lane: Lane;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
});
beforeEach(async () => {
  lane = await testLane(product);
  ws = { id: lane.workspaceId, as: lane.as } as TestWorkspace;
  // In a sandbox a STOP changes nobody's consent.
  await here(async (tx) => {
    await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', lane.workspaceId).execute();
    await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', lane.senderId).execute();
    await tx.updateTable('connections').set({ sandbox: false }).where('id', '=', lane.connectionId).execute();
  });
});
afterAll(() => product.close());

const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);
const numberOf = (at: number) => `+1202555${String(100 + at).padStart(4, '0')}`;

/** Somebody's text, stored as a hook does, ready to be processed. */
async function arrived(from: string, body: string): Promise<string> {
  const { address } = await here((tx) =>
    tx.selectFrom('senders').select('address').where('id', '=', lane.senderId).executeTakeFirstOrThrow(),
  );
  const sid = `SM${randomUUID().replaceAll('-', '')}`;
  const id = await here((tx) =>
    insertPayload(tx, {
      workspaceId: lane.workspaceId,
      connectionId: lane.connectionId,
      providerId: sid,
      payload: { From: from, To: address, Body: body, MessageSid: sid, NumSegments: '1' },
    }),
  );
  return id ?? '';
}

const suppressed = async (address: string) =>
  (
    await here((tx) =>
      tx.selectFrom('suppressions').select('kind').where('address', '=', address).where('removed_at', 'is', null).execute(),
    )
  ).map((one) => one.kind);

describe('a STOP while two are being merged', () => {
  test.each([
    ['from the merged number', 1],
    ['from the kept number', 0],
  ])('%s holds for the one that is left, in whichever order they come', async (_, whose) => {
    let sent = 0;
    for (let round = 0; round < 16; round += 1) {
      const phones = [numberOf(2 * round), numberOf(2 * round + 1)] as const;
      const yes = { sms_consent: { consent: 'yes' } };
      const kept = await person(ws, { ...ana, phones: [phones[0]], ...yes });
      const other = await person(ws, { ...ana, phones: [phones[1]], ...yes });
      const said = phones[whose] ?? '';
      for (const [at, one] of [kept, other, kept, other].entries())
        await lane.add({ contactId: one.id, phone: phones[at % 2] ?? '', source: 'reply' });
      const stop = await arrived(said, 'STOP');
      let stopped = false;
      let over = false;
      const wrong: unknown[] = [];
      const leasing = (async () => {
        while (!over) {
          const before = stopped;
          const leased = await lane.lease();
          sent += leased.length;
          if (before) wrong.push(...leased.filter((one) => one.address === said));
          await new Promise((done) => setImmediate(done));
        }
      })();
      const stopping = async () => {
        for (let turn = 0; turn < round; turn += 1) await new Promise((done) => setImmediate(done));
        await processInbound(product.ctx, stop);
        stopped = true;
      };
      const [, answer] = await Promise.all([stopping(), merge(ws, kept.id, other.id)]);
      over = true;
      await leasing;
      wrong.push(...(await lane.lease()).filter((one) => one.address === said));
      expect(wrong).toEqual([]);
      expect(answer.problem?.detail ?? answer.status).toBe(200);
      expect(await suppressed(said)).toEqual(['opt_out']);
      const left = await read(ws, kept.id);
      expect(left.sms_consent).toBe('no');
      const list = await ws.as('viewer').call(contactsApi.listContacts, { query: { search: said } as never });
      expect(list.body.items.map((one) => one.id)).toEqual([kept.id]);
    }
    // Otherwise nothing was at stake.
    expect(sent).toBeGreaterThan(0);
  });

  test('holds for both when the merge is undone at that moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const said = numberOf(2 * round + 1);
      const yes = { sms_consent: { consent: 'yes' } };
      const kept = await person(ws, { ...ana, phones: [numberOf(2 * round)], ...yes });
      const other = await person(ws, { ...ana, phones: [said], ...yes });
      const { merge_id } = await merged(ws, kept.id, other.id);
      const stop = await arrived(said, 'STOP');
      await Promise.all([processInbound(product.ctx, stop), unmerged(ws, merge_id)]);
      expect(await suppressed(said)).toEqual(['opt_out']);
      expect((await read(ws, other.id)).sms_consent).toBe('no');
    }
  });
});

test('merges and parts two with thousands of messages, and loses none', async () => {
  const [one, two] = ['+12025550101', '+12025550102'] as const;
  const kept = await person(ws, { ...ana, phones: [one] });
  const other = await person(ws, { ...ana, phones: [two] });
  const fill = (id: string, address: string, n: number) =>
    here((tx) =>
      sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, body, state)
        select ${ws.id}, case when i % 2 = 0 then 'in' else 'out' end, 'sms', ${id}, ${address}, case when i % 2 = 0 then 'inbound' else 'reply' end,
          'text ' || i, case when i % 2 = 0 then 'received' else 'delivered' end from generate_series(1, ${n}::int) i`.execute(
        tx,
      ),
    );
  await fill(kept.id, one, 3_000);
  await fill(other.id, two, 6_000);
  const counts = () =>
    here(async (tx) => {
      const { rows } = await sql<{ contact_id: string; n: number; address: string }>`
        select contact_id, address, count(*)::int as n from messages group by 1, 2 order by n`.execute(tx);
      return rows.map((row) => [row.contact_id === kept.id ? 'kept' : 'merged', row.address, row.n]);
    });
  const { merge_id } = await merged(ws, kept.id, other.id);
  expect(await counts()).toEqual([
    ['kept', one, 3_000],
    ['kept', two, 6_000],
  ]);
  await fill(kept.id, two, 10);
  await unmerged(ws, merge_id);
  expect(await counts()).toEqual([
    ['kept', one, 3_000],
    ['merged', two, 6_010],
  ]);
});
