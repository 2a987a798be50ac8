import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { sourcesApi } from '@tidings/core/contract/sources';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestProduct } from '../../testing/product.ts';
import { ann, bob, cy, type FakeGoogle, header, keptInStep, SourceDriver, targets, withGoogle } from './testing.ts';

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
afterEach(() => {
  google.next.length = 0;
  google.json = undefined;
});
afterAll(() => product.close());

const driver = async () => new SourceDriver(product, await product.workspace());
const inStep = (wish: object = {}, rows?: readonly string[][]) => keptInStep(product, google, wish, rows);

describe('staying in step', () => {
  it('does nothing for a sheet that has not changed', async () => {
    const one = await inStep();
    expect(await one.sync()).toMatchObject({
      state: 'completed',
      counts: { rows: 3, unchanged: 3, added: 0, changed: 0, gone: 0 },
    });
    expect(await one.changes()).toEqual([]);
  });

  it('takes over somebody new, a changed number, a withdrawn opt-in and a removed row', async () => {
    const one = await inStep({ on_removed: 'take_off' }, [ann, bob, cy, ['Dee Dee', '202-555-0104', 'yes']]);
    google.rows = [
      header,
      ['Ann Arbor', '202-555-0151', 'yes'],
      ['Bob Bell', '202-555-0102', 'no'],
      cy,
      ['Eve Early', '202-555-0105', 'yes'],
    ];
    const sync = await one.sync();
    expect(sync).toMatchObject({ state: 'completed', counts: { added: 1, changed: 1, opted_out: 1, gone: 1, unchanged: 1 } });
    expect(await one.listed()).toEqual({
      'Ann Arbor': '+12025550151 yes',
      'Bob Bell': '+12025550102 no',
      'Cy Young': '+12025550103 no',
      'Eve Early': '+12025550105 yes',
    });
    const changes = await one.changes();
    expect(changes.find(({ kind }) => kind === 'changed')).toMatchObject({
      name: 'Ann Arbor',
      changes: [{ field: 'phone', before: '+12025550101', after: '+12025550151' }],
    });
    expect(changes.find(({ kind }) => kind === 'gone')).toMatchObject({ name: 'Dee Dee', words: 'Taken off the list' });
    const event = await product.ctx.db.workspace(one.ws.id, (tx) =>
      tx.selectFrom('consent_events').selectAll().where('consent', '=', 'no').orderBy('id', 'desc').executeTakeFirstOrThrow(),
    );
    expect(event).toMatchObject({ source: 'sheet', evidence: { file: 'Google Sheet of Members', value: 'no', line: 3 } });
  });

  it('takes no other person’s no over with a number that changed', async () => {
    const one = await inStep({}, [ann, ['Bob Bell', '202-555-0102', 'no'], cy]);
    google.rows = [header, ['Ann Arbor', '202-555-0102', 'yes'], ['Bob Bell', '202-555-0102', 'no'], cy];
    expect((await one.sync()).counts).toMatchObject({ changed: 1, opted_out: 0, kept_opted_out: 1 });
    expect(await one.listed()).toMatchObject({ 'Ann Arbor': '+12025550102 unknown', 'Bob Bell': '+12025550102 no' });
    expect((await one.changes()).map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(['changed Ann Arbor', 'kept_opted_out Ann Arbor']),
    );
    const no = await product.ctx.db.workspace(one.ws.id, (tx) =>
      sql`select 1 from consent_events e join contacts c on c.id = e.contact_id where c.full_name = 'Ann Arbor' and e.consent = 'no'`.execute(
        tx,
      ),
    );
    expect(no.rows).toEqual([]);
  });

  it('leaves whoever is gone on the list when that is wanted, and whoever was put on it here in any case', async () => {
    const one = await inStep({ on_removed: 'leave' });
    google.rows = [header, bob, cy];
    expect((await one.sync()).counts).toMatchObject({ gone: 1 });
    expect(Object.keys(await one.listed())).toEqual(['Ann Arbor', 'Bob Bell', 'Cy Young']);
    const two = await inStep({ on_removed: 'take_off' });
    const made = await two.ws
      .as('manager')
      .call(contactsApi.createContact, { body: { full_name: 'Zoe Own', phones: [{ value: '+12025550199' }] } });
    await two.ws
      .as('manager')
      .call(listsApi.addListEntries, { params: { list_id: two.listId }, body: { contact_ids: [made.body.id] } });
    google.rows = [header, bob];
    await two.sync();
    expect(Object.keys(await two.listed())).toEqual(['Bob Bell', 'Zoe Own']);
  });

  it('takes an emptied opt-in for a withdrawal', async () => {
    const one = await inStep();
    google.rows = [header, ['Ann Arbor', '202-555-0101', ''], ['Bob Bell', '202-555-0102', 'pending'], cy];
    expect((await one.sync()).counts).toMatchObject({ opted_out: 2 });
    expect(await one.listed()).toMatchObject({ 'Ann Arbor': '+12025550101 no', 'Bob Bell': '+12025550102 no' });
  });

  it('never undoes an opt-out of here, but takes back a no of its own', async () => {
    const one = await inStep();
    await product.ctx.db.workspace(one.ws.id, async (tx) => {
      await sql`update contacts set sms_consent = 'no' where phone = '+12025550101'`.execute(tx);
      await sql`insert into consent_events (workspace_id, contact_id, channel, consent, source)
        select workspace_id, id, 'sms', 'no', 'keyword' from contacts where phone = '+12025550101'`.execute(tx);
    });
    expect((await one.sync({ whole: true })).counts).toMatchObject({ kept_opted_out: 1, opted_in: 0 });
    google.rows = [header, [...ann.slice(0, 2), 'yes!'], ['Bob Bell', '202-555-0102', 'no'], ['Cy Young', '202-555-0103', 'yes']];
    expect((await one.sync()).counts).toMatchObject({ opted_out: 1, opted_in: 1, kept_opted_out: 1 });
    google.rows = [header, ann, bob, cy];
    await one.sync();
    expect(await one.listed()).toEqual({
      'Ann Arbor': '+12025550101 no',
      'Bob Bell': '+12025550102 yes',
      'Cy Young': '+12025550103 no',
    });
  });

  it('does not opt in somebody again whose START came after the sheet’s no was taken over', async () => {
    const one = await inStep();
    await product.ctx.db.workspace(one.ws.id, (tx) =>
      sql`update contacts set sms_consent = 'yes' where phone = '+12025550103'`.execute(tx),
    );
    await one.sync();
    expect(await one.listed()).toMatchObject({ 'Cy Young': '+12025550103 yes' });
  });

  it('does not bring back who was deleted here, as long as their row stays as it is', async () => {
    const one = await inStep();
    const [contact] = await product.ctx.db.workspace(one.ws.id, (tx) =>
      tx.selectFrom('contacts').select('id').where('phone', '=', '+12025550101').execute(),
    );
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`delete from contacts where id = ${contact?.id}`.execute(tx));
    expect((await one.sync()).counts).toMatchObject({ added: 0, gone: 0 });
    expect(Object.keys(await one.listed())).toEqual(['Bob Bell', 'Cy Young']);
  });

  it('tells of rows that it cannot read, and of one person in two rows', async () => {
    const one = await inStep({}, [ann, ['No Number', '', 'yes'], ['Ann Arbor', '202-555-0101', 'yes'], bob]);
    expect(await one.latest()).toMatchObject({ counts: { rows: 4, added: 2, rejected: 1 } });
    expect((await one.changes()).find(({ kind }) => kind === 'rejected')).toMatchObject({ name: 'Row 3', line: 3 });
  });

  it('gives the tags that a column names, and tells of them', async () => {
    const one = await driver();
    google.rows = [
      ['Name', 'Phone', 'Groups'],
      ['Ann Arbor', '202-555-0101', 'Choir'],
    ];
    await one.connect({ kind: 'csv_url', address: `${google.url}/pub` });
    await one.bringIn(['full_name', 'phone', 'tags']);
    google.rows = [
      ['Name', 'Phone', 'Groups'],
      ['Ann Arbor', '202-555-0101', 'Choir; Ushers'],
    ];
    await one.sync();
    expect((await one.changes())[0]).toMatchObject({
      kind: 'changed',
      changes: [{ field: 'tags', before: 'Choir', after: 'Choir, Ushers' }],
    });
  });

  it('is the same whatever the size of its portions', async () => {
    const one = await driver();
    google.rows = [
      header,
      ...Array.from({ length: 30 }, (_, n) => [`Person ${n % 20}`, `202-555-01${String(n % 20).padStart(2, '0')}`, 'yes']),
    ];
    await one.connect({ kind: 'csv_url', address: `${google.url}/pub` });
    await one.map(targets);
    const shown = await one.sync({ chunkRows: 7 });
    const done = await one.answer('approve', 7);
    expect([shown.counts.added, done.counts.added, Object.keys(await one.listed()).length]).toEqual([20, 20, 20]);
  });
});

