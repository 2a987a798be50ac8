import { randomUUID } from 'node:crypto';
import { inboxApi } from '@tidings/core/contract/inbox';
import { messagesApi } from '@tidings/core/contract/messages';
import { sandboxApi } from '@tidings/core/contract/sandbox';
import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../../../test/support/live-product.ts';
import { eventually } from '../../testing/product.ts';

let product: LiveProduct;
let ws: SandboxWorkspace;
beforeAll(async () => {
  // A busy machine may lose a receipt on its way: it is asked about soon.
  product = await liveProduct({ TIDINGS_CATCH_UP_SECONDS: '5' });
  ws = await product.sandboxWorkspace();
  await product.startWorker();
  await whenProvisioned(ws);
});
afterAll(() => product.close());

const conversations = async (query: object = {}, workspace: SandboxWorkspace = ws) =>
  (await workspace.as('agent').call(inboxApi.listConversations, { query })).body.items;

/** Somebody writes, and their conversation is there. */
async function hears(phone: string, text: string, workspace = ws) {
  await workspace.textFrom(phone, text);
  return eventually(
    async () =>
      (await conversations({}, workspace)).find((one) => one.contact.phone === phone && one.last_message_preview === text),
    `a conversation with “${text}”`,
  );
}

const state = async (contactId: string) =>
  (await ws.as('agent').call(inboxApi.getConversation, { params: { contact_id: contactId } })).body;
const reply = (contactId: string, body: string, id: string = randomUUID(), workspace = ws) =>
  workspace.as('agent').call(inboxApi.reply, { params: { contact_id: contactId }, body: { id, body } });
const messages = async (contactId: string) =>
  (await ws.as('agent').call(inboxApi.listConversationMessages, { params: { contact_id: contactId } })).body.items;

describe('a reply', () => {
  it('goes to the phone they wrote from, from the number they wrote to, and its receipt shows in the conversation', async () => {
    const { contact } = await hears('+12025550101', 'What time is the service?');
    const before = await state(contact.id);
    expect(before.reply).toMatchObject({ allowed: true, to: '+12025550101', from: { address: ws.number } });
    const sent = await reply(contact.id, 'At ten. See you there!');
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ source: 'reply', state: 'queued', created_by_name: 'agent key' });
    const delivered = await eventually(
      async () => (await messages(contact.id)).find((one) => one.source === 'reply' && one.state === 'delivered'),
      'the reply is delivered',
    );
    expect(delivered.body).toBe('At ten. See you there!');
    expect((await ws.phone('+12025550101')).map((one) => one.body)).toContain('At ten. See you there!');
    expect((await messages(contact.id)).map((one) => one.direction)).toEqual(['out', 'in']);
  });

  it('pressed twice sends once; the same id with another text is refused', async () => {
    const { contact } = await hears('+12025550102', 'Hello?');
    const id = randomUUID();
    const [first, second] = await Promise.all([reply(contact.id, 'Hi!', id), reply(contact.id, 'Hi!', id)]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.id).toBe(second.body.id);
    const other = await reply(contact.id, 'Something else', id);
    expect(other.problem.errors?.[0]?.field).toBe('body.id');
    await eventually(
      async () => (await messages(contact.id)).some((one) => one.source === 'reply' && one.state === 'delivered'),
      'the reply is delivered',
    );
    expect((await messages(contact.id)).filter((one) => one.source === 'reply')).toHaveLength(1);
    expect((await ws.phone('+12025550102')).filter((one) => one.body === 'Hi!')).toHaveLength(1);
  });

  it('is not possible to somebody who opted out, and says why', async () => {
    const { contact } = await hears('+12025550103', 'STOP');
    await eventually(async () => !(await state(contact.id)).reply.allowed, 'the opt-out shows');
    const { reply: way, contact: person } = await state(contact.id);
    expect(way.words).toMatch(/asked not to get messages/);
    // Said on a sandbox phone: it holds here, and changes nobody's consent.
    expect(person.sms_consent).toBe('unknown');
    const refused = await reply(contact.id, 'Please stay');
    expect(refused.status).toBe(422);
    expect(refused.problem.detail).toMatch(/asked not to get messages/);
    await hears('+12025550103', 'START');
    await eventually(async () => (await state(contact.id)).reply.allowed, 'START lets them be answered');
  });

  it.each([
    ['an empty text', ' ', 'body.body'],
    ['more than 1,600 characters', 'a'.repeat(1_601), 'body.body'],
  ])('refuses %s', async (_, text, field) => {
    const { contact } = await hears('+12025550104', `Hi ${text.length}`);
    expect((await reply(contact.id, text)).problem.errors?.[0]?.field).toBe(field);
  });
});

