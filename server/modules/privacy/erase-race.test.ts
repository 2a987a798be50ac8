import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { privacyApi } from '@tidings/core/contract/privacy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { addDraft } from '../broadcasts/testing.ts';
import { type Lane, testLane } from '../messages/testing.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
  lane = await testLane(product);
});
afterAll(() => product.close());

const rounds = 12;
const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);

async function person(first_name: string, phone: string): Promise<string> {
  const body = { first_name, phones: [phone], allow_shared: true, sms_consent: { consent: 'yes' as const, method: 'card' } };
  const answer = await lane.as('owner').call(contactsApi.createContact, { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
}

/** Broadcasts as a program does that hits the button at the worst moment. */
async function send(): Promise<string> {
  const draft = await addDraft({ ...product, id: lane.workspaceId, as: lane.as } as never, {
    body: 'Dear {{ contact.first_name }}',
  });
  const params = { broadcast_id: draft.id };
  const sent = await lane.as('manager').call(broadcastsApi.sendBroadcast, { params, body: { version: 1 } });
  expect(sent.problem?.detail ?? sent.status).toBe(202);
  return draft.id;
}

it(`leases no text to somebody whose deletion has committed, in ${rounds} races with planning and leasing`, async () => {
  const mate = await person('Ben', '+12025550199');
  for (let round = 0; round < rounds; round += 1) {
    const own = `+1202555${String(100 + round).padStart(4, '0')}`;
    const alone = await person('Zenobia', own);
    // Her number is the mate's, too: no hash of it is kept, so nothing but the person herself stands in the way.
    const shared = await person('Zora', '+12025550199');
    const gone = new Set<string>();
    const wrong: unknown[] = [];
    let over = false;
    const leasing = (async () => {
      while (!over) {
        const before = new Set(gone);
        const leased = await lane.lease();
        wrong.push(...leased.filter(({ contactId, address, body }) => isHers({ contactId, address, body }, before, own)));
      }
    })();
    const erase = async (id: string) => {
      if (round % 3 === 1) await new Promise((done) => setImmediate(done));
      const erased = await lane
        .as('owner')
        .call(privacyApi.erasePerson, { params: { contact_id: id }, body: { irreversible: true } });
      expect(erased.problem?.detail ?? erased.status).toBe(200);
      gone.add(id);
    };
    const sending = round % 2 === 0 ? send() : undefined;
    await Promise.all([erase(alone), erase(shared), sending ?? send()]);
    over = true;
    await leasing;
    const after = await lane.lease();
    wrong.push(...after.filter((one) => isHers(one, gone, own)));
    expect(wrong).toEqual([]);
    const left = await here((tx) =>
      tx
        .selectFrom('outbox as o')
        .innerJoin('messages as m', 'm.id', 'o.message_id')
        .select(['m.contact_id', 'm.address', 'o.status'])
        .where('o.status', '=', 'queued')
        .execute(),
    );
    expect(left.filter((one) => one.address === own || gone.has(one.contact_id ?? ''))).toEqual([]);
  }
  expect((await lane.as('owner').call(contactsApi.getContact, { params: { contact_id: mate } })).status).toBe(200);
});

it('skips a text that was written down for somebody while they were deleted, though the number is somebody else’s, too', async () => {
  await person('Ben', '+12025550188');
  const id = await person('Zora', '+12025550188');
  const params = { contact_id: id };
  await lane.as('owner').call(privacyApi.erasePerson, { params, body: { irreversible: true } });
  const late = await lane.add({ contactId: id, phone: '+12025550188', body: 'Dear Zora', source: 'reply' });
  expect(await lane.lease()).toEqual([]);
  expect(await lane.message(late)).toMatchObject({ state: 'skipped', reason: 'contact_deleted' });
});

interface Leased {
  readonly contactId: string | null;
  readonly address: string;
  readonly body: string;
}

/** Whether a text is to somebody who was gone when its lease began. */
const isHers = ({ contactId, address, body }: Leased, gone: ReadonlySet<string>, own: string): boolean =>
  gone.has(contactId ?? '') || (gone.size === 2 && (address === own || /Zenobia|Zora/.test(body)));
