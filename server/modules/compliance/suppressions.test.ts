import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

const add = (address: string, more: object = {}, workspace = ws) =>
  workspace.as('manager').call(suppressionsApi.addSuppression, { body: { address, ...more } });
const list = async (query: object = {}, workspace = ws) =>
  (await workspace.as('viewer').call(suppressionsApi.listSuppressions, { query })).body.items;

describe('adding', () => {
  it('keeps the number in E.164 however it was typed, and refuses it a second time', async () => {
    const made = await add('(202) 555-0101', { reason: 'asked in person' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ address: '+12025550101', kind: 'manual', reason: 'asked in person', source: 'api' });
    const again = await add('+1 202 555 0101');
    expect(again.status).toBe(409);
    expect(again.problem.code).toBe('already_exists');
  });

  it('names the field of a number that cannot be right', async () => {
    const refused = await add('12');
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.[0]?.field).toBe('body.address');
  });

  it('is for those who may', async () => {
    const refused = await ws.as('agent').call(suppressionsApi.addSuppression, { body: { address: '+12025550102' } });
    expect(refused.status).toBe(403);
  });
});

describe('the list', () => {
  it('finds by kind, by digits in any notation, and pages without gaps', async () => {
    const own = await product.workspace();
    for (let i = 10; i < 17; i += 1) await add(`+120255501${i}`, i % 2 ? { kind: 'dead' } : {}, own);
    expect((await list({ kind: ['dead'] }, own)).map((row) => row.kind)).toEqual(['dead', 'dead', 'dead']);
    expect((await list({ search: '555-0112' }, own)).map((row) => row.address)).toEqual(['+12025550112']);
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await own.as('viewer').call(suppressionsApi.listSuppressions, { query: { limit: 3, cursor } });
      seen.push(...page.body.items.map((row) => row.address));
      cursor = page.body.next_cursor ?? undefined;
      more = cursor !== undefined;
    }
    expect(seen).toEqual([16, 15, 14, 13, 12, 11, 10].map((i) => `+120255501${i}`));
    const counts = await own.as('viewer').call(suppressionsApi.countSuppressions);
    expect(counts.body).toEqual({ total: 7, by_kind: { manual: 4, dead: 3 } });
  });

  it('shows nothing of another workspace, and removes nothing there', async () => {
    const elsewhere = await product.workspace();
    const made = await add('+12025550130');
    expect(await list({}, elsewhere)).toEqual([]);
    const id = made.body.id;
    const removal = await elsewhere
      .as('owner')
      .call(suppressionsApi.removeSuppression, { params: { suppression_id: id }, body: { reason: 'not mine' } });
    expect(removal.status).toBe(404);
    const history = await elsewhere.as('owner').call(suppressionsApi.getSuppressionHistory, { params: { suppression_id: id } });
    expect(history.status).toBe(404);
  });

  it('refuses a cursor that is not one of its own', async () => {
    const refused = await ws.as('viewer').call(suppressionsApi.listSuppressions, { query: { cursor: 'nonsense' } });
    expect(refused.problem.errors?.[0]?.field).toBe('query.cursor');
  });

  it('comes as CSV that no spreadsheet runs', async () => {
    const own = await product.workspace();
    await add('+12025550140', { reason: '=HYPERLINK("https://example.com")' }, own);
    const file = await own.as('manager').call(suppressionsApi.exportSuppressions);
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.text).toContain('+12025550140,sms,manual,"\'=HYPERLINK(""https://example.com"")"');
  });
});

describe('importing', () => {
  it('answers for every line: added, there already, repeated, refused', async () => {
    const own = await product.workspace();
    await add('+12025550150', {}, own);
    const text =
      'Phone,Name\n(202) 555-0150,Ann\n202-555-0151,Ben\n+12025550151,Ben again\nnot a number,Carl\n\n+44 20 7946 0958,Dee\n';
    const answer = await own.as('manager').call(suppressionsApi.importSuppressions, { body: { text, kind: 'opt_out' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ added: 3, already_suppressed: 0, repeated: 1, refused: 1 });
    expect(answer.body.lines.map((line) => [line.line, line.outcome, line.address])).toEqual([
      [2, 'added', '+12025550150'],
      [3, 'added', '+12025550151'],
      [4, 'repeated', '+12025550151'],
      [5, 'refused', null],
      [7, 'added', '+442079460958'],
    ]);
    // The opt-out took the place of the entry made by hand.
    expect((await list({ kind: ['opt_out'] }, own)).length).toBe(3);
    const again = await own.as('manager').call(suppressionsApi.importSuppressions, { body: { text } });
    expect(again.body).toMatchObject({ added: 0, already_suppressed: 3, repeated: 1, refused: 1 });
  });

  it('refuses a text without numbers', async () => {
    const refused = await ws.as('manager').call(suppressionsApi.importSuppressions, { body: { text: '\n \n' } });
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.[0]?.field).toBe('body.text');
  });

  it('withdraws the consent of the contacts on an imported list of opt-outs', async () => {
    const own = await product.workspace();
    await product.ctx.db.workspace(own.id, async (tx) => {
      const contact = await tx
        .insertInto('contacts')
        .values({ workspace_id: own.id, phone: '+12025550160', sms_consent: 'yes' })
        .returning('id')
        .executeTakeFirstOrThrow();
      await tx
        .insertInto('contact_addresses')
        .values({ workspace_id: own.id, contact_id: contact.id, kind: 'phone', value: '+12025550160' })
        .execute();
    });
    await own.as('manager').call(suppressionsApi.importSuppressions, { body: { text: '+12025550160', kind: 'opt_out' } });
    await product.ctx.db.workspace(own.id, async (tx) => {
      expect((await tx.selectFrom('contacts').select('sms_consent').executeTakeFirstOrThrow()).sms_consent).toBe('no');
      const event = await tx.selectFrom('consent_events').selectAll().executeTakeFirstOrThrow();
      expect(event).toMatchObject({ consent: 'no', source: 'import', address: '+12025550160' });
    });
  });
});