describe('the list', () => {
  it('shows unread first, then the newest, in pages without gaps, and finds by name and number', async () => {
    const own = await product.sandboxWorkspace();
    await whenProvisioned(own);
    const phones = ['+12025550110', '+12025550111', '+12025550112', '+12025550113', '+12025550114'];
    const ids: string[] = [];
    for (const phone of phones) ids.push((await hears(phone, `from ${phone.slice(-2)}`, own)).contact.id);
    await own.as('agent').call(inboxApi.markRead, { params: { contact_id: ids[4]! } });
    await own.as('agent').call(inboxApi.markRead, { params: { contact_id: ids[1]! } });
    const expected = [ids[3], ids[2], ids[0], ids[4], ids[1]];
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await own.as('agent').call(inboxApi.listConversations, { query: { limit: 2, cursor } });
      seen.push(...page.body.items.map((one) => one.contact.id));
      cursor = page.body.next_cursor ?? undefined;
      more = cursor !== undefined;
    }
    expect(seen).toEqual(expected);
    expect((await own.as('agent').call(inboxApi.countUnread)).body.conversations).toBe(3);
    expect((await conversations({ unread: 'true' }, own)).length).toBe(3);
    await own.as('agent').call(inboxApi.markUnread, { params: { contact_id: ids[1]! } });
    expect((await own.as('agent').call(inboxApi.countUnread)).body.conversations).toBe(4);
    expect((await conversations({ search: '(202) 555-0112' }, own)).map((one) => one.contact.id)).toEqual([ids[2]]);
    expect(await conversations({ search: 'nobody of that name' }, own)).toEqual([]);
  });

  it('is empty for another workspace, which can neither read, answer nor mark', async () => {
    const { contact } = await hears('+12025550120', 'private');
    const other = await product.sandboxWorkspace();
    const params = { contact_id: contact.id };
    expect(await conversations({}, other)).toEqual([]);
    const agent = other.as('agent');
    expect((await agent.call(inboxApi.getConversation, { params })).status).toBe(404);
    expect((await agent.call(inboxApi.listConversationMessages, { params })).status).toBe(404);
    expect((await agent.call(inboxApi.markRead, { params })).status).toBe(404);
    expect((await reply(contact.id, 'hello', randomUUID(), other)).status).toBe(404);
  });
});

describe('STOP, START and HELP', () => {
  it('answer once with the workspace’s own texts and show on the suppression list', async () => {
    const phone = '+12025550130';
    await ws.as('admin').call(suppressionsApi.updateKeywordTexts, {
      body: {
        brand: 'Grace Chapel',
        stop_reply: '{{brand}}: no more messages.',
        start_reply: '{{brand}}: welcome back.',
        help_reply: '{{brand}}: call +1 202 555 0100.',
      },
    });
    const got = async (text: string) => (await ws.phone(phone)).filter((one) => one.body === text).length;
    await hears(phone, 'Stop.');
    await eventually(async () => (await got('Grace Chapel: no more messages.')) === 1, 'the confirmation arrives');
    await hears(phone, 'HELP');
    await eventually(async () => (await got('Grace Chapel: call +1 202 555 0100.')) === 1, 'help comes although opted out');
    await hears(phone, 'STOP');
    await hears(phone, 'start');
    await eventually(async () => (await got('Grace Chapel: welcome back.')) === 1, 'the welcome arrives');
    expect(await got('Grace Chapel: no more messages.')).toBe(1);
    const { body } = await ws.as('viewer').call(suppressionsApi.listSuppressions, { query: { search: phone, removed: 'true' } });
    expect(body.items).toMatchObject([{ kind: 'opt_out', source: 'keyword', reason: 'Texted “Stop.”' }]);
  });
});

