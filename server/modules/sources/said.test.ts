import { contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import type { ImportTarget } from '@tidings/core/contract/import-mapping';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestProduct } from '../../testing/product.ts';
import { type FakeGoogle, SourceDriver, withGoogle } from './testing.ts';

/* What the sheet changes and empties follows here; what was changed here stays. */

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
afterAll(() => product.close());

const header = ['Name', 'Phone', 'E-mail', 'City', 'Groups', 'Born', 'Size'];
const targets: ImportTarget[] = ['full_name', 'phone', 'email', 'city', 'tags', 'birthday', 'custom:size'];
const ann = ['Ann Arbor', '202-555-0101', 'ann@example.org', 'Rome', 'Choir; Youth', '1990-01-02', '7'];
const bob = ['Bob Bell', '202-555-0102', '', 'Oslo', '', '', ''];
const row = (cells: readonly string[], change: Readonly<Record<number, string>>) => cells.map((cell, at) => change[at] ?? cell);

async function inStep(rows: readonly (readonly string[])[] = [ann, bob], more: object = {}) {
  const one = new SourceDriver(product, await product.workspace());
  await one.ws.as('manager').call(fieldsApi.createField, { body: { label: 'Size', type: 'number' } });
  google.rows = [header, ...rows];
  await one.connect({ kind: 'csv_url', address: `${google.url}/pub`, on_removed: 'take_off' });
  await one.bringIn(targets, more);
  return one;
}

const idOf = async (one: SourceDriver, name: string): Promise<string> =>
  product.ctx.db.workspace(one.ws.id, async (tx) => {
    const query = tx.selectFrom('contacts').select('id').where('full_name', '=', name).where('deleted_at', 'is', null);
    return (await query.executeTakeFirstOrThrow()).id;
  });

const person = async (one: SourceDriver, id: string) => {
  const { body } = await one.ws.as('manager').call(contactsApi.getContact, { params: { contact_id: id } });
  return {
    ...body,
    numbers: body.phones.map(({ value }) => value),
    mails: body.emails.map(({ value }) => value),
    tagNames: body.tags.map(({ name }) => name),
  };
};

const change = async (one: SourceDriver, id: string, body: object) => {
  const changed = await one.ws.as('manager').call(contactsApi.updateContact, { params: { contact_id: id }, body });
  if (changed.status !== 200) throw new Error(changed.text);
};

const sheet = (one: SourceDriver, ...rows: readonly (readonly string[])[]) => {
  google.rows = [header, ...rows];
  return one.sync();
};