describe('removing', () => {
  const remove = (id: string, body: { reason: string; person_asked?: boolean }) =>
    ws.as('admin').call(suppressionsApi.removeSuppression, { params: { suppression_id: id }, body });

  it('asks for a reason and keeps the history', async () => {
    const { body: made } = await add('+12025550170');
    expect((await remove(made.id, { reason: '' })).status).toBe(400);
    const removed = await remove(made.id, { reason: 'they corrected the number' });
    expect(removed.body).toMatchObject({ removed_reason: 'they corrected the number', removed_by: 'admin key' });
    expect((await remove(made.id, { reason: 'once more' })).problem.code).toBe('wrong_state');
    await add('+12025550170', { kind: 'dead' });
    const history = await ws.as('viewer').call(suppressionsApi.getSuppressionHistory, { params: { suppression_id: made.id } });
    expect(history.body.items.map((one) => [one.kind, one.removed_at !== null])).toEqual([
      ['dead', false],
      ['manual', true],
    ]);
    expect((await list({ removed: true, search: '5550170' })).length).toBe(1);
  });

  it('lifts an opt-out only with the statement that the person asked for it', async () => {
    const { body: made } = await add('+12025550171', { kind: 'opt_out' });
    const refused = await remove(made.id, { reason: 'we would like to write' });
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.[0]?.field).toBe('body.person_asked');
    const lifted = await remove(made.id, { reason: 'called us on Monday', person_asked: true });
    expect(lifted.status).toBe(200);
    expect(await list({ search: '5550171' })).toEqual([]);
  });

  it('is not for managers', async () => {
    const { body: made } = await add('+12025550172');
    const refused = await ws
      .as('manager')
      .call(suppressionsApi.removeSuppression, { params: { suppression_id: made.id }, body: { reason: 'a reason' } });
    expect(refused.status).toBe(403);
  });
});

describe('the texts for STOP, START and HELP', () => {
  const put = (texts: object) =>
    ws.as('admin').call(suppressionsApi.updateKeywordTexts, {
      body: {
        brand: 'Grace Chapel',
        stop_reply: '{{brand}}: out.',
        start_reply: '{{ brand }}: in.',
        help_reply: '{{brand}}: help.',
        ...texts,
      },
    });

  it('name the organisation by default', async () => {
    const own = await product.workspace({ name: 'Hope Clinic' });
    const { body } = await own.as('viewer').call(suppressionsApi.getKeywordTexts);
    for (const text of Object.values(body.previews)) expect(text).toContain('Hope Clinic');
    expect(body.texts).toEqual(body.defaults);
  });

  it('can be changed', async () => {
    const changed = await put({});
    expect(changed.body.previews).toEqual({
      stop_reply: 'Grace Chapel: out.',
      start_reply: 'Grace Chapel: in.',
      help_reply: 'Grace Chapel: help.',
    });
  });

  it.each([
    ['an unknown merge tag', { stop_reply: '{{brand}} {{first_name}}' }, 'body.stop_reply'],
    ['an unfinished merge tag', { help_reply: '{{brand}} {{bra' }, 'body.help_reply'],
    ['no name', { start_reply: 'You are in.' }, 'body.start_reply'],
    ['more than three segments', { help_reply: `{{brand}} ${'a'.repeat(470)}` }, 'body.help_reply'],
    ['nothing', { stop_reply: ' ' }, 'body.stop_reply'],
  ])('refuse %s', async (_, texts, field) => {
    const refused = await put(texts);
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.[0]?.field).toBe(field);
  });
});
