import { audiencesApi } from '@tidings/core/contract/audience';
import { type AudienceRule, AudienceRules } from '@tidings/core/contract/audience-rules';
import { contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { tagsApi } from '@tidings/core/contract/tags';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { resolveFilter } from '../contacts/filter-store.ts';
import { countPeopleOf } from './count-rules.ts';
import { countByPlanner, countInSample } from './count-store.ts';

let product: TestProduct;
let ws: TestWorkspace;
let tag: string;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  tag = (await ws.as('manager').call(tagsApi.createTag, { body: { name: 'Youth' } })).body.id;
  for (const [first_name, city] of [
    ['Ana', 'Salem'],
    ['Ben', 'Málaga'],
    ['Cleo', null],
  ] as const)
    await ws.as('manager').call(contactsApi.createContact, {
      body: { first_name, city, ...(first_name === 'Ana' ? { tag_ids: [tag] } : {}) },
    });
});
afterAll(() => product.close());

const all = (...rules: AudienceRule[]): AudienceRules => ({ version: 1, match: 'all', rules });
const inCity = (value: string): AudienceRule => ({ kind: 'field', field: 'city', op: 'is', value });
const youth = (): AudienceRules => all({ kind: 'tag', op: 'has', id: tag });
const make = (body: Record<string, unknown>, workspace = ws) =>
  workspace.as('manager').call(savedAudiencesApi.createAudience, { body: body as never });
const count = (rules: unknown, workspace = ws) =>
  workspace.as('viewer').call(savedAudiencesApi.countRules, { body: { rules: rules as AudienceRules } });

