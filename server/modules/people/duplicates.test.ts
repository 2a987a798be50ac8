import { contactsApi } from '@tidings/core/contract/contacts';
import { duplicatesApi } from '@tidings/core/contract/duplicates';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf } from '../imports/testing.ts';
import { askForDueLooks, runLook } from './look-jobs.ts';
import { ana, merged, person } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const signal = new AbortController().signal;

/** Carries out what was asked for, as a worker does. */
const work = (ws: TestWorkspace, portion?: number) => runLook(product.ctx, { workspaceId: ws.id }, signal, portion);

async function look(ws: TestWorkspace, portion?: number) {
  const asked = await ws.as('manager').call(duplicatesApi.lookForDuplicates);
  expect(asked.status, asked.text).toBe(202);
  await work(ws, portion);
}

const list = async (ws: TestWorkspace, wish: { strength?: ('strong' | 'medium' | 'weak')[] } = {}) =>
  (await ws.as('manager').call(duplicatesApi.listDuplicates, { query: { limit: 200, ...wish } })).body.items;

const stateOf = async (ws: TestWorkspace) => (await ws.as('manager').call(duplicatesApi.listDuplicates, { query: {} })).body.look;

/** What was found, in a few words. */
const foundIn = async (ws: TestWorkspace) =>
  (await list(ws, { strength: ['strong', 'medium', 'weak'] })).map((pair) => {
    return `${pair.first.name} = ${pair.second.name}: ${pair.strength}, ${pair.evidence.map((one) => one.reason).join(', ')}`;
  });

describe('possible duplicates', () => {
  test('says why, leaves households alone, and remembers what was dismissed', async () => {
    const ws = await product.workspace();
    const one = await person(ws, { ...ana, phones: ['2025550101'], external_id: 'M-0042' });
    await person(ws, { first_name: 'Ben', last_name: 'Ruiz', phones: ['2025550101'] });
    const two = await person(ws, { first_name: 'A.', last_name: 'Ruiz', phones: ['2025550101'] });
    const three = await person(ws, { ...ana, phones: ['2025550177'], external_id: 'm 0042', emails: ['ana@example.com'] });
    await look(ws);
    const pairs = await list(ws);
    expect(pairs.map((pair) => [pair.first.id, pair.second.id, pair.evidence.map((each) => each.reason)])).toEqual([
      [one.id, two.id, ['same_phone']],
      [one.id, three.id, ['same_external_id']],
    ]);
    expect(pairs[1]?.evidence[0]?.words).toContain('M-0042 and m 0042');
    const body = { first_id: two.id, second_id: one.id };
    expect((await ws.as('manager').call(duplicatesApi.dismissDuplicate, { body })).status).toBe(204);
    await look(ws);
    expect((await list(ws)).map((pair) => pair.second.id)).toEqual([three.id]);
    await merged(ws, one.id, three.id);
    expect(await list(ws)).toEqual([]);
    await ws.as('manager').call(duplicatesApi.dismissDuplicate, { body: { ...body, undo: true } });
    expect((await list(ws)).map((pair) => pair.second.id)).toEqual([two.id]);
    const other = await product.workspace();
    expect((await other.as('manager').call(duplicatesApi.dismissDuplicate, { body })).status).toBe(404);
    expect((await ws.as('agent').call(duplicatesApi.listDuplicates, { query: {} })).status).toBe(403);
  });

  test('names on the page of somebody just added who may be the same person', async () => {
    const ws = await product.workspace();
    const of = async (id: string) =>
      (await ws.as('manager').call(duplicatesApi.listDuplicatesOf, { params: { contact_id: id } })).body.items;
    const one = await person(ws, { ...ana, phones: ['2025550101'], emails: ['ana@example.com'] });
    await look(ws);
    const two = await person(ws, { ...ana, phones: ['2025550177'], emails: ['ana@example.com'] });
    expect((await of(two.id)).map((pair) => pair.evidence[0]?.reason)).toEqual(['same_email']);
    const body = { first_id: one.id, second_id: two.id };
    await ws.as('manager').call(duplicatesApi.dismissDuplicate, { body });
    expect(await of(two.id), 'what was dismissed stays so').toEqual([]);
  });

  test('come in pages, the strongest first, and refuse a cursor of something else', async () => {
    const ws = await product.workspace();
    const birthday = '1980-05-31';
    for (const phones of [['2025550150'], ['2025550171']])
      await person(ws, { first_name: 'Eva', last_name: 'Moss', phones, birthday });
    for (let at = 0; at < 3; at += 1) await person(ws, { ...ana, phones: ['2025550101'] });
    await look(ws);
    const as = ws.as('manager');
    const first = await as.call(duplicatesApi.listDuplicates, { query: { limit: 2 } });
    expect(first.body.items.map((one) => one.strength)).toEqual(['strong', 'strong']);
    const rest = await as.call(duplicatesApi.listDuplicates, { query: { limit: 2, cursor: first.body.next_cursor ?? '' } });
    expect(rest.body).toMatchObject({ items: [{ strength: 'strong' }, { strength: 'medium' }], next_cursor: null });
    expect((await as.call(duplicatesApi.countDuplicates)).body).toEqual({ strong: 3, medium: 1, weak: 0 });
    for (const cursor of ['WyJhIiwiYiJd', 'WzksImEiLCJiIl0']) {
      const wrong = await as.call(duplicatesApi.listDuplicates, { query: { cursor } });
      expect(wrong.problem).toMatchObject({ status: 400, errors: [{ field: 'query.cursor' }] });
    }
  });

  test('are told of one person on their page', async () => {
    const ws = await product.workspace();
    const [one, two] = [
      await person(ws, { ...ana, phones: ['2025550101'] }),
      await person(ws, { ...ana, phones: ['2025550101'] }),
    ];
    const else_ = await person(ws, { first_name: 'Zoe', last_name: 'Park', phones: ['2025550199'] });
    await look(ws);
    const of = async (id: string) =>
      (await ws.as('manager').call(duplicatesApi.listDuplicatesOf, { params: { contact_id: id } })).body.items;
    expect((await of(one.id)).map((pair) => pair.second.id)).toEqual([two.id]);
    expect((await of(two.id)).map((pair) => pair.first.id)).toEqual([one.id]);
    expect(await of(else_.id)).toEqual([]);
  });
});

