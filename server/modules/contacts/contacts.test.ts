import type { ContactFilterQuery } from '@tidings/core/contract/contact-query';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { tagsApi } from '@tidings/core/contract/tags';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

type NewContact = Parameters<typeof create>[0];
async function create(body: Record<string, unknown>, workspace = ws) {
  return workspace.as('agent').call(contactsApi.createContact, { body: body as never });
}

async function added(body: NewContact, workspace = ws): Promise<Contact> {
  const answer = await create(body, workspace);
  expect(answer.problem?.detail ?? answer.status).toBe(201);
  return answer.body;
}

/** Names found by a query, in its order. */
async function found(query: Record<string, unknown>, workspace = ws): Promise<string[]> {
  const answer = await workspace.as('viewer').call(contactsApi.listContacts, { query: query as never });
  expect(answer.status).toBe(200);
  return answer.body.items.map((one) => one.name);
}

describe('adding', () => {
  test('shows what a lookup said of a number, to the workspace that asked', async () => {
    const contact = await added({ first_name: 'Lina', phones: ['2025550118', '2025550119'] });
    const other = await product.workspace();
    await product.ctx.db.system(async (tx) => {
      await sql`insert into number_lookups (workspace_id, address, provider, line_type, carrier, looked_up_at) values
        (${ws.id}, '+12025550118', 'twilio', 'voip', 'Prairie Telecom', '2026-11-01T10:00:00Z'),
        (${ws.id}, '+12025550119', 'twilio', 'something_new', null, '2026-11-02T10:00:00Z'),
        (${other.id}, '+12025550118', 'twilio', 'landline', 'Somebody else’s', now())`.execute(tx);
    });
    const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: contact.id } });
    expect(seen.body.phones.map((one) => one.lookup)).toEqual([
      { line_type: 'voip', carrier: 'Prairie Telecom', looked_up_at: '2026-11-01T10:00:00.000Z' },
      { line_type: 'other', carrier: null, looked_up_at: '2026-11-02T10:00:00.000Z' },
    ]);
    // It goes with the number: nothing is known of another one.
    const none = await added({ first_name: 'Nils', phones: ['2025550117'] });
    expect(none.phones[0]?.lookup).toBeNull();
  });

  test('keeps a person with several numbers and addresses, one preferred of each', async () => {
    const contact = await added({
      first_name: 'Maria',
      last_name: 'Lopez',
      phones: ['(202) 555-0101', { value: '+1 202 555 0102', label: 'work', preferred: true }, '1-202-555-0101'],
      emails: ['Maria@Example.com'],
      company: 'Example Bakery',
      birthday: '1984-05-02',
      country: 'us',
      language: 'ES-mx',
      time_zone: 'America/Denver',
    });
    expect(contact).toMatchObject({
      name: 'Maria Lopez',
      full_name: 'Maria Lopez',
      phone: '+12025550102',
      email: 'maria@example.com',
    });
    expect(contact).toMatchObject({
      country: 'US',
      language: 'es-MX',
      birthday: '1984-05-02',
      origin: 'api',
      sms_consent: 'unknown',
    });
    expect(contact.phones).toEqual([
      { value: '+12025550102', label: 'work', preferred: true, shared_with: [], do_not_text: null, lookup: null },
      { value: '+12025550101', label: null, preferred: false, shared_with: [], do_not_text: null, lookup: null },
    ]);
  });

  test('splits a full name given alone', async () => {
    const contact = await added({ full_name: 'Vincent van der Berg', phones: ['2025550110'] });
    expect(contact).toMatchObject({ first_name: 'Vincent', last_name: 'van der Berg' });
  });

  test('keeps names in emoji and right-to-left scripts whole', async () => {
    const contact = await added({ first_name: 'نور', last_name: '👩‍👩‍👧‍👦 Ōtani', phones: ['2025550111'] });
    expect(contact.name).toBe('نور 👩‍👩‍👧‍👦 Ōtani');
    expect(await found({ search: 'otani' })).toEqual([contact.name]);
    expect(await found({ search: 'نور' })).toEqual([contact.name]);
  });

  test.each([
    [{ first_name: 'x'.repeat(10_000) }, 'body.first_name', 'at most 80 characters'],
    [{ first_name: 'A\nB' }, 'body.first_name', 'one line'],
    [{ first_name: '\u202eevil' }, 'body.first_name', 'reading direction'],
    [{ notes: 'x'.repeat(10_000) }, 'body.notes', 'at most 5,000 characters'],
    [{ first_name: 'A', phones: ['555-0101'] }, 'body.phones.0', 'too short'],
    [{ first_name: 'A', phones: ['2025550101', 'call me'] }, 'body.phones.1', 'not a phone number'],
    [{ first_name: 'A', phones: ['2025550101 / 2025550102'] }, 'body.phones.0', 'several numbers'],
    [
      {
        first_name: 'A',
        phones: [
          { value: '2025550120', preferred: true },
          { value: '2025550121', preferred: true },
        ],
      },
      'body.phones',
      'only one',
    ],
    [{ first_name: 'A', phones: Array.from({ length: 21 }, (_, n) => `+120255501${n + 10}`) }, 'body.phones', 'at most 20'],
    [{ first_name: 'A', emails: ['ann@'] }, 'body.emails.0', 'domain'],
    [{ first_name: 'A', emails: [7] }, 'body.emails.0', 'must be text'],
    [{ first_name: 'A', country: 'ZZ' }, 'body.country', 'two-letter country code'],
    [{ first_name: 'A', country: 'Germany' }, 'body.country', 'two-letter country code'],
    [{ first_name: 'A', language: 'english' }, 'body.language', 'language code'],
    [{ first_name: 'A', time_zone: 'Mars/Olympus' }, 'body.time_zone', 'time zone'],
    [{ first_name: 'A', time_zone: '+02:00' }, 'body.time_zone', 'time zone'],
    [{ first_name: 'A', birthday: '1990-02-30' }, 'body.birthday', 'date that exists'],
    [{ first_name: 'A', birthday: '31/12/1990' }, 'body.birthday', 'date that exists'],
    [{ first_name: 'A', birthday: '2999-01-01' }, 'body.birthday', 'not be in the future'],
    [{ first_name: 'A', birthday: '0012-01-01' }, 'body.birthday', 'after 1850'],
    [{ first_name: 'A', custom: { shoe: 4 } }, 'body.custom.shoe', 'not a custom field'],
    [{ first_name: 'A', sms_consent: { consent: 'maybe' } }, 'body.sms_consent.consent', 'yes, no or unknown'],
    [{ first_name: 'A', tag_ids: ['red'] }, 'body.tag_ids.0', 'id'],
    [{ first_name: 'A', surname: 'B' }, 'body.surname', 'is not known here'],
    [{ company: 'Nobody Ltd' }, 'body', 'needs a name, a phone or an e-mail address'],
    [{}, 'body', 'needs a name'],
  ])('refuses %j', async (body, field, words) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.problem.errors?.map((one) => one.field)).toContain(field);
    expect(answer.problem.detail).toContain(words);
  });

  test('names every field at fault at once', async () => {
    const answer = await create({ first_name: 'A', phones: ['1'], emails: ['b'], custom: { x: 1 } });
    expect(answer.problem.errors?.map((one) => one.field)).toEqual(['body.phones.0', 'body.emails.0', 'body.custom.x']);
  });

  test('refuses tags and lists that are not there', async () => {
    for (const field of ['tag_ids', 'list_ids']) {
      const answer = await create({ first_name: 'Nobody', [field]: [newId()] });
      expect(answer.problem.errors?.[0]?.field).toBe(`body.${field}.0`);
    }
    expect(await found({ search: 'nobody' })).toEqual([]);
  });

  test('refuses an external id that somebody has', async () => {
    const first = await added({ first_name: 'Ext', external_id: 'A-1' });
    const second = await create({ first_name: 'Other', external_id: 'A-1' });
    expect(second.status).toBe(409);
    expect(second.problem.errors?.[0]).toMatchObject({ field: 'body.external_id', code: `contact:${first.id}` });
  });
});

