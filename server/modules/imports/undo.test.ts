import { contactsApi } from '@tidings/core/contract/contacts';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { runImport } from './run.ts';
import { importCsv, mappingOf, people, startCsv } from './testing.ts';
import { runUndo } from './undo.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const never = () => new AbortController().signal;
const getImport = async (ws: TestWorkspace, id: string) =>
  (await ws.as('manager').call(importsApi.getImport, { params: { import_id: id } })).body;
const previewOf = (ws: TestWorkspace, id: string) =>
  ws.as('manager').call(importsApi.previewImportUndo, { params: { import_id: id } });

/** Undoes an import to its end in this process, in steps of three people. */
async function undo(ws: TestWorkspace, id: string): Promise<Import> {
  const begun = await ws.as('manager').call(importsApi.undoImport, { params: { import_id: id } });
  if (begun.status !== 202) throw new Error(begun.problem.detail);
  await runUndo(product.ctx, { workspaceId: ws.id, importId: id }, never(), 3);
  return getImport(ws, id);
}

/** A list and a tag to put people into. */
async function groups(ws: TestWorkspace): Promise<{ list: string; tag: string }> {
  const list = await ws.as('manager').call(listsApi.createList, { body: { name: 'Choir' } });
  const tag = await ws.as('manager').call(tagsApi.createTag, { body: { name: 'new' } });
  return { list: list.body.id, tag: tag.body.id };
}

const entriesOf = (ws: TestWorkspace) =>
  product.ctx.db.workspace(ws.id, async (tx) => ({
    lists: (await tx.selectFrom('list_entries').select('contact_id').execute()).length,
    tags: (await tx.selectFrom('contact_tags').select('contact_id').execute()).length,
  }));

/** What stands in the ledger of consent, oldest first. */
const ledgerOf = async (ws: TestWorkspace) =>
  (
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('consent_events').select(['address', 'consent', 'source']).orderBy('id').execute(),
    )
  ).map((one) => `${one.address} ${one.consent} ${one.source}`);

/** Everything of people but when they were changed last. */
const stateOf = async (ws: TestWorkspace) =>
  (await people(product, ws)).map(({ updated_at: _at, sms_consent_at: _consentAt, import_id: _import, search, ...one }) => ({
    ...one,
    search: search.replace(/ +/g, ' '),
  }));