describe('evidence', () => {
  const eva = { first_name: 'Eva', last_name: 'Moss' };
  test.each([
    [
      'a number, under an initial',
      [
        { ...eva, phones: ['2025550101'] },
        { first_name: 'E.', last_name: 'Moss', phones: ['2025550101'] },
      ],
      'strong, same_phone',
    ],
    [
      'a number that is the second by now',
      [
        { ...eva, phones: ['2025550101'] },
        { ...eva, phones: ['2025550177', '2025550101'] },
      ],
      'medium, moved_phone',
    ],
    [
      'name and birthday',
      [
        { ...eva, birthday: '1980-05-31' },
        { full_name: 'Moss, Eva', birthday: '1980-05-31' },
      ],
      'medium, same_name_and_birthday',
    ],
    [
      'name and home',
      [
        { ...eva, address_line1: '12 Main St.', postal_code: '20001' },
        { ...eva, address_line1: '12 main st', postal_code: '20001' },
      ],
      'medium, same_name_and_address',
    ],
    [
      'a digit of the number',
      [
        { ...eva, phones: ['2025550101'] },
        { ...eva, phones: ['2025550191'] },
      ],
      'medium, similar_phone',
    ],
    [
      'e-mail addresses alike',
      [
        { ...eva, emails: ['eva.moss@example.com'] },
        { ...eva, emails: ['evamoss+x@example.org'] },
      ],
      'weak, similar_email',
    ],
  ])('%s', async (_, people, expected) => {
    const ws = await product.workspace();
    for (const one of people) await person(ws, one);
    await look(ws);
    expect(await foundIn(ws)).toEqual([expect.stringMatching(new RegExp(`: ${expected}$`))]);
    expect(await list(ws)).toHaveLength(expected.startsWith('weak') ? 0 : 1);
  });

  test.each([
    [
      'a common name alone',
      [
        { ...eva, phones: ['2025550101'] },
        { ...eva, phones: ['3125550177'] },
      ],
    ],
    [
      'a father and his son',
      [
        { first_name: 'Carl', last_name: 'Moss', phones: ['2025550101'] },
        { first_name: 'Carl', last_name: 'Moss Jr.', phones: ['2025550101'] },
      ],
    ],
    [
      'two of one name born in different years, at one number',
      [
        { ...eva, phones: ['2025550101'], birthday: '1950-01-02' },
        { ...eva, phones: ['2025550101'], birthday: '1980-05-31' },
      ],
    ],
    [
      'a couple',
      [
        { first_name: 'Paul', last_name: 'Moss', emails: ['moss@example.com'] },
        { first_name: 'Paula', last_name: 'Moss', emails: ['moss@example.com'] },
      ],
    ],
    [
      'a desk that two write from',
      [
        { ...eva, emails: ['info@example.com'] },
        { ...eva, emails: ['info@example.org'] },
      ],
    ],
  ])('is not %s', async (_, people) => {
    const ws = await product.workspace();
    for (const one of people) await person(ws, one);
    await look(ws);
    expect(await foundIn(ws)).toEqual([]);
  });
});

