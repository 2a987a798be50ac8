import { contactsApi } from '@tidings/core/contract/contacts';
import { importsApi } from '@tidings/core/contract/imports';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { eventually, type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { runImport } from './run.ts';
import { searchText } from './staging-lines.ts';
import { importCsv, mappingOf, people, startCsv, uploadCsv } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const never = () => new AbortController().signal;
const getImport = async (ws: TestWorkspace, id: string) =>
  (await ws.as('manager').call(importsApi.getImport, { params: { import_id: id } })).body;

describe('people who are there already', () => {
  const before = 'Name,Phone,City,Company\nAnn Example,202-555-0101,Springfield,\n';
  const after = 'Name,Phone,City,Company\nAnne Example,202-555-0101,,Acme\n';
  const columns = ['full_name', 'phone', 'city', 'company'] as const;

  it.each([
    ['update', { full_name: 'Anne Example', first_name: 'Anne', city: 'Springfield', company: 'Acme' }, { updated: 1 }],
    ['fill_gaps', { full_name: 'Ann Example', first_name: 'Ann', city: 'Springfield', company: 'Acme' }, { updated: 1 }],
    ['skip', { full_name: 'Ann Example', first_name: 'Ann', city: 'Springfield', company: null }, { skipped: 1 }],
  ] as const)('%s', async (existing, expected, counts) => {
    const ws = await product.workspace();
    await importCsv(product, ws, before, mappingOf(columns));
    const done = await importCsv(product, ws, after, mappingOf(columns, { existing }));
    expect(done.counts).toMatchObject({ created: 0, ...counts });
    expect(await people(product, ws)).toMatchObject([expected]);
  });

  it('changes nothing when the same file comes twice', async () => {
    const ws = await product.workspace();
    const content = [
      'Name,Phone,Mail,Shoe size,Tags,Agreed,Born',
      'Ann Example,"202-555-0101, 202-555-0102",ann@example.com,38,"choir, staff",yes,1980-01-02',
      'Bob Sample,202-555-0103,BOB@example.com,,choir,no,',
      'Bobby Sample,202-555-0103,,44,,,',
      ',202-555-0104,,,,,',
    ].join('\n');
    const mapping = mappingOf(['full_name', 'phone', 'email', 'ignore', 'tags', 'consent', 'birthday'], {
      consent: { kind: 'column' },
    });
    mapping.columns[3] = { column: 3, target: 'new_field', new_field: { label: 'Shoe size', type: 'number' } };
    const first = await importCsv(product, ws, content, mapping);
    expect(first.counts).toMatchObject({ created: 3, duplicates: 1, consents: 2 });
    expect(first.mapping?.columns[3]?.target).toBe('custom:shoe_size');
    const then = await people(product, ws);
    expect(then).toMatchObject([
      { full_name: 'Ann Example', custom: { shoe_size: 38 }, sms_consent: 'yes' },
      { full_name: 'Bobby Sample', first_name: 'Bobby', custom: { shoe_size: 44 }, sms_consent: 'no', email: 'bob@example.com' },
      { phone: '+12025550104', sms_consent: 'unknown' },
    ]);
    mapping.columns[3] = { column: 3, target: 'custom:shoe_size' };
    const second = await importCsv(product, ws, content, mapping);
    expect(second.counts).toMatchObject({ created: 0, updated: 0, unchanged: 3, duplicates: 1, consents: 0 });
    expect(await people(product, ws)).toEqual(then);
  });

  it('says beforehand what the result says afterwards, and who is there just so', async () => {
    const ws = await product.workspace();
    const content = [
      'Name,Phone,Agreed',
      'Ann Example,"202-555-0101, 202-555-0102, 202-555-0103",yes',
      'Bob Sample,202-555-0104,no',
      'Cy Sample,202-555-0105,',
      'Ann Example,202-555-0101,',
      'Dee Sample,202-555-0106,yes',
    ].join('\n');
    const mapping = mappingOf(['full_name', 'phone', 'consent'], { consent: { kind: 'column' } });
    const preview = async () => {
      const params = { import_id: (await uploadCsv(ws, content)).body.id };
      await ws.as('manager').call(importsApi.setImportMapping, { params, body: mapping });
      return (await ws.as('manager').call(importsApi.previewImport, { params })).body;
    };
    const before = await preview();
    expect(before.totals).toMatchObject({ create: 4, consent_yes: 2, consent_no: 1, duplicate: 1 });
    expect(before.rows[0]?.stored[1]).toBe('+12025550101, +12025550102, +12025550103');
    for (const chunk of [1, 100]) {
      const done = await importCsv(product, ws, content, mapping, chunk);
      expect(done.counts).toMatchObject({ agreed: 2, said_no: 1, duplicates: 1 });
      const again = await preview();
      expect(again.totals).toMatchObject({ create: 0, existing: 4, unchanged: 4, consent_yes: 2, consent_no: 1 });
      expect(again.rows.map((row) => row.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged', 'duplicate', 'unchanged']);
    }
    const changed = await importCsv(product, ws, content.replace('Cy Sample', 'Cyrus Sample'), mapping);
    expect(changed.counts).toMatchObject({ updated: 1, unchanged: 3 });
    const theirs = await ws.as('manager').call(contactsApi.listContacts, { query: { import_id: changed.id } });
    expect(theirs.body.items.map((one) => one.name)).toEqual(['Cyrus Sample']);
  });

  it('keeps people with different external ids apart who share a phone', async () => {
    const ws = await product.workspace();
    const content = 'Id,Name,Phone\n1,Ann,202-555-0101\n2,Bob,202-555-0101\n';
    const mapping = mappingOf(['external_id', 'first_name', 'phone']);
    expect((await importCsv(product, ws, content, mapping)).counts).toMatchObject({ created: 2 });
    expect((await importCsv(product, ws, content, mapping)).counts).toMatchObject({ created: 0, unchanged: 2 });
    // Without ids the name decides, and it is said.
    const named = await importCsv(
      product,
      ws,
      'Name,Phone,City\nBob,202-555-0101,Springfield\n',
      mappingOf(['full_name', 'phone', 'city']),
    );
    expect(named.counts).toMatchObject({ updated: 1, warned: 1 });
    expect(await people(product, ws)).toMatchObject([
      { first_name: 'Ann', city: null },
      { first_name: 'Bob', city: 'Springfield' },
    ]);
  });

  it('does not join colleagues who share an e-mail address', async () => {
    const ws = await product.workspace();
    const content =
      'Name,Phone,Mail\nAnn,202-555-0101,info@example.com\nBob,202-555-0102,info@example.com\nAnn,,info@example.com\n';
    const done = await importCsv(product, ws, content, mappingOf(['full_name', 'phone', 'email']), 1);
    expect(done.counts).toMatchObject({ created: 2, duplicates: 1 });
  });

  it('keeps members of a family apart who share their landline', async () => {
    const content = 'N,M,H\nAnn,202-555-0101,202-555-0109\nBob,202-555-0102,202-555-0109\nAnn,202-555-0103,202-555-0109\n';
    for (const chunk of [1, 100]) {
      const ws = await product.workspace();
      const mapping = mappingOf(['full_name', 'phone', 'other_phone']);
      expect((await importCsv(product, ws, content, mapping, chunk)).counts).toMatchObject({ created: 2, duplicates: 1 });
      expect((await importCsv(product, ws, content, mapping, chunk)).counts.created).toBe(0);
    }
  });

  it('keeps two people of a household apart who share their only number', async () => {
    const content = 'N,P,E\nJohn Stone,202-555-0101,john@example.com\nMary Stone,(202) 555-0101,mary@example.com\n';
    const mapping = mappingOf(['full_name', 'phone', 'email']);
    for (const chunk of [1, 100]) {
      const ws = await product.workspace();
      const uploaded = await uploadCsv(ws, content);
      const params = { import_id: uploaded.body.id };
      await ws.as('manager').call(importsApi.setImportMapping, { params, body: mapping });
      const preview = await ws.as('manager').call(importsApi.previewImport, { params });
      expect(preview.body.rows.map((row) => row.outcome)).toEqual(['create', 'create']);
      expect(preview.body.rows[1]?.problems[0]?.message).toContain('Shares a number with John Stone.');
      const first = await importCsv(product, ws, content, mapping, chunk);
      expect(first.counts).toMatchObject({ created: 2, duplicates: 0, warned: 1 });
      const then = await people(product, ws);
      expect(then).toMatchObject([
        { full_name: 'John Stone', phone: '+12025550101', addresses: ['+12025550101*', 'john@example.com*'] },
        { full_name: 'Mary Stone', phone: '+12025550101', addresses: ['+12025550101*', 'mary@example.com*'] },
      ]);
      const second = await importCsv(product, ws, content, mapping, chunk);
      expect(second.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2, duplicates: 0 });
      expect(await people(product, ws)).toEqual(then);
      // A third of them joins; who comes with a known e-mail address is known, whatever the name.
      const more = 'N,P,E\nPeter Stone,202-555-0101,\nJonathan Stone,202-555-0101,john@example.com\n';
      expect((await importCsv(product, ws, more, mapping, chunk)).counts).toMatchObject({ created: 1, updated: 1 });
    }
  });

  it('loses nobody of a household to a name that is like theirs', async () => {
    const all = ['Ann Lee', 'Anna Lee', 'Maria Lopez', 'Maria Garcia', 'John Smith', 'John Smith Jr', 'Dan Fox', 'Daniela Fox'];
    const content = `N,P\n${all.map((name, at) => `${name},202-555-010${Math.floor(at / 2)}`).join('\n')}\n`;
    for (const chunk of [1, 100]) {
      const ws = await product.workspace();
      const mapping = mappingOf(['full_name', 'phone']);
      expect((await importCsv(product, ws, content, mapping, chunk)).counts).toMatchObject({ created: 8, duplicates: 0 });
      expect((await importCsv(product, ws, content, mapping, chunk)).counts).toMatchObject({ created: 0, unchanged: 8 });
      expect((await people(product, ws)).map((one) => one.full_name)).toEqual(all);
    }
  });

  it('joins rows of one person in whatever chunk they come', async () => {
    for (const chunk of [1, 2, 100]) {
      const ws = await product.workspace();
      const content = 'Name,Phone,City\nAnn,202-555-0101,\nBob,202-555-0102,\nAnn,202-555-0101,Springfield\nAnn,202-555-0101,\n';
      const done = await importCsv(product, ws, content, mappingOf(['full_name', 'phone', 'city']), chunk);
      expect(done.counts).toMatchObject({ created: 2, duplicates: 2, updated: 0 });
      expect(await people(product, ws)).toMatchObject([{ full_name: 'Ann', city: 'Springfield' }, { full_name: 'Bob' }]);
    }
  });

  it('applies two rows that know one person by different addresses', async () => {
    const ws = await product.workspace();
    const mapping = mappingOf(['phone', 'email', 'city', 'company']);
    await importCsv(product, ws, 'P,E,City,Company\n202-555-0101,ann@example.com,,\n', mapping);
    const done = await importCsv(product, ws, 'P,E,City,Company\n202-555-0101,,Springfield,\n,ann@example.com,,Acme\n', mapping);
    expect(done.counts).toMatchObject({ created: 0, updated: 1, duplicates: 1 });
    expect(await people(product, ws)).toMatchObject([{ city: 'Springfield', company: 'Acme' }]);
  });

  it('makes the number of the file the preferred one and keeps the old', async () => {
    const ws = await product.workspace();
    const mapping = mappingOf(['external_id', 'phone']);
    await importCsv(product, ws, 'Id,Phone\n1,202-555-0101\n', mapping);
    await importCsv(product, ws, 'Id,Phone\n1,202-555-0102\n', mapping);
    expect(await people(product, ws)).toMatchObject([{ phone: '+12025550102', addresses: ['+12025550101', '+12025550102*'] }]);
  });
});

describe('consent', () => {
  const columns = ['full_name', 'phone', 'consent'] as const;
  const byColumn = { consent: { kind: 'column' } } as const;

  it('never opts in again who said no here, however they did', async () => {
    const ws = await product.workspace();
    await importCsv(product, ws, 'N,P,C\nAnn,202-555-0101,no\nDee,202-555-0104,no\n', mappingOf(columns, byColumn));
    await product.ctx.db.workspace(ws.id, async (tx) => {
      for (const [address, kind] of [
        ['+12025550102', 'opt_out'],
        ['+12025550103', 'landline'],
      ] as const) {
        await tx
          .insertInto('suppressions')
          .values({ workspace_id: ws.id, channel: 'sms', address, kind, source: 'keyword', evidence: '{}' })
          .execute();
      }
      await tx.updateTable('contacts').set({ deleted_at: new Date() }).where('full_name', '=', 'Dee').execute();
    });
    const content =
      'N,P,C\nAnn,202-555-0101,yes\nBob,202-555-0102,yes\nCy,202-555-0103,yes\nDee,202-555-0104,yes\nEve,202-555-0105,yes\n';
    const done = await importCsv(product, ws, content, mappingOf(columns, byColumn));
    expect(done.counts).toMatchObject({ created: 4, kept_opted_out: 3 });
    const found = new Map((await people(product, ws)).map((one) => [one.full_name, one.sms_consent]));
    // A landline is no withdrawal: the suppression keeps texts from it, the consent stands.
    expect(Object.fromEntries(found)).toEqual({ Ann: 'no', Bob: 'no', Cy: 'yes', Dee: 'no', Eve: 'yes' });
    const file = await ws
      .as('manager')
      .call(importsApi.downloadImportProblems, { params: { import_id: done.id }, query: { warnings: 'true' } });
    expect(file.text).toContain('this person said no here before');
  });

  it('counts the no of another owner of the number in the same file, whichever comes first, and the preview says so', async () => {
    for (const rows of [
      'Ann Stone,202-555-0101,no\nBob Stone,202-555-0101,yes\n',
      'Bob Stone,202-555-0101,yes\nAnn Stone,202-555-0101,no\n',
    ]) {
      const ws = await product.workspace();
      const params = { import_id: (await uploadCsv(ws, `N,P,C\n${rows}`)).body.id };
      await ws.as('manager').call(importsApi.setImportMapping, { params, body: mappingOf(columns, byColumn) });
      const { body: preview } = await ws.as('manager').call(importsApi.previewImport, { params });
      expect(preview.totals).toMatchObject({ consent_yes: 0, consent_no: 1, kept_opted_out: 1 });
      expect(preview.rows.map((one) => one.consent)).toEqual(['no', 'no']);
      const done = await importCsv(product, ws, `N,P,C\n${rows}`, mappingOf(columns, byColumn));
      expect(done.counts).toMatchObject({ created: 2, kept_opted_out: 1, agreed: 0 });
      expect((await people(product, ws)).map((one) => one.sms_consent)).toEqual(['no', 'no']);
    }
  });

  it('counts no yes for a number that cannot be read, and leaves the numbers that are known as they are', async () => {
    const by = mappingOf(['full_name', 'phone', 'other_phone', 'email', 'consent'], byColumn);
    const one = (cells: string) => `N,P,O,E,C\nAnn,${cells}\n`;
    for (const [cells, agreed] of [
      ['202-555,,ann@example.com,yes', []],
      ['202-555,202-555-0102,ann@example.com,yes', []],
      // The same in two rows of which the other has the number, but says nothing.
      ['202-555,,ann@example.com,yes\nAnn,202-555-0101,,ann@example.com,', []],
      [',,ann@example.com,yes', ['+12025550101']],
      ['202-555-0101,202-555,ann@example.com,yes', ['+12025550101']],
    ] as const) {
      const ws = await product.workspace();
      await importCsv(product, ws, one('202-555-0101,,ann@example.com,'), by);
      const params = { import_id: (await uploadCsv(ws, one(cells))).body.id };
      await ws.as('manager').call(importsApi.setImportMapping, { params, body: by });
      const { body: preview } = await ws.as('manager').call(importsApi.previewImport, { params });
      expect([cells, preview.totals.consent_yes]).toEqual([cells, agreed.length]);
      expect(preview.rows[0]?.consent).toBe(agreed.length === 0 ? 'unknown' : 'yes');
      expect((await importCsv(product, ws, one(cells), by)).counts).toMatchObject({ created: 0, agreed: agreed.length });
      expect((await people(product, ws)).map((person) => [cells, Object.keys(person.sms_agreed)])).toEqual([[cells, agreed]]);
    }
  });

  it('takes back what the file takes back, also from people it leaves alone', async () => {
    for (const existing of ['update', 'fill_gaps', 'skip'] as const) {
      const ws = await product.workspace();
      await importCsv(product, ws, 'N,P,C\nAnn,202-555-0101,yes\n', mappingOf(columns, byColumn));
      const done = await importCsv(product, ws, 'N,P,C\nAnn,202-555-0101,STOP\n', mappingOf(columns, { ...byColumn, existing }));
      expect(done.counts).toMatchObject({ updated: 1, consents: 1 });
      expect(await people(product, ws)).toMatchObject([{ sms_consent: 'no' }]);
    }
  });

  it('keeps a statement as evidence with each person', async () => {
    const ws = await product.workspace();
    const wording = 'They signed the card at the door on 2026-03-01.';
    const mapping = mappingOf(['full_name', 'phone', 'email'], { consent: { kind: 'statement', wording, confirmed: true } });
    const done = await importCsv(product, ws, 'N,P,E\nAnn,202-555-0101,\nBob,,bob@example.com\n', mapping);
    expect(done.counts.consents).toBe(1);
    const events = await product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('consent_events').selectAll().execute());
    expect(events).toMatchObject([
      {
        address: '+12025550101',
        channel: 'sms',
        consent: 'yes',
        source: 'import',
        wording,
        evidence: { file: 'people.csv', line: 2 },
      },
    ]);
  });

  it('reads values as the person says', async () => {
    const ws = await product.workspace();
    const consent = { kind: 'column', yes_values: ['Member'], no_values: ['guest'] } as const;
    const content = 'N,P,C\nAnn,202-555-0101,member\nBob,202-555-0102,Guest\nCy,202-555-0103,visitor\nDee,202-555-0104,\n';
    const done = await importCsv(
      product,
      ws,
      content,
      mappingOf(columns, { consent: { ...consent, yes_values: ['Member'], no_values: ['guest'] } }),
    );
    expect(done.counts.warned).toBe(1);
    expect((await people(product, ws)).map((one) => one.sms_consent)).toEqual(['yes', 'no', 'unknown', 'unknown']);
  });
});

describe('running', () => {
  const many = (count: number) =>
    `Name,Phone\n${Array.from({ length: count }, (_, n) => `Person ${n},(${202 + Math.floor(n / 100)}) 555-01${String(n % 100).padStart(2, '0')}`).join('\n')}\n`;
  const mapping = mappingOf(['full_name', 'phone']);

  it('takes no yes of a row whose number is a formula', async () => {
    const ws = await product.workspace();
    const mapping = mappingOf(['full_name', 'phone', 'email', 'consent'], { consent: { kind: 'column' } });
    await importCsv(product, ws, 'Name,Phone,Mail,Yes\nAnn Arbor,202-555-0101,ann@example.com,\n', mapping);
    await importCsv(product, ws, 'Name,Phone,Mail,Yes\nAnn Arbor,#REF!,ann@example.com,yes\n', mapping);
    expect(await people(product, ws)).toMatchObject([{ phone: '+12025550101', sms_consent: 'unknown' }]);
  });

  it('leaves a formula out that stands there as text, and says so', async () => {
    const ws = await product.workspace();
    const content = [
      'Name,Phone,City',
      '"=HYPERLINK(""http://x.example"",""Click"")",202-555-0101,Springfield',
      `"'=HYPERLINK(""http://x.example"",""Click"")",202-555-0102,#N/A`,
      'Cy Clark,#REF!,Springfield',
    ].join('\n');
    const done = await importCsv(product, ws, content, mappingOf(['full_name', 'phone', 'city']));
    expect(done.counts).toMatchObject({ created: 2, rejected: 1 });
    expect(await people(product, ws)).toMatchObject([
      { full_name: null, phone: '+12025550101', city: 'Springfield' },
      { full_name: null, phone: '+12025550102', city: null },
    ]);
    const params = { import_id: done.id };
    const { text } = await ws.as('manager').call(importsApi.downloadImportProblems, { params, query: { warnings: 'true' } });
    expect(text).toMatch(/2,yes,"Name: “=HYPERLINK.* is a formula or its error/);
    expect(text).toMatch(
      /4,no,"?Phone: “#REF!” is a formula or its error, not a value; it was left out\. There is no phone number/,
    );
  });

  it('goes on where a killed worker stopped, without doubling', async () => {
    const ws = await product.workspace();
    const { id } = await startCsv(ws, many(300), mapping);
    const job = { workspaceId: ws.id, importId: id };
    for (let kills = 0; kills < 3; kills += 1) {
      const control = new AbortController();
      const reads = (await getImport(ws, id)).rows_read;
      const run = runImport(product.ctx, job, control.signal, 20);
      await eventually(async () => (await getImport(ws, id)).rows_read > reads, 'a chunk is stored');
      control.abort();
      await run.catch(() => undefined);
    }
    await runImport(product.ctx, job, never(), 20);
    const done = await getImport(ws, id);
    expect(done).toMatchObject({ state: 'completed', rows_read: 300, counts: { created: 300, duplicates: 0, rejected: 0 } });
    expect(await people(product, ws)).toHaveLength(300);
  });

  it('is done once when two workers take it at the same time', async () => {
    const ws = await product.workspace();
    const { id } = await startCsv(ws, many(200), mapping);
    const job = { workspaceId: ws.id, importId: id };
    await Promise.all([runImport(product.ctx, job, never(), 10), runImport(product.ctx, job, never(), 15)]);
    // The one that was overtaken gave up; whoever is left goes on.
    await runImport(product.ctx, job, never(), 10);
    expect(await getImport(ws, id)).toMatchObject({ state: 'completed', rows_read: 200, counts: { created: 200 } });
    expect(await people(product, ws)).toHaveLength(200);
  });

  it('refuses one of two starts at once', async () => {
    const ws = await product.workspace();
    const uploaded = await uploadCsv(ws, many(3));
    const params = { import_id: uploaded.body.id };
    await ws.as('manager').call(importsApi.setImportMapping, { params, body: mapping });
    const answers = await Promise.all([1, 2].map(() => ws.as('manager').call(importsApi.startImport, { params })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, 409]);
    expect(answers.find((answer) => answer.status === 409)?.problem.code).toBe('wrong_state');
  });

  it('stops between two chunks when it is cancelled and keeps who was imported', async () => {
    const ws = await product.workspace();
    const { id } = await startCsv(ws, many(500), mapping);
    const run = runImport(product.ctx, { workspaceId: ws.id, importId: id }, never(), 10);
    await eventually(async () => (await getImport(ws, id)).rows_read > 0, 'a chunk is stored');
    const cancelled = await ws.as('manager').call(importsApi.cancelImport, { params: { import_id: id } });
    expect(cancelled.body.state).toBe('cancelled');
    await run;
    const done = await getImport(ws, id);
    expect(done.state).toBe('cancelled');
    expect(await people(product, ws)).toHaveLength(done.rows_read);
    expect(done.rows_read).toBeLessThan(500);
    expect((await ws.as('manager').call(importsApi.cancelImport, { params: { import_id: id } })).status).toBe(409);
  });

  it('puts people on lists and tags them', async () => {
    const ws = await product.workspace();
    const { list, tag } = await product.ctx.db.workspace(ws.id, async (tx) => ({
      list: (
        await tx.insertInto('lists').values({ workspace_id: ws.id, name: 'Choir' }).returning('id').executeTakeFirstOrThrow()
      ).id,
      tag: (await tx.insertInto('tags').values({ workspace_id: ws.id, name: 'new' }).returning('id').executeTakeFirstOrThrow())
        .id,
    }));
    await importCsv(product, ws, many(2), mapping);
    await importCsv(product, ws, many(3), { ...mapping, existing: 'skip', list_ids: [list], tag_ids: [tag] });
    const { entries, tagged } = await product.ctx.db.workspace(ws.id, async (tx) => ({
      entries: await tx.selectFrom('list_entries').select('contact_id').where('list_id', '=', list).execute(),
      tagged: await tx.selectFrom('contact_tags').select('contact_id').where('tag_id', '=', tag).execute(),
    }));
    expect([entries.length, tagged.length]).toEqual([3, 3]);
  });

  it('stays in its workspace', async () => {
    const ws = await product.workspace();
    const other = await product.workspace();
    await importCsv(product, other, many(1), mapping);
    const done = await importCsv(product, ws, many(1), mapping);
    expect(done.counts.created).toBe(1);
    for (const endpoint of [
      importsApi.getImport,
      importsApi.previewImport,
      importsApi.downloadImportProblems,
      importsApi.startImport,
      importsApi.cancelImport,
    ]) {
      expect((await other.as('owner').call(endpoint, { params: { import_id: done.id } })).status).toBe(404);
    }
    const { body } = await other.as('owner').call(importsApi.listImports);
    expect(body.items).toHaveLength(1);
  });
});

it('makes the same search text as the database', async () => {
  const base = {
    line: 1,
    newId: newId(),
    externalId: null,
    splitName: false,
    nameKey: null,
    birthday: null,
    custom: null,
    tags: [],
    consent: null,
    consentValue: null,
  };
  const rows = [
    {
      ...base,
      phones: ['+12025550101', '+12025550102'],
      emails: ['a@example.com'],
      fullName: 'José Ørsted',
      plain: { first_name: 'José', last_name: 'Ørsted' },
    },
    { ...base, phones: [], emails: [], fullName: 'Dr. Straße, Łukasz', plain: { first_name: 'Łukasz', company: 'ACME & Söhne' } },
    { ...base, phones: [], emails: ['x@example.org', 'y@example.org'], fullName: null, plain: { last_name: 'ΑΒΓ İstanbul' } },
    { ...base, phones: ['+12025550103'], emails: [], fullName: null, plain: {} },
    { ...base, phones: [], emails: [], fullName: 'N'.repeat(300), plain: { first_name: '😀'.repeat(150), last_name: 'e\u0301' } },
  ];
  for (const row of rows) {
    const plain: Record<string, string | undefined> = row.plain;
    const { first_name: first = null, last_name: last = null, company = null } = plain;
    const full = row.fullName ?? ([first, last].filter((part) => part).join(' ') || null);
    const { rows: found } = await sql<{ text: string }>`
      select contact_search_text(${first}::text, ${last}::text, ${full}::text, ${company}::text, ${row.emails}::text[], ${row.phones}::text[]) as text`.execute(
      product.ctx.db.open,
    );
    expect(searchText(row)).toBe(found[0]?.text);
  }
});