describe('a saved audience', () => {
  test('is made, read, changed, duplicated, archived and brought back', async () => {
    const made = await make({ name: 'Young ones', description: ' ', rules: youth() });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      description: null,
      words: 'People who have the tag Youth',
      version: 1,
      people: null,
      problem: null,
    });
    const params = { audience_id: made.body.id };
    const counted = (await ws.as('viewer').call(savedAudiencesApi.countAudience, { params })).body;
    expect(counted).toMatchObject({ people: 1, people_exact: true, version: 1 });
    expect(counted.counted_at).not.toBeNull();
    const renamed = await ws
      .as('manager')
      .call(savedAudiencesApi.updateAudience, { params, body: { version: 1, name: 'The young' } });
    expect(renamed.body).toMatchObject({ name: 'The young', version: 2, people: 1 });
    const changed = await ws.as('manager').call(savedAudiencesApi.updateAudience, {
      params,
      body: { version: 2, rules: all(inCity('malaga')) },
    });
    expect(changed.body).toMatchObject({ version: 3, people: null, words: 'People whose City is “malaga”' });
    const versions = (await ws.as('viewer').call(savedAudiencesApi.listAudienceVersions, { params, query: { limit: 2 } })).body;
    expect(versions.items.map((one) => [one.version, one.name])).toEqual([
      [3, 'The young'],
      [2, 'The young'],
    ]);
    const rest = await ws
      .as('viewer')
      .call(savedAudiencesApi.listAudienceVersions, { params, query: { limit: 2, cursor: versions.next_cursor! } });
    expect(rest.body).toMatchObject({ items: [{ version: 1, name: 'Young ones' }], next_cursor: null });
    const copies = [];
    for (let n = 0; n < 2; n += 1)
      copies.push((await ws.as('manager').call(savedAudiencesApi.duplicateAudience, { params })).body.name);
    expect(copies).toEqual(['The young (copy)', 'The young (copy 2)']);
    expect((await ws.as('manager').call(savedAudiencesApi.archiveAudience, { params })).status).toBe(204);
    const list = async (query: object) =>
      (await ws.as('viewer').call(savedAudiencesApi.listAudiences, { query })).body.items.map((one) => one.name);
    expect(await list({})).toEqual(['The young (copy 2)', 'The young (copy)']);
    expect(await list({ archived: 'true' })).toEqual(['The young']);
    expect(await list({ search: 'COPY 2' })).toEqual(['The young (copy 2)']);
    expect((await ws.as('manager').call(savedAudiencesApi.updateAudience, { params, body: { version: 3 } })).status).toBe(404);
    expect((await ws.as('manager').call(savedAudiencesApi.restoreAudience, { params })).body.archived_at).toBeNull();
  });

  test('is not overwritten by somebody who has not seen the last change', async () => {
    const { id } = (await make({ name: 'Two at once', rules: youth() })).body;
    const change = (name: string) =>
      ws.as('manager').call(savedAudiencesApi.updateAudience, { params: { audience_id: id }, body: { version: 1, name } });
    const answers = await Promise.all([change('First'), change('Second')]);
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409]);
    expect(answers.find((one) => one.status === 409)?.problem.code).toBe('version_changed');
  });

  test('has a name of its own, also when it comes back', async () => {
    const { id } = (await make({ name: 'Regulars', rules: youth() })).body;
    expect((await make({ name: 'REGULARS', rules: youth() })).problem).toMatchObject({
      code: 'already_exists',
      errors: [{ field: 'body.name' }],
    });
    const params = { audience_id: id };
    await ws.as('manager').call(savedAudiencesApi.archiveAudience, { params });
    expect((await make({ name: 'Regulars', rules: youth() })).status).toBe(201);
    expect((await ws.as('manager').call(savedAudiencesApi.restoreAudience, { params })).status).toBe(409);
  });

  test('pages by name', async () => {
    const other = await product.workspace();
    for (const name of ['b', 'A', 'c']) await make({ name, rules: all({ kind: 'can_text', is: true }) }, other);
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: 2, ...(cursor === null ? {} : { cursor }) };
      const page = (await other.as('viewer').call(savedAudiencesApi.listAudiences, { query })).body;
      names.push(...page.items.map((one) => one.name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(names).toEqual(['A', 'b', 'c']);
  });

  test('is for members who may change lists', async () => {
    const body = { name: 'Mine', rules: youth() };
    expect((await ws.as('agent').call(savedAudiencesApi.createAudience, { body })).status).toBe(403);
    expect((await count(youth())).status).toBe(200);
  });

  test('says what is wrong when something that it names is archived', async () => {
    const field = (await ws.as('manager').call(fieldsApi.createField, { body: { label: 'Shoe size', type: 'number' } })).body;
    const rules = all({ kind: 'field', field: `custom.${field.key}`, op: 'more', value: 40 });
    const { id } = (await make({ name: 'Big feet', rules })).body;
    await ws.as('manager').call(fieldsApi.archiveField, { params: { field_id: field.id } });
    const params = { audience_id: id };
    const seen = (await ws.as('viewer').call(savedAudiencesApi.getAudience, { params })).body;
    expect(seen.problem).toContain('“Shoe size”, which was archived');
    expect(seen.words).toContain('Shoe size is more than 40');
    const refused = await ws.as('viewer').call(savedAudiencesApi.countAudience, { params });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'audience.rules.rules.0.field']);
    const again = await make({ name: 'Big feet again', rules });
    expect(again.problem.errors).toEqual([
      {
        field: 'body.rules.rules.0.field',
        message: 'names the field “Shoe size”, which was archived; restore it or choose another',
      },
    ]);
    const part = { kind: 'audience', id } as const;
    const previewed = await ws
      .as('viewer')
      .call(audiencesApi.previewAudience, { body: { audience: { include: [part], exclude: [] }, sample: 1 } });
    expect([previewed.status, previewed.problem.errors?.[0]?.message]).toEqual([400, expect.stringContaining('Shoe size')]);
  });

  test('is a part of an audience, in it or left out, and is refused when it is archived', async () => {
    const { id } = (await make({ name: 'Salem people', rules: all(inCity('Salem')) })).body;
    const part = { kind: 'audience', id } as const;
    const preview = (include: object[], exclude: object[]) =>
      ws.as('viewer').call(audiencesApi.previewAudience, { body: { audience: { include, exclude } as never, sample: 5 } });
    expect((await preview([part], [])).body).toMatchObject({
      count: 1,
      words: 'The audience Salem people',
      sample: [{ name: 'Ana' }],
    });
    expect((await preview([{ kind: 'everyone' }], [part])).body).toMatchObject({
      count: 2,
      words: 'Everyone, not the audience Salem people',
    });
    expect((await preview([part, { kind: 'tag', id: tag }], [])).body.count).toBe(1);
    await ws.as('manager').call(savedAudiencesApi.archiveAudience, { params: { audience_id: id } });
    const gone = await preview([part], []);
    expect([gone.status, gone.problem.errors?.[0]]).toEqual([
      400,
      { field: 'audience.include.0', message: 'names an audience that is not there any more; choose another' },
    ]);
    expect((await preview([{ ...part, version: 1 }], [])).body.count).toBe(1);
  });
});

