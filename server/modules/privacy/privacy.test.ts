import { randomUUID } from 'node:crypto';
import { activityApi } from '@tidings/core/contract/activity';
import { contactsApi } from '@tidings/core/contract/contacts';
import { peopleApi } from '@tidings/core/contract/people';
import { privacyApi } from '@tidings/core/contract/privacy';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf } from '../imports/testing.ts';
import { processInbound } from '../messages/inbound.ts';
import { insertPayload } from '../messages/inbound-store.ts';
import { insertReceipts } from '../messages/receipts-store.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { applyTransitions } from '../messages/transitions-store.ts';
import { sweepErasures } from './erase.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  lane = await testLane(product);
});

const phone = '+12025550142';
const signal = new AbortController().signal;
const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);
const as = () => lane.as('owner');
const erase = (id: string) => as().call(privacyApi.erasePerson, { params: { contact_id: id }, body: { irreversible: true } });
const suppressions = () =>
  here((tx) => tx.selectFrom('suppressions').select(['address', 'kind', 'source', 'removed_at']).orderBy('id').execute());
const kept = () => here((tx) => tx.selectFrom('erased_addresses').select(['channel', 'hash']).execute());

async function person(change: object = {}): Promise<string> {
  const answer = await as().call(contactsApi.createContact, {
    body: {
      full_name: 'Zenobia Quill',
      phones: [phone],
      emails: ['zenobia@example.com'],
      notes: 'Prefers mornings xyzzy',
      allow_shared: true,
      sms_consent: { consent: 'yes', method: 'card of Zenobia Quill', wording: 'Zenobia Quill said yes' },
      ...change,
    },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
}

async function text(from: string, body: string): Promise<void> {
  const id = randomUUID();
  const payload = {
    From: from,
    To: (await sender()).address,
    Body: body,
    MessageSid: `SM${id.replaceAll('-', '')}`,
    NumSegments: '1',
  };
  const payloadId = await here((tx) =>
    insertPayload(tx, {
      workspaceId: lane.workspaceId,
      connectionId: lane.connectionId,
      providerId: payload.MessageSid,
      payload,
    }),
  );
  await processInbound(product.ctx, payloadId ?? '');
}
const sender = () =>
  here((tx) => tx.selectFrom('senders').select('address').where('id', '=', lane.senderId).executeTakeFirstOrThrow());

/** Every row of every table of the workspace, as text. */
async function everything(): Promise<string> {
  const { rows: tables } = await sql<{
    name: string;
  }>`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'workspace_id'`.execute(
    product.ctx.db.open,
  );
  const dumps = await product.ctx.db.system(async (tx) => {
    const all: string[] = [];
    for (const { name } of tables) {
      const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t
        where workspace_id = ${lane.workspaceId}`.execute(tx);
      for (const { row } of rows) all.push(`${name}: ${row}`);
    }
    return all;
  });
  return dumps.join('\n');
}

describe('a deletion for privacy', () => {
  it('leaves nothing of the person in any table, and the counters as they were', async () => {
    const id = await person();
    await person({
      full_name: 'Ben Other',
      phones: ['+12025550143'],
      emails: [],
      notes: null,
      sms_consent: { consent: 'yes', method: 'card' },
    });
    await text(phone, 'My secret plover');
    await text(phone, 'take me off please, plover');
    await text(phone, 'START');
    const note = await as().call(peopleApi.addNote, { params: { contact_id: id }, body: { body: 'Zenobia likes plovers' } });
    expect(note.status).toBe(201);
    const twin = await person({ full_name: 'Zenobia Quill-Twin', phones: ['+12025550147'], emails: [] });
    const merged = await as().call(peopleApi.mergeContacts, { body: { kept_id: id, merged_id: twin } });
    expect(merged.status).toBeLessThan(300);
    const exported = await as().call(privacyApi.exportPerson, { params: { contact_id: id } });
    expect(JSON.parse(exported.text)).toMatchObject({
      notes: [{ body: 'Zenobia likes plovers' }],
      merged_contacts: [{ full_name: 'Zenobia Quill-Twin' }],
    });
    const source = await lane.source();
    const sent = await lane.add({ phone, body: 'Dear Zenobia', sourceId: source, contactId: id, source: 'direct' });
    const waiting = await lane.add({ phone, body: 'Dear Zenobia, again', sourceId: source, contactId: id, source: 'direct' });
    await here(async (tx) => {
      await applyTransitions(tx, [{ messageId: sent, to: 'delivered', providerId: 'SM1' }]);
      await insertReceipts(tx, [receipt(sent, 'delivered')]);
    });
    const before = await counts(source);
    const preview = await as().call(privacyApi.previewErasure, { params: { contact_id: id } });
    expect(preview.body).toMatchObject({ name: 'Zenobia Quill', messages_in: 3, has_notes: true });
    expect(preview.body.waiting).toBeGreaterThan(0);
    const erased = await erase(id);
    expect(erased.status).toBe(200);
    expect(erased.body).toMatchObject({ hashed_addresses: 3, shared_addresses: 0, stopped: preview.body.waiting });
    const left = await everything();
    for (const word of ['Zenobia', 'Quill', 'zenobia@example.com', phone, '2025550142', '2025550147', 'plover', 'xyzzy'])
      expect(left.split('\n').filter((line) => line.includes(word))).toEqual([]);
    expect(left).toContain('Ben Other');
    expect(await counts(source)).toEqual({ ...before, queued: 0, 'skipped contact_deleted': 1 });
    expect(await lane.message(waiting)).toMatchObject({ state: 'skipped', reason: 'contact_deleted' });
    expect((await lane.lease()).filter((one) => one.contactId === id)).toEqual([]);
    expect(await kept()).toHaveLength(3);
    const activity = await as().call(activityApi.listActivity);
    expect(activity.body.items.find((one) => one.action === 'contact_erased')?.object?.label ?? null).toBeNull();
    expect((await erase(id)).status).toBe(404);
  });

  it('leaves no sample of a file that they were in', async () => {
    const id = await person();
    const column = { column: 0, name: 'Name', samples: ['Zenobia Quill', 'Ben Other'] };
    const shape = JSON.stringify({ has_header: true, columns: [column], sample_rows: [['Zenobia Quill']] });
    await here((tx) =>
      sql`insert into imports (workspace_id, file_name, state, shape)
        values (${lane.workspaceId}, 'people.csv', 'completed', ${shape}::jsonb)`.execute(tx),
    );
    expect(await everything()).toContain('Zenobia Quill');
    expect((await erase(id)).status).toBe(200);
    const left = await everything();
    expect(left).not.toContain('Zenobia');
    expect(left).toContain('""name"": ""Name""');
  });

  it('takes the rest when what was under way has arrived, and what is reported late', async () => {
    const id = await person();
    const under = await lane.add({ phone, body: 'Dear Zenobia', contactId: id });
    expect(await lane.lease()).toHaveLength(1);
    expect((await erase(id)).body).toMatchObject({ stopped: 0 });
    await here(async (tx) => {
      await applyTransitions(tx, [{ messageId: under, to: 'delivered', providerId: 'SM1' }]);
      await insertReceipts(tx, [receipt(under, 'delivered')]);
    });
    expect(await everything()).toContain(phone);
    await sweepErasures(product.ctx, signal);
    expect(await everything()).not.toContain('2025550142');
    await here((tx) => sql`update erasures set erased_at = now() - interval '5 days'`.execute(tx));
    await sweepErasures(product.ctx, signal);
    expect(await everything()).not.toContain(id);
    expect(await lane.message(under)).toMatchObject({ state: 'delivered' });
  });

  it('is for admins, in their own workspace, and only with the word that it is irreversible', async () => {
    const id = await person();
    const params = { contact_id: id };
    const other = await product.workspace();
    for (const [caller, status] of [
      [other.as('owner'), 404],
      [lane.as('manager'), 403],
    ] as const) {
      const answers = [
        await caller.call(privacyApi.erasePerson, { params, body: { irreversible: true } }),
        await caller.call(privacyApi.exportPerson, { params }),
        await caller.call(privacyApi.previewErasure, { params }),
      ];
      expect(answers.map((one) => one.status)).toEqual([status, status, status]);
    }
    const vague = await as().call(privacyApi.erasePerson, { params, body: {} as never });
    expect(vague.status).toBe(400);
    expect(vague.problem.errors?.[0]?.field).toBe('body.irreversible');
    expect((await as().call(contactsApi.getContact, { params })).status).toBe(200);
  });

  it('leaves a number that somebody else has, too, with them', async () => {
    const id = await person();
    const mate = await person({ full_name: 'Ben Other', emails: [] });
    expect((await erase(id)).body).toMatchObject({ shared_addresses: 1, hashed_addresses: 1 });
    const left = await as().call(contactsApi.getContact, { params: { contact_id: mate } });
    expect(left.body).toMatchObject({ phone, sms_consent: 'yes', do_not_text: null });
  });

  it('also of somebody in the trash', async () => {
    const id = await person();
    await as().call(contactsApi.deleteContact, { params: { contact_id: id } });
    expect((await erase(id)).status).toBe(200);
    expect((await as().call(contactsApi.restoreContacts, { body: { ids: [id] } })).body).toMatchObject({ restored: 0 });
  });
});

describe('a number that was deleted', () => {
  it('is opted out again by whatever way it comes back, until the person texts START', async () => {
    await erase(await person());
    const again = await person({ emails: [] });
    expect(await suppressions()).toMatchObject([{ address: phone, kind: 'opt_out', source: 'privacy', removed_at: null }]);
    const direct = await as().call(sendMessagesApi.sendMessages, { body: { to: [{ phone }], body: 'Hi' } });
    expect(direct.body.results).toMatchObject([{ outcome: 'refused', reason: 'opted_out' }]);
    await text(phone, 'START');
    // The number of a sandbox phone: START there lifts nothing real.
    expect(await suppressions()).toMatchObject([{ removed_at: null }]);
    await goLive();
    await text(phone, 'START');
    expect((await as().call(contactsApi.getContact, { params: { contact_id: again } })).body).toMatchObject({
      do_not_text: null,
      sms_consent: 'yes',
    });
  });

  it('is refused in a direct send at once, and is free in another workspace', async () => {
    await erase(await person());
    const direct = await as().call(sendMessagesApi.sendMessages, {
      body: { to: [{ phone }], body: 'Hi', consent: { wording: 'They agreed' } },
    });
    expect(direct.body.results).toMatchObject([{ outcome: 'refused', reason: 'opted_out' }]);
    const other = await product.workspace();
    const clean = await other.as('owner').call(contactsApi.createContact, { body: { phones: [phone] } });
    expect(clean.body.do_not_text).toBeNull();
  });

  it('is not opted in by a file', async () => {
    await erase(await person());
    const ws = { id: lane.workspaceId, as: lane.as, keys: {} as never };
    const columns = ['full_name', 'phone', 'consent'] as const;
    const mapping = mappingOf(columns, { consent: { kind: 'column', yes_values: [], no_values: [] } });
    const done = await importCsv(product, ws, 'N,P,C\nZed,(202) 555-0142,yes\nBen,2025550143,yes\n', mapping);
    expect(done.counts).toMatchObject({ created: 2, kept_opted_out: 1 });
    expect(await suppressions()).toMatchObject([{ address: phone, source: 'privacy', removed_at: null }]);
  });

  it('is caught at the lease when it came back past every door', async () => {
    await erase(await person());
    const id = await lane.add({ phone, source: 'direct', sourceId: await lane.source() });
    const free = await lane.add({ phone: '+12025550144' });
    expect((await lane.lease()).map((one) => one.messageId)).toEqual([free]);
    expect(await lane.message(id)).toMatchObject({ state: 'skipped', reason: 'opted_out' });
  });
});

it('exports everything about a person', async () => {
  const id = await person();
  await text(phone, 'Hello you');
  const answer = await as().call(privacyApi.exportPerson, { params: { contact_id: id } });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject({
    details: { full_name: 'Zenobia Quill', notes: 'Prefers mornings xyzzy' },
    addresses: [{ value: phone }, { value: 'zenobia@example.com' }],
    consent_history: [{ consent: 'yes', wording: 'Zenobia Quill said yes' }],
    messages: [{ direction: 'in', text: 'Hello you' }],
  });
  const empty = await as().call(privacyApi.exportPerson, {
    params: { contact_id: await person({ phones: ['+12025550149'], emails: [] }) },
  });
  expect(JSON.parse(empty.text)).toMatchObject({ messages: [] });
});

const receipt = (messageId: string, status: string) => ({
  workspaceId: lane.workspaceId,
  connectionId: lane.connectionId,
  messageId,
  providerId: 'SM1',
  status,
  errorCode: undefined,
  payload: { To: phone, Body: 'Dear Zenobia' },
});

async function counts(sourceId: string): Promise<Record<string, number>> {
  const rows = await here((tx) =>
    tx.selectFrom('source_counts').select(['state', 'reason', 'n']).where('source_id', '=', sourceId).execute(),
  );
  return Object.fromEntries(rows.map(({ state, reason, n }) => [`${state} ${reason}`.trim(), Number(n)]));
}

async function goLive(): Promise<void> {
  await here(async (tx) => {
    await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', lane.workspaceId).execute();
    await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', lane.senderId).execute();
    await tx.updateTable('connections').set({ sandbox: false }).where('id', '=', lane.connectionId).execute();
  });
}
