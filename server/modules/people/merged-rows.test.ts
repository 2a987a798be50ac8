import { contactsApi } from '@tidings/core/contract/contacts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestProduct, TestWorkspace } from '../../testing/product.ts';
import { importCsv, mappingOf, people } from '../imports/testing.ts';
import { type FakeGoogle, SourceDriver, withGoogle } from '../sources/testing.ts';
import { ana, merged, person, read, unmerged } from './testing.ts';

let product: TestProduct;
let google: FakeGoogle;
let ws: TestWorkspace;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
beforeEach(async () => {
  ws = await product.workspace();
});
afterAll(() => product.close());

const columns = ['external_id', 'full_name', 'phone', 'email', 'city'] as const;
const header = 'Id,Name,Phone,Mail,City\n';
const file = (lines: string, chunkRows?: number) => importCsv(product, ws, header + lines, mappingOf(columns), chunkRows);

/** Ana, kept, and Liz, whom she was merged with: two ids, names and numbers. */
async function anaAndLiz(take: string[] = []) {
  const kept = await person(ws, { ...ana, phones: ['2025550101'], emails: ['ana@example.com'], external_id: 'A-1' });
  const other = await person(ws, {
    first_name: 'Liz',
    last_name: 'Ruis',
    phones: ['2025550102'],
    emails: ['liz@example.com'],
    external_id: 'A-2',
  });
  return { kept, other, ...(await merged(ws, kept.id, other.id, take)) };
}