describe('rules that are not saved', () => {
  test('are counted, said in words, and shown with a few people', async () => {
    const answer = await count({ version: 1, match: 'none', rules: [inCity('MALAGA')] });
    expect(answer.body).toMatchObject({ count: 2, exact: true, words: 'Everyone but people whose City is “MALAGA”' });
    expect(answer.body.sample.map((one) => one.name)).toEqual(['Cleo', 'Ana']);
    const waited = await ws.as('viewer').call(savedAudiencesApi.countRules, { body: { rules: youth(), sample: 0, wait: true } });
    expect(waited.body).toMatchObject({ count: 1, exact: true, sample: [] });
  });

  test('filter the list of contacts, its count and its export', async () => {
    const rules = JSON.stringify(all({ kind: 'group', match: 'any', rules: [inCity('salem'), inCity('malaga')] }));
    const listed = await ws.as('viewer').call(contactsApi.listContacts, { query: { rules, limit: 1 } });
    expect(listed.body.items.map((one) => one.name)).toEqual(['Ana']);
    const next = await ws
      .as('viewer')
      .call(contactsApi.listContacts, { query: { rules, limit: 1, cursor: listed.body.next_cursor! } });
    expect(next.body).toMatchObject({ items: [{ name: 'Ben' }], next_cursor: null });
    expect((await ws.as('viewer').call(contactsApi.countContacts, { query: { rules } })).body.count).toBe(2);
    expect((await ws.as('manager').call(contactsApi.exportContacts, { query: { rules } })).text).not.toContain('Cleo');
  });

  const deep = (depth: number) => {
    let value: object = { kind: 'can_text', is: true };
    for (let n = 0; n < depth; n += 1) value = { kind: 'group', match: 'all', rules: [value] };
    return { version: 1, match: 'all', rules: [value] };
  };

  test.each([
    [deep(50), 'body.rules', 'more than 8 deep'],
    [deep(15_000), 'body.rules', 'more than 8 deep'],
    [{ version: 1, match: 'all', rules: [] }, 'body.rules.rules', 'at least one rule'],
    [{ version: 1, match: 'all', rules: [{ kind: 'horoscope' }] }, 'body.rules.rules.0.kind', 'must be one of'],
    [{ version: 1, match: 'all', rules: [{ kind: 'tag', op: 'has', id: 'x' }] }, 'body.rules.rules.0.id', 'must be an id'],
    [
      { version: 1, match: 'all', rules: [{ kind: 'list', op: 'on', id: newId() }] },
      'body.rules.rules.0.id',
      'not there any more',
    ],
    [
      { version: 1, match: 'all', rules: [{ kind: 'field', field: 'custom.nothing', op: 'is_set' }] },
      'body.rules.rules.0.field',
      'custom.nothing',
    ],
    [
      { version: 1, match: 'all', rules: [{ kind: 'field', field: 'deleted_at', op: 'is_set' }] },
      'body.rules.rules.0.field',
      'deleted_at',
    ],
  ])('are refused by place and in words: %#', async (rules, field, message) => {
    const answer = await count(rules);
    expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
    expect(answer.problem.errors?.[0]?.message).toContain(message);
  });

  test('take any text as text', async () => {
    for (const text of ["'; drop table contacts; --", '%', '_', '\\', '🎉', '\u202eabc', 'x'.repeat(500)]) {
      for (const op of ['is', 'contains', 'starts_with'] as const) {
        const answer = await count(all({ kind: 'field', field: 'city', op, value: text }));
        expect([answer.status, answer.body.count], `${op} ${text}`).toEqual([200, 0]);
      }
      expect((await count(all({ kind: 'search', text: text.slice(0, 200) }))).status).toBe(200);
    }
    for (const value of ['a\u0000b', 'half of one: \ud83c']) {
      const rules = all({ kind: 'field', field: 'city', op: 'is', value });
      expect([(await count(rules)).status, (await make({ name: 'No text', rules })).status]).toEqual([400, 400]);
      expect((await make({ name: 'No text', rules: youth(), description: value })).status).toBe(400);
    }
  });

  test('say about how many when counting would take too long', async () => {
    const slow = await countPeopleOf(product.ctx, ws.id, all({ kind: 'can_text', is: false }), 'body', 1);
    // On a fast machine a millisecond may be enough: then it is exact.
    expect(slow.count >= 0 && (slow.exact ? slow.count === 3 : true)).toBe(true);
    await product.ctx.db.workspace(ws.id, async (tx) => {
      const resolved = await resolveFilter(tx, ws.id, { rules: all({ kind: 'can_text', is: false }) });
      expect(await countInSample(tx, resolved, 100)).toBe(3);
      expect(await countByPlanner(tx, resolved)).toBeGreaterThan(0);
    });
  });
});

