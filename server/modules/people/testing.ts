import { contactsApi } from '@tidings/core/contract/contacts';
import { peopleApi } from '@tidings/core/contract/people';
import { expect } from 'vitest';
import { newId } from '../../lib/clock.ts';
import type { TestProduct, TestWorkspace } from '../../testing/product.ts';

export const ana = { first_name: 'Ana', last_name: 'Ruiz' };

/** Adds somebody as a manager does, beside others who have the same number. */
export async function person(ws: TestWorkspace, body: Record<string, unknown>) {
  const answer = await ws.as('manager').call(contactsApi.createContact, { body: { allow_shared: true, ...body } as never });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

export const read = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: id } })).body;

export const merge = (ws: TestWorkspace, kept_id: string, merged_id: string, take: string[] = []) =>
  ws.as('manager').call(peopleApi.mergeContacts, { body: { kept_id, merged_id, take } });

export const undo = (ws: TestWorkspace, merge_id: string) => ws.as('manager').call(peopleApi.undoMerge, { params: { merge_id } });

/** Merges two people, which must work. */
export async function merged(ws: TestWorkspace, kept: string, other: string, take: string[] = []) {
  const answer = await merge(ws, kept, other, take);
  expect(answer.problem?.detail ?? answer.status).toBe(200);
  return answer.body;
}

/** Undoes a merge, which must work. */
export async function unmerged(ws: TestWorkspace, id: string) {
  const answer = await undo(ws, id);
  expect(answer.problem?.detail ?? answer.status).toBe(200);
  return answer.body;
}

/** A message of the ledger, as only history makes it. */
export async function addMessage(
  product: TestProduct,
  ws: TestWorkspace,
  contactId: string,
  address: string,
  wish: Record<string, unknown> = {},
): Promise<string> {
  const id = newId();
  await product.ctx.db.workspace(ws.id, (tx) =>
    tx
      .insertInto('messages')
      .values({
        id,
        workspace_id: ws.id,
        direction: 'in',
        channel: 'sms',
        contact_id: contactId,
        address,
        source: 'inbound',
        body: `from ${address}`,
        state: 'received',
        ...wish,
      })
      .execute(),
  );
  return id;
}

/** Whose message it is. */
export const ownerOf = async (product: TestProduct, ws: TestWorkspace, id: string) =>
  (
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('messages').select('contact_id').where('id', '=', id).executeTakeFirstOrThrow(),
    )
  ).contact_id;

/** What matters of a person, without times. */
export const essence = ({ updated_at: _, sms_consent_at: __, ...contact }: Awaited<ReturnType<typeof read>>) => contact;
