import { randomUUID } from 'node:crypto';
import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { newId } from '../../lib/clock.ts';
import type { TestProduct, TestWorkspace } from '../../testing/product.ts';
import { theseIds } from '../contacts/target-store.ts';
import { decideNow } from '../messages/decide-recipients-store.ts';
import { processInbound } from '../messages/inbound.ts';
import { insertPayload } from '../messages/inbound-store.ts';
import { type Lane, testLane } from '../messages/testing.ts';

/** A workspace in which is asked who would be planned and leased, and to which of their numbers. */
export class ConsentLane {
  readonly workspaceId: string;
  readonly ws: TestWorkspace;
  readonly as: TestWorkspace['as'];
  readonly listId: string;
  readonly message: Lane['message'];
  readonly lease: Lane['lease'];
  readonly #product: TestProduct;
  readonly #lane: Lane;
  readonly #sourceId: string;

  private constructor(product: TestProduct, lane: Lane, listId: string, sourceId: string) {
    this.#product = product;
    this.#lane = lane;
    this.#sourceId = sourceId;
    this.listId = listId;
    this.workspaceId = lane.workspaceId;
    this.as = lane.as;
    this.ws = { id: lane.workspaceId, as: lane.as } as TestWorkspace;
    this.message = lane.message;
    this.lease = lane.lease;
  }

  static async open(product: TestProduct): Promise<ConsentLane> {
    const lane = await testLane(product);
    const list = await lane.as('owner').call(listsApi.createList, { body: { name: 'Gala' } });
    return new ConsentLane(product, lane, list.body.id, await lane.source());
  }

  here<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#product.ctx.db.workspace(this.workspaceId, work);
  }

  /** Adds somebody with these numbers, the first preferred, beside others who have them. */
  async person(phones: readonly string[], consent?: object, more: object = {}): Promise<string> {
    const body = { full_name: 'Ana Example', phones, allow_shared: true, ...(consent ? { sms_consent: consent } : {}), ...more };
    const answer = await this.as('manager').call(contactsApi.createContact, { body: body as never });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body.id;
  }

  async contact(id: string) {
    return (await this.as('viewer').call(contactsApi.getContact, { params: { contact_id: id } })).body;
  }

  /** The numbers of somebody, the preferred one for itself. */
  async numbersOf(id: string): Promise<{ phones: string[]; phone: string | null; external_id: string | null }> {
    const { rows } = await this.here((tx) =>
      sql<{ phones: string[]; phone: string | null; external_id: string | null }>`
        select c.phone, c.external_id, array(select a.value from contact_addresses a where a.contact_id = c.id and a.kind = 'phone' order by a.id) as phones
        from contacts c where c.id = ${id}`.execute(tx),
    );
    return rows[0] ?? { phones: [], phone: null, external_id: null };
  }

  /** A text of a member to one number of somebody, in bulk's way. */
  queued(contactId: string, phone: string): Promise<string> {
    return this.#lane.add({ contactId, phone, source: 'direct', sourceId: this.#sourceId });
  }

  /** The number that a broadcast would be planned to, and those of their numbers to which a text is leased. */
  async reached(contactId: string): Promise<{ planned: string | null; leased: string[] }> {
    const planned = await this.here(async (tx) => {
      const options = { onePerAddress: false, purpose: 'informational' } as const;
      const decided = await decideNow(tx, this.workspaceId, theseIds([contactId]), options);
      const { rows } = await sql<{ address: string | null }>`select address from (${decided}) d where reason is null`.execute(tx);
      return rows[0]?.address ?? null;
    });
    const { phones } = await this.numbersOf(contactId);
    for (const value of phones) await this.queued(contactId, value);
    const leased = (await this.lease()).filter((one) => one.contactId === contactId).map((one) => one.address);
    return { planned, leased: [...new Set(leased)].toSorted() };
  }

  /** Writes what somebody was left out of, as a plan does. */
  async leftOut(contactId: string): Promise<string> {
    const id = newId();
    await this.here(async (tx) => {
      const options = { onePerAddress: false, purpose: 'informational' } as const;
      const decided = await decideNow(tx, this.workspaceId, theseIds([contactId]), options);
      await sql`insert into messages (id, workspace_id, direction, channel, contact_id, address, source, source_id, state, reason)
        select ${id}::uuid, ${this.workspaceId}::uuid, 'out', 'sms', contact_id, address, 'broadcast', ${this.#sourceId}::uuid, 'skipped', reason
        from (${decided}) d`.execute(tx);
    });
    return id;
  }

  /** The number of the question whose YES is awaited. */
  async openRequest(contactId: string): Promise<string | undefined> {
    return (await this.contact(contactId)).opt_in?.address;
  }

  /** A text from a real phone. */
  async says(phone: string, body: string): Promise<void> {
    const providerId = `SM${randomUUID().replaceAll('-', '')}`;
    const id = await this.here(async (tx) => {
      await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', this.workspaceId).execute();
      await tx.updateTable('connections').set({ sandbox: false }).where('id', '=', this.#lane.connectionId).execute();
      const { address } = await tx
        .selectFrom('senders')
        .select('address')
        .where('id', '=', this.#lane.senderId)
        .executeTakeFirstOrThrow();
      return insertPayload(tx, {
        workspaceId: this.workspaceId,
        connectionId: this.#lane.connectionId,
        providerId,
        payload: { MessageSid: providerId, From: phone, To: address, Body: body, NumSegments: '1' },
      });
    });
    await processInbound(this.#product.ctx, id ?? '');
    await this.here(async (tx) => {
      await tx.updateTable('workspaces').set({ mode: 'sandbox' }).where('id', '=', this.workspaceId).execute();
      await tx.updateTable('connections').set({ sandbox: true }).where('id', '=', this.#lane.connectionId).execute();
    });
  }
}