describe('a number in a household', () => {
  test('asks first, then is shared and said on both', async () => {
    const mother = await added({ first_name: 'Mother', phones: ['2025550130'] });
    const asked = await create({ first_name: 'Son', phones: ['+1 (202) 555-0130'] });
    expect(asked.status).toBe(409);
    expect(asked.problem).toMatchObject({
      code: 'already_exists',
      errors: [{ field: 'body.phones.0', code: `contact:${mother.id}` }],
    });
    const son = await added({ first_name: 'Son', phones: ['2025550130'], allow_shared: true });
    expect(son.phones[0]?.shared_with).toEqual([{ id: mother.id, name: 'Mother' }]);
    const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: mother.id } });
    expect(seen.body.phones[0]?.shared_with).toEqual([{ id: son.id, name: 'Son' }]);
  });

  test('is allowed when changing, with the warning in the answer', async () => {
    const one = await added({ first_name: 'One', phones: ['2025550131'] });
    const two = await added({ first_name: 'Two' });
    const answer = await ws
      .as('agent')
      .call(contactsApi.updateContact, { params: { contact_id: two.id }, body: { phones: ['2025550131'] } });
    expect(answer.body.phones[0]?.shared_with).toEqual([{ id: one.id, name: 'One' }]);
  });

  test('does not count people of other workspaces or deleted ones', async () => {
    const other = await product.workspace();
    await added({ first_name: 'Elsewhere', phones: ['2025550132'] }, other);
    const gone = await added({ first_name: 'Gone', phones: ['2025550132'] });
    await ws.as('manager').call(contactsApi.deleteContact, { params: { contact_id: gone.id } });
    expect((await create({ first_name: 'New', phones: ['2025550132'] })).status).toBe(201);
  });

  test('says who must not be texted, whoever shares the number', async () => {
    const contact = await added({ first_name: 'Silent', phones: ['2025550133'], sms_consent: { consent: 'yes' } });
    await product.ctx.db.workspace(ws.id, (tx) =>
      sql`insert into suppressions (workspace_id, channel, address, kind, source) values (${ws.id}, 'sms', '+12025550133', 'opt_out', 'keyword')`.execute(
        tx,
      ),
    );
    const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: contact.id } });
    expect(seen.body.do_not_text?.kind).toBe('opt_out');
    expect(seen.body.phones[0]?.do_not_text?.kind).toBe('opt_out');
    expect(await found({ search: 'silent', can_text: 'true' })).toEqual([]);
    expect(await found({ search: 'silent', can_text: 'false' })).toEqual(['Silent']);
  });
});