test('nothing of another workspace can be named, seen, counted or changed', async () => {
  const other = await product.workspace();
  const { id } = (await make({ name: 'Ours alone', rules: youth() })).body;
  const params = { audience_id: id };
  const owner = other.as('owner');
  expect((await owner.call(savedAudiencesApi.getAudience, { params })).status).toBe(404);
  expect((await owner.call(savedAudiencesApi.updateAudience, { params, body: { version: 1, name: 'x' } })).status).toBe(404);
  expect((await owner.call(savedAudiencesApi.duplicateAudience, { params })).status).toBe(404);
  expect((await owner.call(savedAudiencesApi.archiveAudience, { params })).status).toBe(404);
  expect((await owner.call(savedAudiencesApi.countAudience, { params })).status).toBe(404);
  expect((await owner.call(savedAudiencesApi.listAudienceVersions, { params })).status).toBe(404);
  expect((await owner.call(savedAudiencesApi.listAudiences)).body.items).toEqual([]);
  expect((await count(youth(), other)).problem.errors?.[0]?.message).toContain('not there any more');
  expect((await count(all({ kind: 'can_text', is: false }), other)).body).toMatchObject({ count: 0, sample: [] });
  for (const version of [undefined, 1]) {
    const include = [{ kind: 'audience' as const, id, ...(version === undefined ? {} : { version }) }];
    expect((await owner.call(audiencesApi.previewAudience, { body: { audience: { include, exclude: [] } } })).status).toBe(400);
  }
});

test('rules are kept as they were given', async () => {
  const rules = AudienceRules.parse(
    all({ kind: 'consent', channel: 'sms', is: 'yes' }, { kind: 'group', match: 'none', rules: [inCity('x')] }),
  );
  const { id } = (await make({ name: 'As given', rules })).body;
  const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
    sql<{ rules: unknown }>`select rules from audience_versions where audience_id = ${id}`.execute(tx),
  );
  expect(rows).toEqual([{ rules }]);
});
