import { importsApi } from '@tidings/core/contract/imports';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { workbookOf } from './excel/testing.ts';
import { importCsv, mappingOf, uploadCsv } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

it('begins with the mapping of the last file with the same header, whatever the order of its columns', async () => {
  const ws = await product.workspace();
  const other = await product.workspace();
  const mapping = mappingOf(['full_name', 'phone', 'ignore', 'new_field'], {
    existing: 'fill_gaps',
    default_country: 'DE',
    consent: { kind: 'statement', wording: 'They signed the card at the door.', confirmed: true },
  });
  mapping.columns[3] = { column: 3, target: 'new_field', new_field: { label: 'Shoe size', type: 'number' } };
  expect((await uploadCsv(ws, 'Who,Number,Thing,Size\nAnn,202-555-0101,x,38\n')).body.recalled).toBeNull();
  await importCsv(product, ws, 'Who,Number,Thing,Size\nAnn,202-555-0101,x,38\n', mapping);
  const moved = (
    await uploadCsv(
      ws,
      workbookOf([
        {
          rows: [
            ['size', 'THING', 'Who', 'number'],
            [39, 'y', 'Bob', '202-555-0102'],
          ],
        },
      ]),
    )
  ).body;
  expect(moved.mapping).toBeNull();
  expect(moved.recalled).toMatchObject({ file_name: 'people.csv', mapping: { existing: 'fill_gaps', default_country: 'DE' } });
  expect(moved.recalled?.mapping.consent).toEqual({ kind: 'none' });
  expect(moved.recalled?.mapping.columns).toEqual([
    { column: 0, target: 'custom:shoe_size' },
    { column: 1, target: 'ignore' },
    { column: 2, target: 'full_name' },
    { column: 3, target: 'phone' },
  ]);
  // It can be taken as it is.
  const params = { import_id: moved.id };
  const taken = await ws.as('manager').call(importsApi.setImportMapping, { params, body: moved.recalled?.mapping ?? mapping });
  expect(taken.status).toBe(200);
  // The last one counts; files with other columns, without a header, or of other workspaces are guessed.
  await importCsv(product, ws, 'Who,Number,Thing,Size\nAnn,202-555-0101,x,38\n', mappingOf(['first_name', 'phone']));
  const last = (await uploadCsv(ws, 'Who,Number,Thing,Size\nCy,202-555-0103,x,38\n')).body;
  expect(last.recalled?.mapping.columns.slice(0, 2)).toEqual([
    { column: 0, target: 'first_name' },
    { column: 1, target: 'phone' },
  ]);
  expect((await uploadCsv(ws, 'Who,Number,Thing\nCy,202-555-0103,x\n')).body.recalled).toBeNull();
  expect((await uploadCsv(other, 'Who,Number,Thing,Size\nCy,202-555-0103,x,38\n')).body.recalled).toBeNull();
});
