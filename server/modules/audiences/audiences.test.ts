import { type AudienceInput, audiencesApi } from '@tidings/core/contract/audience';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { audienceContacts } from './store.ts';

let product: TestProduct;
let ws: TestWorkspace;
const ids: Record<string, string> = {};
const choir = newId();
const staff = newId();
const closed = newId();
const youth = newId();

beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  await product.ctx.db.workspace(ws.id, async (tx) => {
    for (const name of ['Ana', 'Ben', 'Cleo', 'Dora', 'Gone']) ids[name] = await addPerson(tx, name);
    await sql`update contacts set deleted_at = now() where id = ${ids['Gone']}`.execute(tx);
    for (const [id, name] of [
      [choir, 'Choir'],
      [staff, 'Staff'],
      [closed, 'Closed'],
    ] as const)
      await tx
        .insertInto('lists')
        .values({ id, workspace_id: ws.id, name, archived_at: name === 'Closed' ? new Date() : null })
        .execute();
    await tx.insertInto('tags').values({ id: youth, workspace_id: ws.id, name: 'Youth' }).execute();
    for (const [list, who] of [
      [choir, 'Ana'],
      [choir, 'Ben'],
      [choir, 'Gone'],
      [staff, 'Ben'],
    ] as const)
      await sql`insert into list_entries (workspace_id, list_id, contact_id) values (${ws.id}, ${list}, ${ids[who]})`.execute(tx);
    await sql`insert into contact_tags (workspace_id, contact_id, tag_id) values (${ws.id}, ${ids['Cleo']}, ${youth})`.execute(
      tx,
    );
  });
});
afterAll(() => product.close());

async function addPerson(tx: Tx, name: string): Promise<string> {
  const phone = `+1202555010${Object.keys(ids).length}`;
  const { rows } = await sql<{
    id: string;
  }>`insert into contacts (workspace_id, first_name, full_name, phone, search, sms_consent)
    values (${ws.id}, ${name}, ${name}, ${phone}, contact_search_text(${name}, null, ${name}, null, null, array[${phone}]), 'yes') returning id`.execute(
    tx,
  );
  return rows[0]!.id;
}

async function preview(audience: AudienceInput, workspace = ws) {
  return workspace.as('viewer').call(audiencesApi.previewAudience, { body: { audience, sample: 10 } });
}

const who = async (audience: AudienceInput) => (await preview(audience)).body.sample.map((one) => one.name).sort();

test('means everyone who is not deleted', async () => {
  const answer = await preview({ include: [{ kind: 'everyone' }] });
  expect(answer.body).toMatchObject({ count: 4, words: 'Everyone' });
});

test('joins lists and tags, takes exclusions out and counts nobody twice', async () => {
  const audience: AudienceInput = {
    include: [
      { kind: 'list', id: choir },
      { kind: 'tag', id: youth },
      { kind: 'contacts', ids: [ids['Ana']!] },
    ],
    exclude: [{ kind: 'list', id: staff }],
  };
  expect(await who(audience)).toEqual(['Ana', 'Cleo']);
  expect((await preview(audience)).body).toMatchObject({
    count: 2,
    words: 'Everyone in Choir or tag Youth or 1 chosen person, not Staff',
  });
});

test('takes all that match a search but for those unticked', async () => {
  const include = [
    { kind: 'search' as const, filter: { search: '202 555', consent: 'yes' as const }, except_ids: [ids['Dora']!] },
  ];
  expect(await who({ include })).toEqual(['Ana', 'Ben', 'Cleo']);
  expect((await preview({ include })).body.words).toBe('People matching “202 555”, who agreed to texts (but for 1)');
});

test('means nobody without an include', async () => {
  expect((await preview({ exclude: [{ kind: 'everyone' }] })).body).toMatchObject({ count: 0, words: 'Nobody' });
});

test('refuses a list or tag that is gone, naming the part', async () => {
  for (const part of [
    { kind: 'list', id: newId() },
    { kind: 'list', id: closed },
    { kind: 'tag', id: newId() },
  ] as const) {
    const answer = await preview({ include: [{ kind: 'everyone' }], exclude: [part] });
    expect(answer.status).toBe(400);
    expect(answer.problem.errors?.[0]?.field).toBe('audience.exclude.0');
    expect(answer.problem.detail).toContain('not there any more');
  }
  const search = await preview({ include: [{ kind: 'search', filter: { fields: [{ key: 'shoe', op: 'is', value: '4' }] } }] });
  expect(search.problem.errors?.[0]?.field).toBe('audience.include.0.filter.fields.0.key');
});

test('refuses parts of an unknown kind and more than 5,000 ticked people', async () => {
  const unknown = await preview({ include: [{ kind: 'planet' } as never] });
  expect(unknown.problem.detail).toContain('must be one of everyone, list, tag, contacts, search, audience, missed, reached');
  const many = await preview({ include: [{ kind: 'contacts', ids: Array.from({ length: 5001 }, () => newId()) }] });
  expect(many.problem.detail).toContain('at most 5,000');
});

test('never means people of another workspace', async () => {
  const other = await product.workspace();
  const answer = await preview({ include: [{ kind: 'contacts', ids: Object.values(ids) }] }, other);
  expect(answer.body).toMatchObject({ count: 0, sample: [] });
  expect((await preview({ include: [{ kind: 'list', id: choir }] }, other)).status).toBe(400);
});

test('is one query that can be inserted from', async () => {
  await product.ctx.db.workspace(ws.id, async (tx) => {
    const people = await audienceContacts(tx, ws.id, { include: [{ kind: 'list', id: choir }], exclude: [] });
    await sql`insert into contact_tags (workspace_id, contact_id, tag_id)
      select c.workspace_id, c.id, ${youth} from contacts c where c.id in (${people}) on conflict do nothing`.execute(tx);
    const { rows } = await sql<{ n: number }>`select count(*) as n from contact_tags where tag_id = ${youth}`.execute(tx);
    expect(rows[0]?.n).toBe(3);
  });
});