describe('the history', () => {
  it('holds both directions and filters by each of them', async () => {
    const own = await product.sandboxWorkspace();
    await whenProvisioned(own);
    const { contact } = await hears('+12025550140', 'Is there parking?', own);
    await reply(contact.id, '=Yes, 100% free', randomUUID(), own);
    const list = async (query: object) => (await own.as('viewer').call(messagesApi.listMessages, { query })).body.items;
    await eventually(async () => (await list({ state: ['delivered'] })).length === 1, 'the reply is delivered');
    const found = async (query: object) => (await list(query)).map((one) => one.source);
    expect(await found({})).toEqual(['reply', 'inbound']);
    expect(await found({ direction: 'in' })).toEqual(['inbound']);
    expect(await found({ state: ['received'] })).toEqual(['inbound']);
    expect(await found({ source: ['reply'] })).toEqual(['reply']);
    expect(await found({ sender_id: own.senderId })).toEqual(['reply', 'inbound']);
    expect(await found({ contact_id: contact.id, channel: 'sms' })).toEqual(['reply', 'inbound']);
    expect(await found({ search: 'PARKING' })).toEqual(['inbound']);
    expect(await found({ search: '100%' })).toEqual(['reply']);
    expect(await found({ search: '(202) 555-0140' })).toEqual(['reply', 'inbound']);
    expect(await found({ search: 'nothing like it' })).toEqual([]);
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    expect(await found({ from: hourAgo })).toEqual(['reply', 'inbound']);
    expect(await found({ until: hourAgo })).toEqual([]);
    const [first] = await list({ limit: 1 });
    const details = await own.as('viewer').call(messagesApi.getMessage, { params: { message_id: first!.id } });
    expect(details.body.receipts.map((one) => one.status)).toContain('delivered');
    const file = await own.as('manager').call(messagesApi.exportMessages, { query: { source: ['reply'] } });
    expect(file.text).toContain(`,"'=Yes, 100% free",`);
    expect(file.text.trim().split('\r\n')).toHaveLength(2);
  });

  it('pages by cursor and shows nothing of another workspace', async () => {
    const other = await product.workspace();
    const mine = (await ws.as('viewer').call(messagesApi.listMessages, { query: { limit: 1 } })).body;
    const next = await ws.as('viewer').call(messagesApi.listMessages, { query: { limit: 1, cursor: mine.next_cursor! } });
    expect(next.body.items[0]?.id).not.toBe(mine.items[0]?.id);
    expect((await other.as('viewer').call(messagesApi.listMessages)).body.items).toEqual([]);
    const params = { message_id: mine.items[0]!.id };
    expect((await other.as('viewer').call(messagesApi.getMessage, { params })).status).toBe(404);
  });

  it('refuses a period that ends before it begins', async () => {
    const query = { from: '2026-05-02T00:00:00Z', until: '2026-05-01T00:00:00Z' };
    const refused = await ws.as('viewer').call(messagesApi.listMessages, { query });
    expect(refused.problem.errors?.[0]?.field).toBe('query.until');
  });
});