describe('changing', () => {
  test('changes what is given, leaves the rest and keeps search in step', async () => {
    const contact = await added({ first_name: 'Old', last_name: 'Name', phones: ['2025550140'], company: 'Keeps' });
    const answer = await ws.as('agent').call(contactsApi.updateContact, {
      params: { contact_id: contact.id },
      body: { first_name: 'Newly', phones: ['2025550141', '2025550140'], notes: 'line one\nline two' },
    });
    expect(answer.body).toMatchObject({
      full_name: 'Newly Name',
      phone: '+12025550141',
      company: 'Keeps',
      notes: 'line one\nline two',
    });
    expect(await found({ search: 'newly' })).toEqual(['Newly Name']);
    expect(await found({ search: 'old name' })).toEqual([]);
    expect(await found({ search: '555-0140' })).toEqual(['Newly Name']);
    const cleared = await ws
      .as('agent')
      .call(contactsApi.updateContact, { params: { contact_id: contact.id }, body: { phones: [], company: null } });
    expect(cleared.body).toMatchObject({ phone: null, phones: [], company: null });
    expect(await found({ search: '555-0141' })).toEqual([]);
  });

  test('does not take away all that a person is known by', async () => {
    const contact = await added({ phones: ['2025550142'] });
    const answer = await ws
      .as('agent')
      .call(contactsApi.updateContact, { params: { contact_id: contact.id }, body: { phones: [] } });
    expect(answer.problem.detail).toContain('must leave a name');
    expect((await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: contact.id } })).body.phone).toBe(
      '+12025550142',
    );
  });

  test('keeps every word on consent with its evidence', async () => {
    const contact = await added({
      first_name: 'Consenting',
      phones: ['2025550143'],
      sms_consent: { consent: 'yes', wording: 'Text me', method: 'Card' },
    });
    const params = { contact_id: contact.id };
    await ws
      .as('agent')
      .call(contactsApi.updateContact, { params, body: { sms_consent: { consent: 'no', wording: 'Please stop' } } });
    const answer = await ws.as('viewer').call(contactsApi.listConsent, { params, query: { limit: 1 } });
    expect(answer.body.items).toMatchObject([
      { consent: 'no', wording: 'Please stop', source: 'api', actor_name: 'agent key', address: '+12025550143' },
    ]);
    const next = await ws.as('viewer').call(contactsApi.listConsent, { params, query: { cursor: answer.body.next_cursor! } });
    expect(next.body).toMatchObject({ items: [{ consent: 'yes', wording: 'Text me', method: 'Card' }], next_cursor: null });
    expect((await ws.as('viewer').call(contactsApi.getContact, { params })).body.sms_consent).toBe('no');
    expect(await found({ search: 'consenting', consent: 'no' })).toEqual(['Consenting']);
  });

  test('brings values of custom fields to their type and merges them', async () => {
    const manager = ws.as('manager');
    for (const field of [
      { label: 'Shoe size', type: 'number' as const },
      { label: 'Baptised on', type: 'date' as const },
      { label: 'Sings', type: 'boolean' as const },
      { label: 'Part', type: 'choice' as const, choices: ['Soprano', 'Alto'] },
      { label: 'Remark', type: 'text' as const },
    ])
      expect((await manager.call(fieldsApi.createField, { body: field })).status).toBe(201);
    const contact = await added({
      first_name: 'Fielded',
      custom: { shoe_size: '42.5', baptised_on: '2001-04-15', sings: 'yes', part: 'alto', remark: '  hi ' },
    });
    expect(contact.custom).toEqual({ shoe_size: 42.5, baptised_on: '2001-04-15', sings: true, part: 'Alto', remark: 'hi' });
    const params = { contact_id: contact.id };
    const changed = await ws
      .as('agent')
      .call(contactsApi.updateContact, { params, body: { custom: { remark: null, shoe_size: 41 } } });
    expect(changed.body.custom).toEqual({ shoe_size: 41, baptised_on: '2001-04-15', sings: true, part: 'Alto' });
    const bad = await ws.as('agent').call(contactsApi.updateContact, {
      params,
      body: { custom: { shoe_size: 'big', baptised_on: '2001-02-30', sings: 'often', part: 'Bass', remark: 'x'.repeat(1001) } },
    });
    expect(bad.problem.errors?.map((one) => one.field)).toEqual(
      ['shoe_size', 'baptised_on', 'sings', 'part', 'remark'].map((key) => `body.custom.${key}`),
    );
    expect(await found({ field: 'shoe_size:more:40' })).toEqual(['Fielded']);
    expect(await found({ field: ['shoe_size:less:40'] })).toEqual([]);
    expect(
      await found({ field: ['part:is:ALTO', 'sings:is:true', 'baptised_on:before:2002-01-01', 'remark:is_not_set'] }),
    ).toEqual(['Fielded']);
    expect(await found({ field: 'part:contains:lt' })).toEqual(['Fielded']);
  });
});

