import { randomUUID } from 'node:crypto';
import { consentApi, defaultDoubleOptIn } from '@tidings/core/contract/consent';
import { contactsApi } from '@tidings/core/contract/contacts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { askForOptIn } from './ask-opt-in.ts';
import { processInbound } from './inbound.ts';
import { insertPayload } from './inbound-store.ts';
import { type Lane, testLane } from './testing.ts';

/* Importing this opens a product for the tests of a file, and closes it after them. */

export let product: TestProduct;
export let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  lane = await testLane(product);
  await settings({ member: true, api: true, import: true });
});

/** From now on it is about this workspace. */
export function becomes(other: Lane): void {
  lane = other;
}

export const signal = new AbortController().signal;
export const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);
export const as = () => lane.as('owner');
export const ask = () => askForOptIn(product.ctx, signal);
export async function settings(change: Partial<typeof defaultDoubleOptIn>) {
  const answer = await as().call(consentApi.updateDoubleOptIn, { body: { ...defaultDoubleOptIn, ...change } });
  if (answer.status !== 200) throw new Error(answer.text);
}
/** Real phones and a real number, without a carrier behind them. */
export async function goLive(): Promise<void> {
  await here(async (tx) => {
    await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', lane.workspaceId).execute();
    await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', lane.senderId).execute();
    await tx.updateTable('connections').set({ sandbox: false }).where('id', '=', lane.connectionId).execute();
  });
}
export async function agreed(phone: string, change: object = {}): Promise<string> {
  const answer = await as().call(contactsApi.createContact, {
    body: {
      full_name: 'Ana Example',
      phones: [phone],
      allow_shared: true,
      sms_consent: { consent: 'yes', method: 'signed card', wording: 'Yes, text me', ...change },
    },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
}
export const contact = async (id: string) => (await as().call(contactsApi.getContact, { params: { contact_id: id } })).body;
export const ledger = async (id: string) =>
  (await as().call(contactsApi.listConsent, { params: { contact_id: id }, query: {} })).body.items;
export const questions = (phone?: string) =>
  here((tx) => {
    const query = tx
      .selectFrom('messages')
      .select(['id', 'body', 'state', 'reason', 'address'])
      .where('source', '=', 'opt_in')
      .orderBy('id');
    return (phone === undefined ? query : query.where('address', '=', phone)).execute();
  });
export const answers = (phone: string) =>
  here((tx) => tx.selectFrom('messages').select('body').where('source', '=', 'answer').where('address', '=', phone).execute());
export async function store(phone: string, body: string, providerId = `SM${randomUUID().replaceAll('-', '')}`) {
  return here((tx) =>
    insertPayload(tx, {
      workspaceId: lane.workspaceId,
      connectionId: lane.connectionId,
      providerId,
      payload: { MessageSid: providerId, From: phone, To: '+12025550199', Body: body, NumSegments: '1' },
    }),
  );
}
export async function says(phone: string, body: string): Promise<void> {
  const id = await store(phone, body);
  await processInbound(product.ctx, id ?? '');
}
/** The questions leave. Without a lease: at night that would make those on real phones wait. */
export async function leaves(): Promise<void> {
  await here((tx) =>
    sql`update outbox o set attempts = 1, status = 'leased' from messages m where m.id = o.message_id and m.source = 'opt_in'`.execute(
      tx,
    ),
  );
}
export async function asked(): Promise<void> {
  await ask();
  await leaves();
}