describe('a cell that the sheet changes or empties', () => {
  it('is changed and emptied here, too, and the log says what was there', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    const sync = await sheet(one, row(ann, { 2: '', 3: '', 4: 'Choir', 5: '', 6: '' }), bob);
    expect(sync.counts).toMatchObject({ changed: 1, kept_here: 0, gone: 0, unchanged: 1 });
    expect(await person(one, id)).toMatchObject({ city: null, mails: [], tagNames: ['Choir'], birthday: null, custom: {} });
    expect((await one.changes())[0]?.changes).toEqual(
      expect.arrayContaining([
        { field: 'city', before: 'Rome', after: '' },
        { field: 'email', before: 'ann@example.org', after: '' },
        { field: 'tags', before: 'Choir, Youth', after: 'Choir' },
        { field: 'custom:size', before: '7', after: '' },
      ]),
    );
    await sheet(one, ann, bob);
    expect(await person(one, id)).toMatchObject({ city: 'Rome', mails: ['ann@example.org'], custom: { size: 7 } });
  });

  it('is kept where somebody changed it here since, and the log says so', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await change(one, id, { city: 'Bonn', company: 'Own words' });
    const sync = await sheet(one, row(ann, { 3: 'Paris', 6: '8' }), bob);
    expect(sync.counts).toMatchObject({ changed: 1, kept_here: 1 });
    expect(await person(one, id)).toMatchObject({ city: 'Bonn', company: 'Own words', custom: { size: 8 } });
    expect((await one.changes()).find(({ kind }) => kind === 'kept_here')).toMatchObject({
      name: 'Ann Arbor',
      changes: [{ field: 'city', before: 'Paris', after: 'Bonn' }],
    });
    await sheet(one, row(ann, { 3: '', 6: '9' }), bob);
    expect(await person(one, id), 'the next word of the sheet, too').toMatchObject({ city: 'Bonn', custom: { size: 9 } });
  });

  it('leaves everything else as it was changed here', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await change(one, id, {
      city: 'Bonn',
      full_name: 'Ann B. Arbor',
      phones: [{ value: '+12025550101' }, { value: '+12025550177' }],
    });
    await sheet(one, row(ann, { 6: '8' }), bob);
    expect(await person(one, id)).toMatchObject({ city: 'Bonn', full_name: 'Ann B. Arbor', custom: { size: 8 } });
    expect((await person(one, id)).numbers).toEqual(['+12025550101', '+12025550177']);
  });

  it('does nothing for a formula, a value that cannot be read, and a column that is not taken any more', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await sheet(one, row(ann, { 2: '#REF!', 3: '#N/A', 4: 'Loading...', 5: 'soon', 6: 'seven' }), bob);
    expect(await person(one, id)).toMatchObject({
      city: 'Rome',
      mails: ['ann@example.org'],
      tagNames: ['Choir', 'Youth'],
      birthday: '1990-01-02',
      custom: { size: 7 },
    });
    await one.map(['full_name', 'phone', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore']);
    await one.sync();
    await one.answer('approve');
    expect(await person(one, id)).toMatchObject({ city: 'Rome', mails: ['ann@example.org'], tagNames: ['Choir', 'Youth'] });
  });

  it('stays as long as another row of the person has it', async () => {
    const one = await inStep([ann, row(ann, { 3: '', 6: '' }), bob]);
    const id = await idOf(one, 'Ann Arbor');
    await sheet(one, row(ann, { 3: '', 4: '' }), row(ann, { 3: '', 6: '' }), bob);
    expect(await person(one, id)).toMatchObject({ custom: { size: 7 }, tagNames: ['Choir', 'Youth'] });
  });

  it('empties nothing where the source only fills gaps', async () => {
    const one = await inStep([ann, bob], { existing: 'fill_gaps' });
    const id = await idOf(one, 'Ann Arbor');
    await sheet(one, row(ann, { 3: '', 6: '' }), bob);
    expect(await person(one, id)).toMatchObject({ city: 'Rome', custom: { size: 7 } });
  });

  it('follows for rows, too, that were taken over before it was kept what they say', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`update list_source_rows set said = null`.execute(tx));
    await sheet(one, ann, bob);
    await sheet(one, row(ann, { 3: '' }), bob);
    expect(await person(one, id)).toMatchObject({ city: null });
  });

  it('is shown before it is done, and asked about when a column is empty all at once', async () => {
    const many = Array.from({ length: 8 }, (_, n) => [`Person ${n}`, `202-555-012${n}`, '', 'Rome', '', '', '']);
    const one = await inStep(many);
    const asked = await sheet(one, ...many.map((cells) => row(cells, { 3: '' })));
    expect(asked).toMatchObject({ state: 'review', review: 'emptied', counts: { changed: 8 } });
    expect(asked.review_words).toMatch(/“City” is suddenly empty/);
    const id = await idOf(one, 'Person 3');
    expect(await person(one, id)).toMatchObject({ city: 'Rome' });
    expect(await one.answer('approve')).toMatchObject({ state: 'completed', counts: { changed: 8 } });
    expect(await person(one, id)).toMatchObject({ city: null });
  });

  it('is forgotten with a person who is deleted', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`delete from contacts where id = ${id}`.execute(tx));
    await sheet(one, ann, bob);
    const rows = await product.ctx.db.workspace(one.ws.id, (tx) =>
      tx.selectFrom('list_source_rows').select('said').where('contact_id', 'is', null).execute(),
    );
    expect(rows).toEqual([{ said: null }]);
  });
});

