import { expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';

/** A write that ends when it is told to. */
function heldWrites() {
  const batches: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const write = (items: readonly number[]) =>
    new Promise<void>((resolve, reject) => batches.push({ items, end: (error) => (error ? reject(error) : resolve()) }));
  return { batches, write };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes in one moment shares a batch; what comes while it is written gathers for the next', async () => {
  const { batches, write } = heldWrites();
  const group = new GroupCommit(write);
  const first = [group.add(1), group.add(2)];
  await turn();
  const second = [group.add(3), group.add(4), group.add(5)];
  await turn();
  expect(batches.map((one) => one.items)).toEqual([[1, 2]]);
  expect(group.waiting).toBe(3);
  batches[0]?.end();
  await Promise.all(first);
  await turn();
  expect(batches.map((one) => one.items)).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  batches[1]?.end();
  await Promise.all(second);
  expect(group.waiting).toBe(0);
});

test('a batch is never larger than its bound, and the order is kept', async () => {
  const written: (readonly number[])[] = [];
  const group = new GroupCommit<number>(async (items) => void written.push(items), { most: 3 });
  await Promise.all(Array.from({ length: 7 }, (_, index) => group.add(index)));
  expect(written).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

test('nothing is fulfilled before it is written', async () => {
  const { batches, write } = heldWrites();
  const group = new GroupCommit(write);
  let done = false;
  const added = group.add(1).then(() => {
    done = true;
  });
  await turn();
  await turn();
  expect(done).toBe(false);
  batches[0]?.end();
  await added;
});

test('a failure rejects its own batch only, and the next is written', async () => {
  const group = new GroupCommit<number>(
    async (items) => {
      if (items.includes(13)) throw new Error('unlucky');
    },
    { most: 2 },
  );
  const results = await Promise.allSettled([1, 2, 13, 4, 5].map((one) => group.add(one)));
  expect(results.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled']);
  await expect(group.add(6)).resolves.toBeUndefined();
});

test('idle waits for what is under way and what waits, failed or not', async () => {
  const { batches, write } = heldWrites();
  const group = new GroupCommit(write, { most: 1 });
  await group.idle();
  const first = group.add(1);
  const second = group.add(2).catch(() => 'failed');
  let idle = false;
  const waiting = group.idle().then(() => {
    idle = true;
  });
  await turn();
  batches[0]?.end();
  await first;
  expect(idle).toBe(false);
  await turn();
  batches[1]?.end(new Error('no'));
  expect(await second).toBe('failed');
  await waiting;
  expect(idle).toBe(true);
});

test('a lone item is written at once; after a busy batch the next gathers', async () => {
  const written: number[] = [];
  const group = new GroupCommit<number>(async (items) => void written.push(items.length), { gatherMs: 20 });
  await group.add(0);
  expect(written).toEqual([1]);
  const busy = Array.from({ length: 10 }, (_, index) => group.add(index));
  await turn();
  const [after] = [group.add(10)];
  await new Promise((resolve) => setTimeout(resolve, 1));
  const later = group.add(11);
  await Promise.all([...busy, after, later]);
  expect(written[1]).toBeGreaterThanOrEqual(10);
  expect(written.reduce((sum, n) => sum + n, 0)).toBe(13);
});

test('in a flood a second writer takes what gathered while the first writes, and each ends with its own', async () => {
  const { batches, write } = heldWrites();
  const group = new GroupCommit(write, { most: 200, writers: 2 });
  const first = Array.from({ length: 150 }, (_, index) => group.add(index));
  await turn();
  const few = Array.from({ length: 99 }, () => group.add(-1));
  await turn();
  expect(batches).toHaveLength(1);
  const flood = group.add(-2);
  await turn();
  expect(batches.map((one) => one.items.length)).toEqual([150, 100]);
  batches[1]?.end();
  await Promise.all([...few, flood]);
  let idle = false;
  const waiting = group.idle().then(() => {
    idle = true;
  });
  await turn();
  expect(idle).toBe(false);
  batches[0]?.end();
  await Promise.all([...first, waiting]);
});

test('a writer that finds what it gathered for taken by the other ends, and the next item is written all the same', async () => {
  const written: number[] = [];
  const write = async (items: readonly number[]) => {
    await turn();
    written.push(...items);
  };
  const group = new GroupCommit(write, { most: 150, gatherMs: 1, writers: 3 });
  const all = Array.from({ length: 2_000 }, (_, index) => group.add(index));
  await Promise.all(all);
  await group.idle();
  await group.add(2_000);
  expect(written.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 2_001 }, (_, index) => index));
});

test('what is added by whoever was just told is written too', async () => {
  const written: number[] = [];
  const group = new GroupCommit<number>(async (items) => void written.push(...items));
  for (let item = 0; item < 5; item += 1) await group.add(item);
  expect(written).toEqual([0, 1, 2, 3, 4]);
});