describe('among many', () => {
  const file = (ws: TestWorkspace, lines: readonly string[], list?: string) =>
    importCsv(product, ws, `Id,Name,Phone,Mail\n${lines.join('\n')}\n`, {
      ...mappingOf(['external_id', 'full_name', 'phone', 'email']),
      ...(list ? { list_name: list } : {}),
    } as never);
  const letters = 'bcdfghjklmnpqrstvwxz';
  /** Names that are like none of the others. */
  const nameOf = (at: number) => {
    const [a, b, c] = [letters[at % 20], letters[Math.floor(at / 20) % 20], letters[Math.floor(at / 400)]] as string[];
    return `${a}${b}o${c}a${b}i${a} ${c}${a}u${b}e${c}k`;
  };

  test('an office number hides nobody, and is no reason by itself', async () => {
    const ws = await product.workspace();
    const lines = Array.from({ length: 1_200 }, (_, at) => `O-${at}x,${nameOf(at)},2025550100,`);
    await file(ws, [...lines, `T-1,${nameOf(1_150)},2025550100,`, 'T-2,Eva Moss,2025550101,', 'T-3,Eva Moss,2025550101,']);
    await look(ws, 100);
    const found = await foundIn(ws);
    expect(found).toContain('Eva Moss = Eva Moss: strong, same_phone');
    expect(found.filter((words) => words.includes(nameOf(1_150)))).toEqual([
      `${nameOf(1_150)} = ${nameOf(1_150)}: strong, same_phone`,
    ]);
    expect(found.length).toBeLessThan(20);
  });

  test('a name that many have is compared where more agrees', async () => {
    const ws = await product.workspace();
    const phones = (at: number) => `312555${String(100 + (at % 100)).padStart(4, '0')}`;
    await file(
      ws,
      Array.from(
        { length: 60 },
        (_, at) =>
          `J-${at}x,John Smith,${at % 2 ? '' : phones((at * 37) % 100)},smith${'bcdfghjkl'[at % 9]}${'mnpqrst'[at % 7]}@example${at}.com`,
      ),
    );
    const birthday = '1980-05-31';
    for (const email of ['js@example.com', 'qq@example.org'])
      await person(ws, { full_name: 'John Smith', birthday, emails: [email] });
    await look(ws);
    const found = await list(ws);
    expect(found.filter((pair) => pair.evidence.some((one) => one.reason === 'same_name_and_birthday'))).toHaveLength(1);
  });
});

describe('the look', () => {
  test('is asked for by itself after a file, for whoever changed, and says how far it is', async () => {
    const ws = await product.workspace();
    expect(await stateOf(ws)).toEqual({ state: 'idle', done: 0, total: 0, looked_at: null });
    await person(ws, { ...ana, phones: ['2025550101'] });
    await askForDueLooks(product.ctx);
    const header = 'Name,Phone\n';
    const import_ = (lines: string) => importCsv(product, ws, header + lines, mappingOf(['full_name', 'phone']));
    await import_('A. Ruiz,2025550102\nEva Moss,2025550103\n');
    await askForDueLooks(product.ctx);
    expect(await stateOf(ws)).toMatchObject({ state: 'queued' });
    await work(ws);
    expect(await stateOf(ws)).toMatchObject({ state: 'idle', done: 3, total: 3, looked_at: expect.any(String) });
    await askForDueLooks(product.ctx);
    expect(await stateOf(ws)).toMatchObject({ state: 'idle' });
    await person(ws, { ...ana, phones: ['2025550101'] });
    await ws.as('manager').call(duplicatesApi.lookForDuplicates, { body: { only_changed: true } });
    await work(ws);
    expect(await foundIn(ws)).toEqual(['Ana Ruiz = Ana Ruiz: strong, same_phone']);
  });

  test('comes at night to a workspace where somebody changed, and not before', async () => {
    const ws = await product.workspace({ timeZone: 'America/New_York' });
    await person(ws, { ...ana, phones: ['2025550101'] });
    const at = (now: string) =>
      askForDueLooks({ ...product.ctx, clock: { ...product.ctx.clock, now: () => new Date(now) } } as never);
    await at('2030-05-05T16:30:00Z');
    expect((await stateOf(ws)).state).toBe('idle');
    await at('2030-05-05T06:30:00Z');
    expect((await stateOf(ws)).state).toBe('queued');
  });

  test('goes on from where a worker left it, and two at once do no harm', async () => {
    const ws = await product.workspace();
    for (let at = 0; at < 6; at += 1) await person(ws, { ...ana, phones: [`20255501${at % 2}1`] });
    await ws.as('manager').call(duplicatesApi.lookForDuplicates);
    const stop = new AbortController();
    stop.abort();
    await expect(runLook(product.ctx, { workspaceId: ws.id }, stop.signal, 2)).rejects.toThrow();
    await Promise.all([work(ws, 1), work(ws, 2), merged(ws, ...(await twoOf(ws)))]);
    expect(await foundIn(ws)).toContain('Ana Ruiz = Ana Ruiz: strong, same_phone');
    await look(ws);
    const before = await foundIn(ws);
    await look(ws, 2);
    expect(await foundIn(ws)).toEqual(before);
  });

  async function twoOf(ws: TestWorkspace): Promise<[string, string]> {
    const { items } = (await ws.as('viewer').call(contactsApi.listContacts, { query: {} })).body;
    return [items[0]?.id ?? '', items[1]?.id ?? ''];
  }
});