describe('undoing an import', () => {
  const columns = ['external_id', 'full_name', 'phone', 'email', 'city', 'birthday', 'consent', 'tags'] as const;
  const before = [
    'Id,Name,Phone,Mail,City,Born,Agreed,Tags',
    '1,Ann Example,202-555-0101,ann@example.com,Springfield,1980-01-02,yes,old',
    '2,Bob Sample,202-555-0102,,,,no,',
    ',Cy Muster,202-555-0103,,Salem,,,',
  ].join('\n');
  const wrong = [
    'Id,Name,Phone,Mail,City,Born,Agreed,Tags',
    '1,Wrong Person,202-555-0111,wrong@example.com,Nowhere,1999-09-09,no,bad',
    '2,Bob Sample,202-555-0102,bob@example.com,Nowhere,,yes,bad',
    '3,Cy Muster,202-555-0103,,,,yes,',
    ...Array.from({ length: 8 }, (_, n) => `,New ${n},202-555-012${n},,,,yes,bad`),
  ].join('\n');
  const mapping = mappingOf(columns, { consent: { kind: 'column' } });

  it.each([1, 4, 100])('leaves everything as it was, in chunks of %i', async (chunk) => {
    const ws = await product.workspace();
    const { list, tag } = await groups(ws);
    await importCsv(product, ws, before, mapping);
    const then = await stateOf(ws);
    const had = await entriesOf(ws);
    const done = await importCsv(product, ws, wrong, { ...mapping, list_ids: [list], tag_ids: [tag] }, chunk);
    expect(done.counts).toMatchObject({ created: 8, updated: 3 });
    expect(await stateOf(ws)).not.toEqual(then);
    expect(done.undo).toMatchObject({ refusal: null });
    const ledger = await ledgerOf(ws);
    const expected = { removed: 8, restored: 3, consents: 10, messaged: 0, changed: 0, later: 0 };
    expect((await previewOf(ws, done.id)).body).toEqual(expected);
    const undone = await undo(ws, done.id);
    expect(undone).toMatchObject({ state: 'undone', undo: { total: 11, done: 11, counts: expected } });
    expect(await stateOf(ws)).toEqual(then);
    expect(await entriesOf(ws)).toMatchObject({ tags: had.tags + 16 });
    // The ledger keeps every line and tells what was taken back.
    const after = await ledgerOf(ws);
    expect(after.slice(0, ledger.length)).toEqual(ledger);
    expect(after.slice(ledger.length)).toEqual(
      expect.arrayContaining(['+12025550101 yes import', '+12025550103 unknown import', '+12025550120 unknown import']),
    );
    expect(after).toHaveLength(ledger.length + 10);
    // People are found by what they are called and reached at again.
    const found = async (search: string) =>
      (await ws.as('manager').call(contactsApi.listContacts, { query: { search } })).body.items.map((one) => one.name);
    expect([await found('Ann'), await found('Wrong'), await found('5550101'), await found('5550111')]).toEqual([
      ['Ann Example'],
      [],
      ['Ann Example'],
      [],
    ]);
    const kept = await product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('import_changes').selectAll().execute());
    expect(kept).toEqual([]);
    const again = await ws.as('manager').call(importsApi.undoImport, { params: { import_id: done.id } });
    expect([again.status, again.problem.detail]).toEqual([409, 'This import was undone already.']);
  });

  it('keeps what somebody changed since, whom something was sent to, and whom a later import changed', async () => {
    const ws = await product.workspace();
    const { list } = await groups(ws);
    await importCsv(product, ws, before, mapping);
    const done = await importCsv(product, ws, wrong, { ...mapping, list_ids: [list] });
    const named = async (name: string) => (await people(product, ws)).find((one) => one.full_name === name)?.id ?? '';
    const change = async (name: string, body: object) =>
      ws.as('manager').call(contactsApi.updateContact, { params: { contact_id: await named(name) }, body: body as never });
    await change('Wrong Person', { city: 'Boston' });
    await change('New 1', { company: 'Acme' });
    await product.ctx.db.workspace(ws.id, async (tx) => {
      for (const name of ['New 2', 'Cy Muster']) {
        const base = { workspace_id: ws.id, direction: 'out', channel: 'sms', source: 'direct', state: 'delivered' } as const;
        await tx
          .insertInto('messages')
          .values({ ...base, contact_id: await named(name), address: '+12025550100' })
          .execute();
      }
    });
    await importCsv(product, ws, 'Name,Phone,City\nNew 3,202-555-0123,Boston\n', mappingOf(['full_name', 'phone', 'city']));
    // Whoever said STOP since stays opted out.
    await change('Bob Sample', { notes: 'called' });
    const bob = await named('Bob Sample');
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.updateTable('contacts').set({ sms_consent: 'no', sms_consent_at: new Date() }).where('id', '=', bob).execute(),
    );
    const preview = (await previewOf(ws, done.id)).body;
    expect(preview).toMatchObject({ removed: 5, restored: 2, messaged: 2, changed: 2, later: 0 });
    const undone = await undo(ws, done.id);
    expect(undone.undo.counts).toEqual(preview);
    const left = new Map((await people(product, ws)).map((one) => [one.full_name, one]));
    expect([...left.keys()].sort()).toEqual(['Ann Example', 'Bob Sample', 'Cy Muster', 'New 1', 'New 2', 'New 3']);
    expect(left.get('Ann Example')).toMatchObject({ city: 'Boston', phone: '+12025550101', sms_consent: 'yes' });
    expect(left.get('Bob Sample')).toMatchObject({ sms_consent: 'no', city: null, email: null, notes: 'called' });
    expect(left.get('Cy Muster')).toMatchObject({ external_id: '3', sms_consent: 'yes' });
    expect(left.get('New 1')).toMatchObject({ company: 'Acme', sms_consent: 'unknown' });
    expect(left.get('New 2')).toMatchObject({ sms_consent: 'yes' });
    const onList = await product.ctx.db.workspace(ws.id, (tx) =>
      tx
        .selectFrom('list_entries')
        .innerJoin('contacts', 'contacts.id', 'contact_id')
        .select('full_name')
        .where('deleted_at', 'is', null)
        .execute(),
    );
    expect(onList.map((one) => one.full_name).sort()).toEqual(['Cy Muster', 'New 2']);
  });

  it('goes on where a killed worker stopped, and counts nobody twice', async () => {
    const ws = await product.workspace();
    const file = `Name,Phone,Agreed,City\n${Array.from({ length: 40 }, (_, n) => `P ${n},202-555-01${String(n).padStart(2, '0')},yes,Salem`).join('\n')}\n`;
    const byColumn = mappingOf(['full_name', 'phone', 'consent', 'city'], { consent: { kind: 'column' } });
    await importCsv(product, ws, file.split('\n').slice(0, 16).join('\n'), byColumn);
    const done = await importCsv(product, ws, file.replaceAll('Salem', 'Boston'), byColumn, 7);
    expect(done.counts).toMatchObject({ created: 25, updated: 15 });
    const begun = await ws.as('manager').call(importsApi.undoImport, { params: { import_id: done.id } });
    expect(begun.body).toMatchObject({ state: 'undoing', undo: { total: 40 } });
    const job = { workspaceId: ws.id, importId: done.id };
    for (let kills = 0; kills < 4; kills += 1) {
      const control = new AbortController();
      const { undo: at } = await getImport(ws, done.id);
      const run = runUndo(product.ctx, job, control.signal, 4);
      await eventually(async () => (await getImport(ws, done.id)).undo.done > at.done, 'a step is done');
      control.abort();
      await run.catch(() => undefined);
    }
    await Promise.all([runUndo(product.ctx, job, never(), 4), runUndo(product.ctx, job, never(), 4)]);
    const undone = await getImport(ws, done.id);
    expect(undone).toMatchObject({ state: 'undone', undo: { done: 40, counts: { removed: 25, restored: 15, consents: 25 } } });
    expect((await people(product, ws)).map((one) => `${one.full_name} ${one.city}`)).toEqual(
      Array.from({ length: 15 }, (_, n) => `P ${n} Salem`),
    );
  });

  it('is refused while the import runs, for one that stored nobody, and in other workspaces', async () => {
    const ws = await product.workspace();
    const other = await product.workspace();
    const { id } = await startCsv(ws, 'Name,Phone\nAnn,202-555-0101\n', mappingOf(['full_name', 'phone']));
    const params = { import_id: id };
    expect((await ws.as('manager').call(importsApi.undoImport, { params })).problem.detail).toContain('still under way');
    await ws.as('manager').call(importsApi.cancelImport, { params });
    expect((await previewOf(ws, id)).problem.detail).toContain('stored nobody');
    for (const endpoint of [
      importsApi.undoImport,
      importsApi.previewImportUndo,
      importsApi.pauseImport,
      importsApi.resumeImport,
    ]) {
      expect((await other.as('owner').call(endpoint, { params })).status).toBe(404);
      expect((await ws.as('viewer').call(endpoint, { params })).status).toBe(403);
    }
  });
});