describe('a number that the sheet changes', () => {
  it('takes the place of the former one', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    const sync = await sheet(one, row(ann, { 1: '202-555-0151' }), bob);
    expect(sync.counts).toMatchObject({ added: 0, changed: 1, gone: 0 });
    expect((await person(one, id)).numbers).toEqual(['+12025550151']);
    expect((await one.changes())[0]).toMatchObject({
      changes: [{ field: 'phone', before: '+12025550101', after: '+12025550151' }],
    });
    await sheet(one, row(ann, { 1: '' }), bob);
    expect(await person(one, id)).toMatchObject({ numbers: [], phone: null });
  });

  it('leaves the numbers that were added here, and the one that is preferred here', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await change(one, id, { phones: [{ value: '+12025550177', preferred: true }, { value: '+12025550101' }] });
    const sync = await sheet(one, row(ann, { 1: '202-555-0151' }), bob);
    expect(await person(one, id)).toMatchObject({ phone: '+12025550177' });
    expect((await person(one, id)).numbers.sort()).toEqual(['+12025550151', '+12025550177']);
    expect(sync.counts).toMatchObject({ kept_here: 1 });
  });

  it('stays with the person where other rows came and went above', async () => {
    const more = (from: number) =>
      Array.from({ length: 3 }, (_, n) => [`Person ${from + n}`, `202-555-01${from + n}`, '', '', '', '', '']);
    const plain = ['Ann Arbor', '202-555-0101', '', '', '', '', ''];
    const one = await inStep([...more(30), plain, bob]);
    const id = await idOf(one, 'Ann Arbor');
    const sync = await sheet(
      one,
      ['Zoe First', '202-555-0140', '', '', '', '', ''],
      ...more(30),
      row(plain, { 1: '202-555-0151' }),
      bob,
    );
    expect(sync.counts).toMatchObject({ added: 1, changed: 1, gone: 0 });
    expect((await person(one, id)).numbers).toEqual(['+12025550151']);
    expect((await one.changes()).find(({ kind }) => kind === 'changed')?.words).toMatch(/same person/);
  });

  it.each([
    ['somewhere else in the sheet', ['Ann Arbor', '202-555-0151', '', '', '', '', '']],
    ['with another e-mail address', ['Ann Arbor', '202-555-0151', 'other@example.org', '', '', '', '']],
    ['with another birthday', ['Ann Arbor', '202-555-0151', '', '', '', '1970-05-05', '']],
  ])('makes nobody of two people of one name: %s', async (where, other) => {
    const cy = ['Cy Young', '202-555-0103', '', '', '', '', ''];
    const one = await inStep([ann, bob, cy]);
    const id = await idOf(one, 'Ann Arbor');
    const there = where.startsWith('somewhere');
    const sync = await sheet(one, ...(there ? [bob, cy, other] : [other, bob, cy]));
    expect(sync.counts).toMatchObject({ added: 1, gone: 1, changed: 0 });
    expect((await person(one, id)).numbers).toEqual(['+12025550101']);
  });

  it('brings no consent along that was given for the former one alone', async () => {
    const one = await inStep();
    const id = await idOf(one, 'Ann Arbor');
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`update contacts set sms_consent = 'yes' where id = ${id}`.execute(tx));
    const consent = () =>
      product.ctx.db.workspace(one.ws.id, async (tx) => {
        const row = await tx.selectFrom('contacts').select(['phone', 'sms_consent']).where('id', '=', id).executeTakeFirst();
        return `${row?.phone} ${row?.sms_consent}`;
      });
    await sheet(one, row(ann, { 1: '202-555-0151' }), bob);
    expect(await consent()).toBe('+12025550151 unknown');
    await sheet(one, ann, bob);
    expect(await consent(), 'of the former number the yes still stands').toBe('+12025550101 yes');
  });
});