describe('searching and filtering', () => {
  let church: TestWorkspace;
  beforeAll(async () => {
    church = await product.workspace({ country: 'GB' });
    await added({ first_name: 'José', last_name: 'Ramírez', phones: ['+12025550150'], company: 'Señor Bakery' }, church);
    await added(
      { first_name: 'Øyvind', last_name: 'Haugen', phones: ['020 7946 0018'], emails: ['oy_vind@example.org'] },
      church,
    );
    await added({ first_name: 'ann', last_name: 'Abel' }, church);
  });

  test.each([
    ['jose', ['José Ramírez']],
    ['JOSÉ ram', ['José Ramírez']],
    ['oyvind', ['Øyvind Haugen']],
    ['senor bak', ['José Ramírez']],
    ['oy_vind@', ['Øyvind Haugen']],
    ['100%', []],
    ['_', ['Øyvind Haugen']],
    ['(202) 555', ['José Ramírez']],
    ['+1 202-555-0150', ['José Ramírez']],
    ['0150', ['José Ramírez']],
    ['55501', ['José Ramírez']],
    ['020 7946', ['Øyvind Haugen']],
    ['0044 20 7946 0018', ['Øyvind Haugen']],
    ['jose 555-0150', ['José Ramírez']],
    ['jose haugen', []],
    ['   ', ['ann Abel', 'Øyvind Haugen', 'José Ramírez']],
    ['\u202a+12025550150\u202c', ['José Ramírez']],
  ])('finds %j', async (search, names) => {
    expect(await found({ search }, church)).toEqual(names);
  });

  test('filters by channel, origin and custom fields, refusing what is not there', async () => {
    expect(await found({ has_phone: 'false' }, church)).toEqual(['ann Abel']);
    expect(await found({ has_email: 'true' }, church)).toEqual(['Øyvind Haugen']);
    expect(await found({ origin: 'api' }, church)).toHaveLength(3);
    const viewer = church.as('viewer');
    for (const [query, field] of [
      [{ list_id: newId() }, 'query.list_id'],
      [{ tag_id: newId() }, 'query.tag_id'],
      [{ field: 'nothing:is:1' }, 'query.fields.0.key'],
      [{ field: 'nothing' }, 'query.field.0'],
      [{ sort: 'age' }, 'query.sort'],
      [{ limit: 0 }, 'query.limit'],
      [{ limit: 1000 }, 'query.limit'],
      [{ has_phone: 'perhaps' }, 'query.has_phone'],
      [{ search: 'x'.repeat(201) }, 'query.search'],
      [{ cursor: 'rubbish' }, 'query.cursor'],
      [{ cursor: Buffer.from('["a","b"]').toString('base64url') }, 'query.cursor'],
      [{ cursor: Buffer.from(`["x","${newId()}"]`).toString('base64url'), sort: 'updated' }, 'query.cursor'],
    ] as const) {
      const answer = await viewer.call(contactsApi.listContacts, { query: query as never });
      expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
    }
  });

  test.each(['name', '-name', 'added', '-added', 'updated', '-updated'] as const)(
    'pages through %s without losing or repeating anybody',
    async (sort) => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: { sort: typeof sort; limit: number; cursor?: string } = {
          sort,
          limit: 1,
          ...(cursor === null ? {} : { cursor }),
        };
        const answer = await church.as('viewer').call(contactsApi.listContacts, { query });
        seen.push(...answer.body.items.map((one) => one.name));
        cursor = answer.body.next_cursor;
      } while (cursor !== null);
      const byName = ['ann Abel', 'Øyvind Haugen', 'José Ramírez'];
      const byTime = ['José Ramírez', 'Øyvind Haugen', 'ann Abel'];
      const expected = sort.endsWith('name') ? byName : byTime;
      expect(seen).toEqual(sort.startsWith('-') ? [...expected].reverse() : expected);
    },
  );

  test('counts what matches', async () => {
    const count = (query: Partial<Record<keyof ContactFilterQuery | 'exact', string>>) =>
      church.as('viewer').call(contactsApi.countContacts, { query: query as never });
    expect((await count({})).body).toEqual({ count: 3, exact: true });
    expect((await count({ search: 'jose', exact: 'true' })).body).toEqual({ count: 1, exact: true });
  });
});

