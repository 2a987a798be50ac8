import { listsApi } from '@tidings/core/contract/lists';
import { sourcesApi } from '@tidings/core/contract/sources';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import {
  ann,
  answering,
  bob,
  cy,
  type FakeGoogle,
  googleEnv,
  header,
  keptInStep,
  SourceDriver,
  serviceAccount,
  signIn,
  targets,
  withGoogle,
} from './testing.ts';

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

  it.each([429, 503])('waits most of an hour when a %i asks for it, and keeps its schedule', async (status) => {
    const one = await inStep({ schedule: { kind: 'every', minutes: 1440 } });
    const before = (await one.get()).next_sync_at;
    google.next.push(answering(status, '', { 'retry-after': '3000' }));
    const waiting = await one.sync();
    expect(waiting).toMatchObject({ state: 'queued', problem: { code: status === 429 ? 'busy' : 'provider_error' } });
    expect(Date.parse(waiting.retry_at ?? '') - Date.now()).toBeGreaterThan(2_900_000);
    expect((await one.get()).next_sync_at).toBe(before);
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`update list_source_syncs set retry_at = now()`.execute(tx));
    expect(await one.run()).toMatchObject({ state: 'completed' });
  });

  it('waits a minute when it is asked too often and not told how long, as quotas are by the minute', async () => {
    const one = await inStep();
    google.next.push(answering(429));
    expect(Date.parse((await one.sync()).retry_at ?? '') - Date.now()).toBeGreaterThan(50_000);
  });

  it('does not ask by schedule before the time that it is told', async () => {
    const one = await inStep({ schedule: { kind: 'every', minutes: 60 } });
    google.next.push(answering(429, '', { 'retry-after': '7200' }));
    expect(await one.sync()).toMatchObject({
      state: 'failed',
      problem: { words: expect.stringMatching(/120 minutes.*schedule/) },
    });
    expect(Date.parse((await one.get()).next_sync_at ?? '') - Date.now()).toBeGreaterThan(7_100_000);
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
    google.rows = [header, ['Ann Arbor', '#REF!', ''], bob, cy];
    await one.sync();
    const told = (await one.changes()).find(({ kind }) => kind === 'rejected');
    expect(told?.words, 'the cell itself comes first').toMatch(/^“#REF!” is a formula or its error.* There is no phone number/);
  });
});