describe('a file after a merge', () => {
  test.each([
    ['the id', 'A-2,,,,Oakland\n'],
    ['the number and the name', ',Liz Ruis,2025550102,,Oakland\n'],
    ['the e-mail address and the name', ',Liz Ruis,,liz@example.com,Oakland\n'],
    ['everything', 'A-2,Liz Ruis,2025550102,liz@example.com,Oakland\n'],
  ])('means the kept contact by %s of the merged one, and keeps what was chosen', async (_, line) => {
    const { kept } = await anaAndLiz();
    const done = await file(line);
    expect(done.counts).toMatchObject({ created: 0, updated: 1 });
    expect(await people(product, ws)).toMatchObject([
      {
        id: kept.id,
        full_name: 'Ana Ruiz',
        first_name: 'Ana',
        external_id: 'A-1',
        phone: '+12025550101',
        email: 'ana@example.com',
        city: 'Oakland',
      },
    ]);
    expect((await file(line)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  });

  test.each([
    ['the number', ',,2025550102,,Oakland\n'],
    ['the e-mail address', ',,,LIZ@example.com,Oakland\n'],
  ])('means the kept contact by %s alone', async (_, line) => {
    const { kept } = await anaAndLiz();
    expect((await file(line)).counts).toMatchObject({ created: 0, updated: 1 });
    expect(await people(product, ws)).toMatchObject([{ id: kept.id, full_name: 'Ana Ruiz', city: 'Oakland' }]);
  });

  test('means the kept contact also by a number that was taken off them since', async () => {
    const { kept } = await anaAndLiz();
    const body = { phones: ['+12025550101'] };
    await ws.as('manager').call(contactsApi.updateContact, { params: { contact_id: kept.id }, body });
    expect((await file(',Liz Ruis,2025550102,,Oakland\n')).counts).toMatchObject({ created: 0, updated: 1 });
    expect(await people(product, ws)).toMatchObject([{ id: kept.id, phone: '+12025550101', city: 'Oakland' }]);
  });

  test.each([
    ['in this order', 'A-1,Ana Ruiz,2025550101,,Salem\nA-2,Liz Ruis,2025550102,,Oakland\n', undefined],
    ['in the other order', 'A-2,Liz Ruis,2025550102,,Oakland\nA-1,Ana Ruiz,2025550101,,Salem\n', undefined],
    ['in portions of their own', 'A-2,Liz Ruis,2025550102,,Oakland\nA-1,Ana Ruiz,2025550101,,Salem\n', 1],
  ])('with rows of both, %s, makes nobody and keeps what the kept one says', async (_, lines, chunkRows) => {
    await anaAndLiz();
    await file(lines, chunkRows);
    expect(await people(product, ws)).toMatchObject([{ full_name: 'Ana Ruiz', external_id: 'A-1', city: 'Salem' }]);
  });

  test('means the kept contact by the id that the kept one lost', async () => {
    const { kept } = await anaAndLiz(['external_id', 'name', 'phone']);
    await file('A-1,Ana Ruiz,2025550101,,Oakland\n');
    expect(await people(product, ws)).toMatchObject([
      { id: kept.id, full_name: 'Liz Ruis', external_id: 'A-2', phone: '+12025550102', city: 'Oakland' },
    ]);
  });

  test('follows one merge after another, and stops to once they are undone', async () => {
    const { kept, merge_id } = await anaAndLiz();
    const last = await person(ws, { first_name: 'Cleo', last_name: 'Ruiz', phones: ['2025550103'], external_id: 'A-3' });
    const second = await merged(ws, last.id, kept.id);
    await file('A-2,Liz Ruis,2025550102,,Oakland\nA-1,Ana Ruiz,2025550101,,\n');
    expect(await people(product, ws)).toMatchObject([{ id: last.id, full_name: 'Cleo Ruiz', city: 'Oakland' }]);
    await unmerged(ws, second.merge_id);
    await unmerged(ws, merge_id);
    await file('A-2,Liz Ruis,2025550102,,Albany\n');
    expect((await people(product, ws)).map((one) => [one.external_id, one.full_name, one.city])).toEqual([
      ['A-1', 'Ana Ruiz', null],
      ['A-2', 'Liz Ruis', 'Albany'],
      ['A-3', 'Cleo Ruiz', 'Oakland'],
    ]);
  });

  test('takes whoever has the id by now before whoever once had it', async () => {
    await anaAndLiz();
    const now = await person(ws, { first_name: 'New', last_name: 'Owner', phones: ['2025550109'], external_id: 'A-2' });
    await file('A-2,New Owner,2025550109,,Oakland\n');
    expect((await read(ws, now.id)).city).toBe('Oakland');
    expect(await people(product, ws)).toHaveLength(2);
  });

  test('opts nobody in with a yes for the number that lost, and follows a no', async () => {
    const { kept } = await anaAndLiz();
    const mapping = mappingOf(['external_id', 'phone', 'consent'], { consent: { kind: 'column' } });
    await importCsv(product, ws, 'I,P,C\nA-2,2025550102,yes\n', mapping);
    expect((await read(ws, kept.id)).sms_consent).toBe('unknown');
    await importCsv(product, ws, 'I,P,C\nA-2,2025550102,no\n', mapping);
    expect((await read(ws, kept.id)).sms_consent).toBe('no');
  });

  test('does not take ids of another workspace', async () => {
    await anaAndLiz();
    ws = await product.workspace();
    expect((await file('A-2,Liz Ruis,2025550102,,Oakland\n')).counts).toMatchObject({ created: 1 });
  });
});

describe('a sheet after a merge', () => {
  const top = ['Id', 'Name', 'Phone', 'City', 'Opt in'];
  const targets = ['external_id', 'full_name', 'phone', 'city', 'consent'] as const;
  const rowOfAna = ['A-1', 'Ana Ruiz', '2025550101', 'Salem', 'yes'];
  const rowOfLiz = (city: string, agreed = 'yes') => ['A-2', 'Liz Ruis', '2025550102', city, agreed];

  async function inStep() {
    const sheet = new SourceDriver(product, ws);
    google.rows = [top, rowOfAna, rowOfLiz('Oakland')];
    await sheet.connect({ kind: 'csv_url', address: `${google.url}/pub`, on_removed: 'take_off' });
    await sheet.bringIn(targets);
    const [kept, other] = await people(product, ws);
    if (!kept || !other) throw new Error('Two people are expected.');
    return { sheet, kept, other };
  }

  const rows = () =>
    product.ctx.db.workspace(ws.id, async (tx) => {
      const all = await tx.selectFrom('list_source_rows').select(['contact_id', 'line']).orderBy('line').execute();
      return all.map((one) => one.contact_id);
    });

  test('keeps both rows with the kept contact, whatever changes in them, and gives them back', async () => {
    const { sheet, kept, other } = await inStep();
    expect(await rows()).toEqual([kept.id, other.id]);
    const { merge_id } = await merged(ws, kept.id, other.id);
    expect(await rows()).toEqual([kept.id, kept.id]);
    expect(await sheet.sync()).toMatchObject({ counts: { unchanged: 2, gone: 0, added: 0 } });
    google.rows = [top, rowOfAna, rowOfLiz('Albany')];
    expect(await sheet.sync()).toMatchObject({ counts: { gone: 0, added: 0, opted_out: 0, changed: 1 } });
    expect(await sheet.listed()).toEqual({ 'Ana Ruiz': '+12025550101 yes' });
    expect(await rows()).toEqual([kept.id, kept.id]);
    await unmerged(ws, merge_id);
    await sheet.sync();
    expect(await rows()).toEqual([kept.id, other.id]);
    expect(await sheet.listed()).toEqual({ 'Ana Ruiz': '+12025550101 yes', 'Liz Ruis': '+12025550102 yes' });
    google.rows = [top, rowOfAna];
    expect(await sheet.sync()).toMatchObject({ counts: { gone: 1 } });
    expect(await sheet.listed()).toEqual({ 'Ana Ruiz': '+12025550101 yes' });
  });

  test('keeps them on the list until no row of either is left', async () => {
    const { sheet, kept, other } = await inStep();
    await merged(ws, kept.id, other.id);
    google.rows = [top, rowOfLiz('Oakland')];
    expect(await sheet.sync()).toMatchObject({ counts: { gone: 0 } });
    expect(await sheet.listed()).toEqual({ 'Ana Ruiz': '+12025550101 yes' });
    google.rows = [top, ['A-9', 'Max Else', '2025550109', '', 'yes']];
    expect(await sheet.sync()).toMatchObject({ counts: { gone: 1, added: 1 } });
    expect(await sheet.listed()).toEqual({ 'Max Else': '+12025550109 yes' });
  });

  test('takes a no in the row of either for a no of the one', async () => {
    const { sheet, kept, other } = await inStep();
    await merged(ws, kept.id, other.id);
    google.rows = [top, rowOfAna, rowOfLiz('Oakland', 'no')];
    await sheet.sync();
    expect((await read(ws, kept.id)).sms_consent).toBe('no');
  });

  test('writes to nobody who is merged while it is at it', async () => {
    const { sheet, kept, other } = await inStep();
    for (let turn = 0; turn < 10; turn += 1) {
      google.rows = [top, [...rowOfAna.slice(0, 3), `Salem ${turn}`, 'yes'], rowOfLiz(`Oakland ${turn}`)];
      const [{ merge_id }] = await Promise.all([merged(ws, kept.id, other.id), sheet.sync({ chunkRows: 1 })]);
      expect(await rows()).toEqual([kept.id, kept.id]);
      await unmerged(ws, merge_id);
      await sheet.sync();
      expect(await rows()).toEqual([kept.id, other.id]);
    }
    expect(await people(product, ws)).toHaveLength(2);
  });
});
