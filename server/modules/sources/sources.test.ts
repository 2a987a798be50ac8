import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { sourcesApi } from '@tidings/core/contract/sources';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { answering, FakeGoogle, googleEnv, SourceDriver, serviceAccount, signIn } from './testing.ts';

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  google = await FakeGoogle.start();
  product = await testProduct({ env: googleEnv(google) });
});
afterEach(() => {
  google.next.length = 0;
  google.json = undefined;
});
afterAll(async () => {
  await product.close();
  await google.close();
});

const header = ['Name', 'Phone', 'Opt in'];
const ann = ['Ann Arbor', '202-555-0101', 'yes'];
const bob = ['Bob Bell', '202-555-0102', 'yes'];
const cy = ['Cy Young', '202-555-0103', 'no'];
const targets = ['full_name', 'phone', 'consent'] as const;
const driver = async () => new SourceDriver(product, await product.workspace());

/** A list in step with Ann, Bob and Cy by a web app. */
async function inStep(wish: object = {}, rows = [ann, bob, cy]): Promise<SourceDriver> {
  const one = await driver();
  google.rows = [header, ...rows];
  await one.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec`, ...wish });
  await one.bringIn(targets);
  return one;
}

describe('connecting a sheet', () => {
  const inAllWays = () =>
    [
      { kind: 'apps_script', address: `${google.url}/macros/s/abc/exec` },
      { kind: 'published_csv', address: `${google.url}/pub?output=csv` },
      { kind: 'csv_url', address: `${google.url}/pub` },
      {
        kind: 'sheets_api',
        address: 'https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMn/edit#gid=0',
        service_account: google.account.json,
      },
    ] as const;

  it.each([0, 1, 2, 3])('reads columns, shows what it would do, and does that once somebody says yes (way %i)', async (way) => {
    const one = await driver();
    google.rows = [header, ann, bob, cy];
    const wish = inAllWays()[way];
    if (!wish) throw new Error('no such way');
    const source = await one.connect(wish);
    expect(source, JSON.stringify(source.sync)).toMatchObject({ state: 'read', sync: { state: 'completed', trigger: 'read' } });
    expect(source.columns.map(({ name, guess }) => [name, guess.target])).toEqual([
      ['Name', 'full_name'],
      ['Phone', 'phone'],
      ['Opt in', 'consent'],
    ]);
    await one.map(targets);
    const shown = await one.sync();
    expect(shown).toMatchObject({
      state: 'review',
      review: 'first',
      trigger: 'first',
      counts: { rows: 3, added: 3, opted_in: 2, gone: 0 },
    });
    expect((await one.changes()).filter(({ kind }) => kind === 'added').map(({ name, line }) => [name, line])).toEqual([
      ['Ann Arbor', 2],
      ['Bob Bell', 3],
      ['Cy Young', 4],
    ]);
    expect(await one.listed()).toEqual({});
    const done = await one.answer('approve');
    expect(done).toMatchObject({ state: 'completed', counts: { rows: 3, added: 3, opted_in: 2, unchanged: 0 } });
    expect(await one.listed()).toEqual({
      'Ann Arbor': '+12025550101 yes',
      'Bob Bell': '+12025550102 yes',
      'Cy Young': '+12025550103 no',
    });
    expect(await one.get()).toMatchObject({ state: 'active', rows: 3 });
  });

  it('keeps address and key sealed, and answers neither', async () => {
    const one = await driver();
    google.rows = [header, ann];
    await one.connect({ kind: 'sheets_api', address: '1AbCdEfGhIjKlMnOp', service_account: google.account.json });
    const text = JSON.stringify(await one.get());
    expect(text).not.toMatch(/PRIVATE KEY/);
    expect(await one.get()).toMatchObject({ account_email: 'reader@example.iam.gserviceaccount.com' });
    const row = await product.ctx.db.workspace(one.ws.id, (tx) =>
      tx.selectFrom('list_sources').selectAll().executeTakeFirstOrThrow(),
    );
    expect(JSON.stringify({ ...row, secrets: row.secrets?.toString('latin1') })).not.toMatch(/PRIVATE KEY/);
  });

  it.each([
    [{ kind: 'apps_script', address: 'sheet' }, /must be an address/],
    [{ kind: 'apps_script', address: 'ftp://example.com/a' }, /https/],
    [{ kind: 'apps_script', address: 'https://script.google.com/macros/s/abc/dev' }, /works only for you/],
    [{ kind: 'apps_script', address: 'https://docs.google.com/spreadsheets/d/abc/edit' }, /not of a web app/],
    [{ kind: 'sheets_api', address: '1AbCdEfGhIjKlMn' }, /service_account: is needed/],
    [{ kind: 'sheets_api', address: '1AbCdEfGhIjKlMn', service_account: '{"type":"user"}' }, /not the key of a service account/],
    [{ kind: 'csv_url', address: 'https://user:secret@example.com/x.csv' }, /name and password/],
  ] as const)('refuses %j', async (wish, words) => {
    const ws = await product.workspace();
    const { body: list } = await ws.as('manager').call(listsApi.createList, { body: { name: 'Members' } });
    const made = await ws.as('manager').call(sourcesApi.createSource, { body: { ...wish, list_id: list.id } });
    expect([made.status, made.problem.detail]).toEqual([400, expect.stringMatching(words)]);
  });

  it('does not reach into the own network unless the installation allows it', async () => {
    const closed = await testProduct({ env: { ...googleEnv(google), TIDINGS_ALLOW_PRIVATE_ADDRESSES: 'false' } });
    try {
      for (const address of [
        google.url,
        'http://[::ffff:127.0.0.1]/x',
        'http://localhost:1/x',
        'http://169.254.169.254/latest',
      ]) {
        const one = new SourceDriver(closed, await closed.workspace());
        const { sync } = await one.connect({ kind: 'csv_url', address });
        expect([address, sync?.state, sync?.problem?.code]).toEqual([address, 'failed', 'refused_address']);
      }
    } finally {
      await closed.close();
    }
  });

  it('understands every usual shape of JSON', async () => {
    google.rows = [header, ann, bob];
    const shapes = [
      google.objects,
      { data: google.objects },
      [header, ann, bob],
      { values: [header, ann, bob] },
      { headers: header, rows: [ann, bob] },
    ];
    for (const shape of shapes) {
      const one = await driver();
      google.json = shape;
      const source = await one.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec` });
      expect([source.columns.map(({ name }) => name), source.sync?.counts.rows]).toEqual([header, 2]);
    }
  });
});