describe('pausing', () => {
  const file = `Name,Phone\n${Array.from({ length: 300 }, (_, n) => `Person ${n},(${202 + Math.floor(n / 100)}) 555-01${String(n % 100).padStart(2, '0')}`).join('\n')}\n`;

  it('stops between two chunks, keeps the file, and goes on without losing or doubling anybody', async () => {
    const ws = await product.workspace();
    const { id } = await startCsv(ws, file, mappingOf(['full_name', 'phone']));
    const params = { import_id: id };
    const job = { workspaceId: ws.id, importId: id };
    for (let pauses = 0; pauses < 3; pauses += 1) {
      const run = runImport(product.ctx, job, never(), 10);
      const { rows_read: read } = await getImport(ws, id);
      await eventually(async () => (await getImport(ws, id)).rows_read > read, 'a chunk is stored');
      const paused = await ws.as('manager').call(importsApi.pauseImport, { params });
      expect(paused.body.state).toBe('paused');
      await run;
      const at = await getImport(ws, id);
      await runImport(product.ctx, job, never(), 10);
      expect(await getImport(ws, id)).toMatchObject({ state: 'paused', rows_read: at.rows_read });
      expect((await ws.as('manager').call(importsApi.pauseImport, { params })).status).toBe(409);
      expect((await ws.as('manager').call(importsApi.resumeImport, { params })).body.state).toBe('queued');
      expect((await ws.as('manager').call(importsApi.resumeImport, { params })).status).toBe(409);
    }
    await runImport(product.ctx, job, never(), 10);
    expect(await getImport(ws, id)).toMatchObject({ state: 'completed', rows_read: 300, counts: { created: 300 } });
    expect(await people(product, ws)).toHaveLength(300);
  });

  it('can be stopped for good, and undone', async () => {
    const ws = await product.workspace();
    const { id } = await startCsv(ws, file, mappingOf(['full_name', 'phone']));
    const params = { import_id: id };
    await ws.as('manager').call(importsApi.pauseImport, { params });
    await runImport(product.ctx, { workspaceId: ws.id, importId: id }, never(), 10);
    await ws.as('manager').call(importsApi.resumeImport, { params });
    const run = runImport(product.ctx, { workspaceId: ws.id, importId: id }, never(), 10);
    await eventually(async () => (await getImport(ws, id)).rows_read > 0, 'a chunk is stored');
    await ws.as('manager').call(importsApi.pauseImport, { params });
    await run;
    expect((await ws.as('manager').call(importsApi.cancelImport, { params })).body.state).toBe('cancelled');
    const { rows_read: read } = await getImport(ws, id);
    expect((await undo(ws, id)).undo.counts.removed).toBe(read);
    expect(await people(product, ws)).toEqual([]);
  });
});
