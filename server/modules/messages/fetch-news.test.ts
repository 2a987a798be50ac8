import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ListedSms } from '../../providers/sms/contract.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { type CatchUp, listOpen, type OpenMessage } from './catch-up-store.ts';
import { fetchNews } from './fetch-news.ts';
import { writeResults } from './results.ts';
import { type Lane, testLane } from './testing.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_CATCH_UP_SECONDS: '15' } });
});
afterAll(() => product.close());

const later = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const run = (now: Date): CatchUp => ({
  connectionId: lane.connectionId,
  workspaceId: lane.workspaceId,
  completeUntil: now,
  gapFrom: null,
  gaps: 0,
  failures: 0,
  now,
});

/** Messages that the provider took, and nothing more was heard of. */
async function openMessages(count: number): Promise<OpenMessage[]> {
  lane = await testLane(product);
  for (let index = 0; index < count; index += 1) await lane.add({ phone: `+1202555${String(100 + index).padStart(4, '0')}` });
  const leased = await lane.lease();
  await writeResults(
    product.ctx,
    leased.map((message) => ({
      message,
      senderId: lane.senderId,
      outcome: { kind: 'accepted', providerId: `SM-${message.messageId}` },
    })),
  );
  return product.ctx.db.system((tx) => listOpen(tx, run(later(0)), [[new Date(0), later(60)]]));
}

const listed = (providerId: string, state: 'delivered' | 'accepted' = 'delivered'): ListedSms => ({
  providerId,
  direction: 'out',
  from: '',
  to: '',
  body: '',
  serviceId: undefined,
  createdAt: later(0),
  sentAt: later(0),
  receipt: { providerId, status: state, state, errorCode: undefined },
  hook: undefined,
  price: null,
});

/** A provider whose list shows the given pages and which knows each message by its id. */
function provider(pages: readonly (readonly ListedSms[])[]) {
  const asked = { pages: 0, single: [] as string[] };
  return {
    asked,
    async *pages() {
      for (const page of pages) {
        asked.pages += 1;
        yield page;
      }
    },
    async find(providerId: string) {
      asked.single.push(providerId);
      return providerId.startsWith('SM-') ? listed(providerId) : undefined;
    },
  };
}

const states = async (open: readonly OpenMessage[]) =>
  new Set(await Promise.all(open.map(async (one) => (await lane.message(one.messageId)).state)));

it('asks one by one for what an endless list does not show, as soon as that is less work', async () => {
  const open = await openMessages(30);
  expect(open).toHaveLength(30);
  const foreign = Array.from({ length: 1_000 }, (_, index) => [listed(`SMforeign${index}`)]);
  const asked = provider([open.slice(0, 25).map((one) => listed(one.providerId)), ...foreign]);
  expect(await fetchNews(product.ctx, run(later(20)), asked, open)).toBe(30);
  expect(await states(open)).toEqual(new Set(['delivered']));
  expect(asked.asked.pages).toBe(5);
  expect(asked.asked.single).toHaveLength(5);
});

it('leaves those alone that were handed over a moment ago, unless they are few', async () => {
  const many = await openMessages(25);
  const all = provider([[]]);
  expect(await fetchNews(product.ctx, run(later(0)), all, many)).toBe(0);
  expect(all.asked.single).toEqual([]);
  const few = await openMessages(3);
  const asked = provider([]);
  expect(await fetchNews(product.ctx, run(later(0)), asked, few)).toBe(3);
  expect(asked.asked).toMatchObject({ pages: 0, single: { length: 3 } });
});

it('writes nothing when there is no news', async () => {
  const open = await openMessages(25);
  expect(
    await fetchNews(product.ctx, run(later(20)), provider([open.map((one) => listed(one.providerId, 'accepted'))]), open),
  ).toBe(0);
  expect(await states(open)).toEqual(new Set(['accepted']));
});

it('finds open messages by their last news, of this connection only', async () => {
  const mine = await openMessages(2);
  const { connectionId } = lane;
  await openMessages(2);
  const find = (periods: Parameters<typeof listOpen>[2], change: Partial<CatchUp> = {}) =>
    product.ctx.db.system((tx) => listOpen(tx, { ...run(later(0)), ...change }, periods));
  expect(await find([[new Date(0), later(60)]], { connectionId })).toEqual([]);
  expect(await find([[later(30), later(60)]])).toEqual([]);
  expect(
    await find([
      [new Date(0), later(-3_600)],
      [later(-60), later(60)],
    ]),
  ).toHaveLength(2);
  expect(mine).toHaveLength(2);
});