describe('deleting', () => {
  test('hides a person and brings them back with everything', async () => {
    const tag = (await ws.as('manager').call(tagsApi.createTag, { body: { name: 'Kept' } })).body;
    const contact = await added({ first_name: 'Deleted', phones: ['2025550160'], tag_ids: [tag.id] });
    const params = { contact_id: contact.id };
    expect((await ws.as('agent').call(contactsApi.deleteContact, { params })).status).toBe(403);
    expect((await ws.as('manager').call(contactsApi.deleteContact, { params })).status).toBe(204);
    expect((await ws.as('viewer').call(contactsApi.getContact, { params })).status).toBe(404);
    expect((await ws.as('manager').call(contactsApi.deleteContact, { params })).status).toBe(404);
    expect((await ws.as('agent').call(contactsApi.updateContact, { params, body: { first_name: 'X' } })).status).toBe(404);
    expect(await found({ search: 'deleted' })).toEqual([]);
    const restored = await ws.as('manager').call(contactsApi.restoreContacts, { body: { ids: [contact.id] } });
    expect(restored.body).toEqual({ restored: 1, conflicting: 0, bulk_action: null });
    const seen = await ws.as('viewer').call(contactsApi.getContact, { params });
    expect(seen.body).toMatchObject({ phone: '+12025550160', tags: [{ name: 'Kept' }] });
    expect((await ws.as('manager').call(contactsApi.restoreContacts, { body: { ids: [contact.id] } })).body.restored).toBe(0);
  });

  test('does not bring back somebody whose external id is taken by now', async () => {
    const first = await added({ first_name: 'First', external_id: 'B-1' });
    await ws.as('manager').call(contactsApi.deleteContact, { params: { contact_id: first.id } });
    await added({ first_name: 'Second', external_id: 'B-1' });
    const answer = await ws.as('manager').call(contactsApi.restoreContacts, { body: { ids: [first.id] } });
    expect(answer.body).toEqual({ restored: 0, conflicting: 1, bulk_action: null });
  });
});

test('people of another workspace can be neither seen, changed, deleted nor restored', async () => {
  const mine = await added({ first_name: 'Private', phones: ['2025550170'] });
  const other = await product.workspace();
  const params = { contact_id: mine.id };
  expect(await found({}, other)).toEqual([]);
  expect((await other.as('owner').call(contactsApi.getContact, { params })).status).toBe(404);
  expect((await other.as('owner').call(contactsApi.updateContact, { params, body: { first_name: 'X' } })).status).toBe(404);
  expect((await other.as('owner').call(contactsApi.deleteContact, { params })).status).toBe(404);
  expect((await other.as('owner').call(contactsApi.listConsent, { params })).status).toBe(404);
  await ws.as('manager').call(contactsApi.deleteContact, { params });
  expect((await other.as('owner').call(contactsApi.restoreContacts, { body: { ids: [mine.id] } })).body.restored).toBe(0);
});