describe('a sheet that is not what it was', () => {
  const people = Array.from({ length: 20 }, (_, n) => [`Person ${n}`, `202-555-01${String(n).padStart(2, '0')}`, 'yes']);

  it('stops and asks when it is empty, and does it once somebody says so', async () => {
    const one = await inStep({ on_removed: 'take_off' }, people);
    google.rows = [];
    const asked = await one.sync();
    expect(asked).toMatchObject({ state: 'review', review: 'empty', counts: { rows: 0, gone: 20 } });
    expect(asked.review_words).toMatch(/empty; last time it had 20 rows/);
    expect(Object.keys(await one.listed())).toHaveLength(20);
    expect((await one.answer('reject')).state).toBe('discarded');
    expect(Object.keys(await one.listed())).toHaveLength(20);
    await one.sync();
    expect(await one.answer('approve')).toMatchObject({ state: 'completed', counts: { gone: 20 } });
    expect(await one.listed()).toEqual({});
  });

  it('asks when a tenth is left, or as the setting says', async () => {
    const one = await inStep({}, people);
    google.rows = [header, ...people.slice(0, 2)];
    expect(await one.sync()).toMatchObject({ state: 'review', review: 'shrunk' });
    google.rows = [header, ...people.slice(0, 10)];
    expect(await one.sync(), 'a new sync replaces the question').toMatchObject({ state: 'completed', counts: { gone: 10 } });
    await one.ws
      .as('manager')
      .call(sourcesApi.updateSource, { params: { source_id: one.sourceId }, body: { stop_below_percent: 50 } });
    google.rows = [header, ...people.slice(0, 5)];
    expect(await one.sync()).toMatchObject({ state: 'review', review: 'shrunk' });
  });

  it('asks when other people are in it, however many, and not when the same have other numbers', async () => {
    const one = await inStep({ on_removed: 'take_off' }, people);
    const others = people.map((_, n) => [`Other ${n}`, `202-555-01${60 + n}`, 'yes']);
    google.rows = [header, ...others];
    const asked = await one.sync();
    expect(asked).toMatchObject({ state: 'review', review: 'shrunk', counts: { gone: 20, added: 20 } });
    expect(asked.review_words).toMatch(/^Hardly anybody of last time is in the sheet any more: 20 people would be gone/);
    expect(Object.keys(await one.listed())).toHaveLength(20);
    google.rows = [header, ...people.slice(0, 3), ...others.slice(3)];
    expect(await one.sync(), 'three of twenty are enough').toMatchObject({ state: 'completed', counts: { gone: 17 } });
    google.rows = [header, ...others];
    await one.sync();
    google.rows = [header, ...others.map(([, phone = ''], n) => [`Other ${n} Renamed`, phone, 'yes'])];
    expect(await one.sync(), 'other names at the same numbers may be other people').toMatchObject({
      state: 'review',
      review: 'shrunk',
    });
    google.rows = [header, ...others.map(([name = ''], n) => [name, `202-555-01${30 + n}`, 'yes'])];
    expect(await one.sync(), 'other numbers at the same names').toMatchObject({ state: 'completed', counts: { gone: 0 } });
  });

  it('asks when nearly everybody would be opted out at once', async () => {
    const one = await inStep({}, people);
    google.rows = [header, ...people.map(([name = '', phone = '']) => [name, phone, '#N/A'])];
    expect(await one.sync()).toMatchObject({ state: 'review', review: 'withdrawn' });
  });

  it('takes nobody off whose row is there and cannot be read', async () => {
    const one = await inStep({ on_removed: 'take_off' }, people);
    const broken = (word: string, rows = people) => rows.map(([name = '', , yes = '']) => [name, word, yes]);
    google.rows = [header, ...broken('#REF!')];
    expect(await one.sync()).toMatchObject({ state: 'completed', counts: { gone: 0, rejected: 20 } });
    google.rows = [header, ...broken('-', people.slice(5))];
    expect(await one.sync(), 'five rows are really gone').toMatchObject({
      state: 'completed',
      counts: { gone: 5, rejected: 15 },
    });
    // One still loads, others moved up: the fifteen are as they were but for the one whose row was removed.
    google.rows = [header, ...broken('Loading...', people.slice(6, 7)), ...people.slice(7)];
    expect(await one.sync()).toMatchObject({ state: 'completed', counts: { gone: 1, rejected: 1, added: 0 } });
    expect(Object.keys(await one.listed()).sort()).toEqual(
      people
        .slice(6)
        .map(([name]) => name)
        .sort(),
    );
    google.rows = [header, ...people.slice(6)];
    expect(await one.sync()).toMatchObject({ state: 'completed', counts: { gone: 0, rejected: 0, added: 0 } });
    expect(Object.keys(await one.listed())).toHaveLength(14);
  });

  it('shows first what other columns or another sheet would do', async () => {
    const one = await inStep();
    await one.map(['full_name', 'phone', 'ignore']);
    expect(await one.sync()).toMatchObject({ state: 'review', review: 'first', counts: { added: 0, opted_out: 0, gone: 0 } });
  });
});