describe('what goes wrong on the way', () => {
  const page = (body: string) =>
    answering(200, `<!DOCTYPE html><html><body>${body}</body></html>`, { 'content-type': 'text/html' });
  it.each([
    ['a sign-in page', () => signIn(google), 'sign_in', /Anyone/],
    ['no access', () => answering(403), 'not_shared', /Who has access/],
    ['an address that is gone', () => answering(404), 'not_found', /Check the address/],
    ['a script without doGet', () => page('Script function not found: doGet'), 'script_error', /doGet/],
    ['a script that breaks', () => page('TypeError: Cannot read sheet (line 3)'), 'script_error', /Cannot read sheet/],
    ['text that is no JSON', () => answering(200, 'hello'), 'not_a_table', /not JSON/],
    ['CSV instead of JSON', () => answering(200, 'Name,Phone\nAnn,1\n'), 'not_a_table', /looks like CSV/],
    ['an error in JSON', () => answering(200, '{"error":"No tab Members"}'), 'script_error', /No tab Members/],
    ['no rows', () => answering(200, '[]'), 'no_rows', /nobody/],
    ['a loop of redirects', () => answering(302, '', { location: '/macros/s/abc/exec' }), 'unreachable', /could not be reached/],
  ])('tells of %s', async (_, answer, code, words) => {
    const one = await driver();
    // As often as a redirect is followed, and as it is tried.
    for (let times = 0; times < 6; times += 1) google.next.push(answer());
    const { sync } = await one.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec` });
    expect(sync?.problem).toEqual({ code, words: expect.stringMatching(words) });
    expect(sync?.state).toBe(code === 'unreachable' ? 'queued' : 'failed');
  });

  it('waits as long as Google asks, and then tries again by itself', async () => {
    const one = await driver();
    google.rows = [header, ann];
    google.next.push(answering(429, '', { 'retry-after': '120' }));
    const { sync } = await one.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec` });
    expect(sync).toMatchObject({ state: 'queued', problem: { code: 'busy' } });
    const wait = Date.parse(sync?.retry_at ?? '') - Date.now();
    expect(wait).toBeGreaterThan(100_000);
    expect(wait).toBeLessThan(121_000);
    expect((await one.run()).state).toBe('queued');
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`update list_source_syncs set retry_at = now()`.execute(tx));
    expect((await one.run()).state).toBe('completed');
  });

  it('gives up after three tries, or when it should wait too long', async () => {
    const one = await driver();
    google.next.push(...[1, 2, 3].map(() => answering(500)));
    await one.connect({ kind: 'csv_url', address: `${google.url}/pub` });
    for (let times = 0; times < 2; times += 1) {
      await product.ctx.db.workspace(one.ws.id, (tx) => sql`update list_source_syncs set retry_at = now()`.execute(tx));
      await one.run();
    }
    expect(await one.latest()).toMatchObject({ state: 'failed', problem: { words: expect.stringMatching(/tried 3 times/) } });
    google.next.push(answering(429, '', { 'retry-after': '7200' }));
    await one.ws.as('manager').call(sourcesApi.readSource, { params: { source_id: one.sourceId } });
    expect(await one.run()).toMatchObject({ state: 'failed', problem: { words: expect.stringMatching(/120 minutes/) } });
  });

  it('does not wait for a server that never answers', async () => {
    const slow = await testProduct({ env: { ...googleEnv(google), TIDINGS_SOURCE_TIMEOUT_SECONDS: '1' } });
    try {
      const one = new SourceDriver(slow, await slow.workspace());
      google.next.push(() => undefined);
      const { sync } = await one.connect({ kind: 'csv_url', address: `${google.url}/pub` });
      expect(sync?.problem).toMatchObject({ code: 'timeout' });
    } finally {
      await slow.close();
    }
  });

  it('tells which tabs there are, whom to share with, and of a key that is not accepted', async () => {
    const wish = { kind: 'sheets_api', address: '1AbCdEfGhIjKlMn', service_account: google.account.json } as const;
    const one = await driver();
    expect((await one.connect({ ...wish, tab: 'Choir' })).sync?.problem?.words).toMatch(/no tab “Choir”.*“Members”, “Old”/);
    const two = await driver();
    google.next.push(answering(403, '{"error":{"message":"The caller does not have permission"}}'));
    expect((await two.connect(wish)).sync?.problem?.words).toMatch(/Share the sheet with reader@example/);
    const three = await driver();
    const stranger = serviceAccount().json;
    expect((await three.connect({ ...wish, service_account: stranger })).sync?.problem).toMatchObject({ code: 'bad_key' });
  });

  it('tells when a mapped column vanished, and follows one that only moved', async () => {
    const one = await inStep();
    google.rows = [
      ['Opt in', 'Note', 'Name', 'phone '],
      ['yes', 'new', 'Ann Arbor', '202-555-0101'],
      ['yes', '', 'Bob Bell', '202-555-0102'],
      ['no', '', 'Cy Young', '202-555-0103'],
    ];
    expect(await one.sync()).toMatchObject({ state: 'completed', counts: { unchanged: 3, changed: 0, gone: 0 } });
    google.rows = [['Name', 'Mobile', 'Opt in'], ann];
    expect((await one.sync()).problem).toMatchObject({ code: 'column_missing', words: expect.stringMatching(/“Phone”/) });
    expect(Object.keys(await one.listed())).toHaveLength(3);
  });

  it('says what merged headers leave behind, and takes no column without a name', async () => {
    const one = await driver();
    google.rows = [['Members of the choir', '', ''], header, ann];
    const source = await one.connect({ kind: 'published_csv', address: `${google.url}/pub` });
    expect(source.notices.join(' ')).toMatch(/title above the table|no name/);
    google.rows = [['Name', '', 'Opt in'], ann];
    await one.ws.as('manager').call(sourcesApi.readSource, { params: { source_id: one.sourceId } });
    await one.run();
    await expect(one.map(targets)).rejects.toThrow(/Column 2 has no name/);
  });

  it('leaves formulas and their errors out, and opts nobody out for them', async () => {
    const one = await inStep();
    google.rows = [header, ['Ann Arbor', '202-555-0101', '#REF!'], ['=VLOOKUP(A3,B:C,2)', '202-555-0102', 'yes'], cy];
    const sync = await one.sync();
    expect(sync).toMatchObject({ state: 'completed', counts: { opted_out: 0, gone: 0 } });
    expect(await one.listed()).toMatchObject({ 'Ann Arbor': '+12025550101 yes', 'Bob Bell': '+12025550102 yes' });
    google.rows = [header, ['Ann Arbor', '202-555-0101', ''], bob, cy];
    expect((await one.sync()).counts).toMatchObject({ opted_out: 1 });
  });
});

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
      changes: [{ field: 'phone', before: '+12025550101', after: '+12025550151, +12025550101' }],
    });
    expect(changes.find(({ kind }) => kind === 'gone')).toMatchObject({ name: 'Dee Dee', words: 'Taken off the list' });
    const event = await product.ctx.db.workspace(one.ws.id, (tx) =>
      tx.selectFrom('consent_events').selectAll().where('consent', '=', 'no').orderBy('id', 'desc').executeTakeFirstOrThrow(),
    );
    expect(event).toMatchObject({ source: 'sheet', evidence: { file: 'Google Sheet of Members', value: 'no', line: 3 } });
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

  it('asks when nearly everybody would be opted out at once', async () => {
    const one = await inStep({}, people);
    google.rows = [header, ...people.map(([name = '', phone = '']) => [name, phone, '#N/A'])];
    expect(await one.sync()).toMatchObject({ state: 'review', review: 'withdrawn' });
  });

  it('shows first what other columns or another sheet would do', async () => {
    const one = await inStep();
    await one.map(['full_name', 'phone', 'ignore']);
    expect(await one.sync()).toMatchObject({ state: 'review', review: 'first', counts: { added: 0, opted_out: 0, gone: 0 } });
  });
});