describe('sandbox phones', () => {
  const writeAs = (phone: string, body: string, workspace = ws) =>
    workspace.as('agent').call(sandboxApi.writeFromPhone, { params: { phone_number: phone }, body: { body } });

  it('write to the workspace and show both directions', async () => {
    const phone = '+12025550150';
    const written = await writeAs(phone, 'I am new here');
    expect(written.status).toBe(201);
    const heard = await eventually(
      async () => (await conversations()).find((one) => one.contact.phone === phone),
      'the text arrives in the inbox',
    );
    await reply(heard.contact.id, 'Welcome!');
    const both = await eventually(async () => {
      const page = await ws.as('agent').call(sandboxApi.listPhoneMessages, { params: { phone_number: phone } });
      return page.body.items.some((one) => one.status === 'delivered') && page.body;
    }, 'the reply is on the phone');
    expect(both.items.map((one) => [one.direction, one.body])).toEqual([
      ['to_phone', 'Welcome!'],
      ['from_phone', 'I am new here'],
    ]);
    expect(both.contact?.id).toBe(heard.contact.id);
    const listed = await ws.as('agent').call(sandboxApi.listSandboxPhones, { query: { search: '555-0150' } });
    expect(listed.body.items).toMatchObject([{ phone_number: phone, contact: { id: heard.contact.id }, messages: 2 }]);
  });

  it('are found by the name of a person who has no message yet', async () => {
    await product.ctx.db.workspace(ws.id, async (tx) => {
      await tx
        .insertInto('contacts')
        .values({ workspace_id: ws.id, full_name: 'Quinn Quiet', search: 'quinn quiet', phone: '+12025550151' })
        .execute();
    });
    const { body } = await ws.as('agent').call(sandboxApi.listSandboxPhones, { query: { search: 'quinn' } });
    expect(body.items).toMatchObject([{ phone_number: '+12025550151', contact: { name: 'Quinn Quiet' }, last_message: null }]);
  });

  it('switch failures that the product then meets', { timeout: 600_000 }, async () => {
    const own = await product.sandboxWorkspace();
    await whenProvisioned(own);
    const set = (faults: object[]) => own.as('agent').call(sandboxApi.setSandboxFaults, { body: { faults: faults as never } });
    const on = await set([
      { kind: 'delivery_error', code: 30005 },
      { kind: 'slow', latency_ms: 5 },
    ]);
    expect(on.body.faults).toMatchObject([
      { kind: 'delivery_error', code: 30005 },
      { kind: 'slow', latency_ms: 5 },
    ]);
    const { contact } = await hears('+12025550160', 'Hello', own);
    const sent = await reply(contact.id, 'Hi', randomUUID(), own);
    expect(sent.status, sent.text).toBe(201);
    const dead = async () => {
      const { body } = await own.as('viewer').call(suppressionsApi.listSuppressions);
      return body.items.some((one) => one.kind === 'dead' && one.address === '+12025550160');
    };
    await eventually(dead, 'the dead number is suppressed', 480_000);
    expect((await own.as('agent').call(sandboxApi.getSandbox)).body).toMatchObject({ running: true, numbers: [own.number] });
    expect((await set([])).body.faults).toEqual([]);
    expect((await set([{ kind: 'earthquake' }])).status).toBe(400);
  });

  it('are silent in a live workspace, where real people write', async () => {
    const own = await product.workspace({ mode: 'live' });
    const { ensureSandboxConnection } = await import('../connections/sandbox-connection.ts');
    await product.ctx.db.workspace(own.id, (tx) => ensureSandboxConnection(product.ctx, tx, own.id));
    const refused = await own
      .as('agent')
      .call(sandboxApi.writeFromPhone, { params: { phone_number: '+12025550170' }, body: { body: 'STOP' } });
    expect(refused.problem.code).toBe('wrong_state');
  });

  it('belong to their workspace', async () => {
    const other = await product.sandboxWorkspace();
    await whenProvisioned(other);
    const { body } = await other.as('agent').call(sandboxApi.listPhoneMessages, { params: { phone_number: '+12025550150' } });
    expect(body.items).toEqual([]);
    expect((await other.as('viewer').call(sandboxApi.getSandbox)).status).toBe(403);
  });
});
