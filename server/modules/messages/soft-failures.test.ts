import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { optOut } from '../compliance/opt-out.ts';
import { countSoftFailures } from '../compliance/soft-failures.ts';

let product: TestProduct;
let ws: TestWorkspace;
let now = new Date('2026-05-01T12:00:00Z');
beforeAll(async () => {
  product = await testProduct({ overrides: { clock: { now: () => now } } });
  ws = await product.workspace();
});
afterAll(() => product.close());

let last = 99;
const newPhone = (): string => {
  last += 1;
  return `+1202555${String(last).padStart(4, '0')}`;
};

async function person(phone: string): Promise<string> {
  return product.ctx.db.workspace(ws.id, async (tx) => {
    const values = { workspace_id: ws.id, phone, sms_consent: 'yes' } as const;
    const { id } = await tx.insertInto('contacts').values(values).returning('id').executeTakeFirstOrThrow();
    await tx
      .insertInto('contact_addresses')
      .values({ workspace_id: ws.id, contact_id: id, kind: 'phone', value: phone })
      .execute();
    return id;
  });
}

async function fails(phone: string, on: string, options: { sandbox?: boolean; messageId?: string; code?: number } = {}) {
  now = new Date(`${on}T12:00:00Z`);
  const { sandbox = false, messageId = newId(), code = 30003 } = options;
  const failure = { workspaceId: ws.id, channel: 'sms', address: phone, sandbox, contactId: null, messageId, code } as const;
  await countSoftFailures(product.ctx, [failure]);
}

const listed = async (phone: string) =>
  (await ws.as('viewer').call(suppressionsApi.listSuppressions, { query: { search: phone } })).body.items;
const counted = (phone: string) =>
  product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('address_failures').selectAll().where('address', '=', phone).execute());

it('suppresses a phone that was out of reach three times over a week, with the messages that prove it', async () => {
  const phone = newPhone();
  await person(phone);
  await fails(phone, '2026-05-01');
  await fails(phone, '2026-05-04');
  expect(await listed(phone)).toEqual([]);
  await fails(phone, '2026-05-09');
  const [entry] = await listed(phone);
  expect(entry).toMatchObject({
    kind: 'unreachable',
    source: 'delivery_failure',
    reason: '3 messages in 8 days did not reach the phone.',
    by_start_only: false,
  });
  expect(entry?.failures.map((one) => [one.error_code, one.at.slice(0, 10)])).toEqual([
    [30003, '2026-05-01'],
    [30003, '2026-05-04'],
    [30003, '2026-05-09'],
  ]);
  expect(await counted(phone)).toEqual([]);
});

it('counts a message once, and nothing from before a delivery', async () => {
  const phone = newPhone();
  const contactId = await person(phone);
  const messageId = newId();
  for (const day of ['2026-05-01', '2026-05-05', '2026-05-10']) await fails(phone, day, { messageId });
  expect(await listed(phone)).toEqual([]);
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, state, delivered_at)
      values (${ws.id}, 'out', 'sms', ${contactId}, ${phone}, 'reply', 'delivered', '2026-05-11T00:00:00Z')`.execute(tx);
  });
  for (const day of ['2026-05-12', '2026-05-19']) await fails(phone, day);
  expect(await listed(phone)).toEqual([]);
  expect((await counted(phone))[0]?.failures).toHaveLength(2);
  await fails(phone, '2026-05-20');
  expect((await listed(phone))[0]?.failures).toHaveLength(3);
});

it('begins anew when staff allow the number again, and keeps sandbox and life apart', async () => {
  const phone = newPhone();
  await person(phone);
  for (const day of ['2026-05-01', '2026-05-04', '2026-05-09']) await fails(phone, day, { sandbox: true });
  const [played] = await listed(phone);
  expect(played).toMatchObject({ kind: 'unreachable', sandbox: true });
  const removed = await ws.as('admin').call(suppressionsApi.removeSuppression, {
    params: { suppression_id: played?.id ?? '' },
    body: { reason: 'They bought a new phone.' },
  });
  expect(removed.status).toBe(200);
  await fails(phone, '2026-05-10');
  await fails(phone, '2026-05-11', { sandbox: true });
  await fails(phone, '2026-05-18');
  expect(await listed(phone)).toEqual([]);
  expect(await counted(phone)).toHaveLength(2);
});

it('loses nothing when several are counted at the same moment', async () => {
  const phone = newPhone();
  await person(phone);
  await fails(phone, '2026-05-01');
  await Promise.all([1, 2, 3, 4].map(() => fails(phone, '2026-05-09')));
  expect(await listed(phone)).toHaveLength(1);
});

it('does not let staff undo what a person’s own STOP made', async () => {
  const phone = newPhone();
  await person(phone);
  await product.ctx.db.workspace(ws.id, (tx) =>
    optOut(tx, { workspaceId: ws.id, address: phone, source: 'keyword', words: 'STOP' }),
  );
  const [entry] = await listed(phone);
  expect(entry).toMatchObject({ kind: 'opt_out', by_start_only: true });
  const refused = await ws.as('owner').call(suppressionsApi.removeSuppression, {
    params: { suppression_id: entry?.id ?? '' },
    body: { reason: 'They told me on the phone.', person_asked: true },
  });
  expect(refused.status).toBe(409);
  expect(refused.problem.detail).toContain('START');
});
