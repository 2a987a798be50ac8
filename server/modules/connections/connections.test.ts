import { connectionsApi } from '@tidings/core/contract/connections';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../../../test/support/live-product.ts';
import { type TestWorkspace, testProduct } from '../../testing/product.ts';
import { openConnection } from './open-connection.ts';
import { provisionSandboxAccount } from './provision-sandbox.ts';
import { ensureSandboxConnection, sandboxNumberOf } from './sandbox-connection.ts';
import { openSecrets } from './secrets.ts';
import { chosenSender, senderFor } from './sender-for.ts';

let product: LiveProduct;
let ws: SandboxWorkspace;
/** The carrier's own token of the sandbox account: what a person would copy from the provider's console. */
let token: string;
let accountSid: string;

beforeAll(async () => {
  product = await liveProduct();
  ws = await product.sandboxWorkspace();
  const connection = await product.ctx.db.system((tx) => openConnection(product.ctx, tx, ws.connectionId));
  await provisionSandboxAccount(product.ctx, connection);
  token = connection.secrets['auth_token']!;
  accountSid = String(connection.settings['account_sid']);
});
afterAll(() => product.close());

const secretToken = 'f'.repeat(16) + 'e'.repeat(16);

function create(workspace: TestWorkspace, change: { settings?: object; secrets?: object } = {}) {
  return workspace.as('admin').call(connectionsApi.createConnection, {
    body: {
      provider: 'twilio',
      name: 'Our Twilio',
      settings: { account_sid: accountSid, base_url: product.carrier.url, ...change.settings },
      secrets: { auth_token: token, ...change.secrets },
    },
  });
}
const test = (workspace: TestWorkspace, id: string) =>
  workspace.as('admin').call(connectionsApi.testConnection, { params: { connection_id: id } });
const addSender = (workspace: TestWorkspace, id: string, body: object) =>
  workspace.as('admin').call(connectionsApi.createSender, { params: { connection_id: id }, body: body as never });

describe('the form of a provider', () => {
  it('is drawn from its schema', async () => {
    const { body } = await ws.as('manager').call(connectionsApi.listProviders);
    const twilio = body.items.find((one) => one.id === 'twilio')!;
    expect(twilio.fields.map((field) => [field.name, field.required, field.secret])).toEqual([
      ['account_sid', true, false],
      ['api_key_sid', false, false],
      ['base_url', false, false],
      ['auth_token', true, true],
      ['api_key_secret', false, true],
    ]);
    expect(twilio.fields.every((field) => field.help)).toBe(true);
  });

  it.each([
    ['a wrong account SID', { settings: { account_sid: 'AC123' } }, 'body.settings.account_sid'],
    ['an address that is none', { settings: { base_url: 'twilio' } }, 'body.settings.base_url'],
    ['an unknown setting', { settings: { color: 'red' } }, 'body.settings.color'],
    ['a missing token', { secrets: { auth_token: ' ' } }, 'body.secrets.auth_token'],
  ])('refuses %s and names the field', async (_, change, field) => {
    const refused = await create(ws, change);
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.map((one) => one.field)).toContain(field);
  });

  it('refuses a provider that does not exist', async () => {
    const refused = await ws.as('admin').call(connectionsApi.createConnection, {
      body: { provider: 'pigeon', name: 'Pigeon', settings: {}, secrets: {} },
    });
    expect(refused.problem.errors?.[0]).toMatchObject({ field: 'body.provider', message: 'must be one of: twilio' });
  });
});

describe('secrets', () => {
  it('never leave: no answer and no log holds them, whatever goes wrong', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const own = await testProduct({ overrides: { log, sandbox: product.ctx.sandbox } });
    const answers: string[] = [];
    const remember = <T extends { text: string }>(answer: T): T => {
      answers.push(answer.text);
      return answer;
    };
    const workspace = await own.workspace();
    const made = remember(await create(workspace, { secrets: { auth_token: secretToken } }));
    expect(made.body.secrets_set).toEqual(['auth_token']);
    remember(await test(workspace, made.body.id));
    remember(await create(workspace, { secrets: { auth_token: secretToken, other: secretToken } }));
    remember(
      await workspace.as('admin').call(connectionsApi.updateConnection, {
        params: { connection_id: made.body.id },
        body: { name: 'New name', secrets: { auth_token: secretToken } },
      }),
    );
    remember(await workspace.as('manager').call(connectionsApi.listConnections));
    remember(await workspace.as('manager').call(connectionsApi.getConnection, { params: { connection_id: made.body.id } }));
    const kept = await own.ctx.db.system((tx) =>
      tx.selectFrom('audit_entries').select(['action', 'details', 'object_label']).execute(),
    );
    await own.close();
    const everything = [...answers, ...lines, JSON.stringify(kept)].join('\n');
    expect(everything).not.toContain(secretToken);
    expect(everything).not.toContain(Buffer.from(secretToken).toString('base64'));
  });

  it('are sealed to their row: copied to another they cannot be opened', async () => {
    const { body: first } = await create(ws);
    const { body: second } = await create(ws);
    const rows = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('connections').select(['id', 'secrets']).where('id', 'in', [first.id, second.id]).execute(),
    );
    const sealed = rows.find((row) => row.id === first.id)!.secrets!;
    expect(sealed.toString('latin1')).not.toContain(token);
    expect(openSecrets(product.ctx, { id: first.id, workspaceId: ws.id }, sealed)).toEqual({ auth_token: token });
    expect(() => openSecrets(product.ctx, { id: second.id, workspaceId: ws.id }, sealed)).toThrow();
  });

  it('must be entered again when the address changes, so that nobody can have them sent to their own', async () => {
    const { body: made } = await create(ws);
    const change = (body: object) =>
      ws.as('admin').call(connectionsApi.updateConnection, { params: { connection_id: made.id }, body });
    const settings = { account_sid: accountSid, base_url: 'https://collector.example.com' };
    const refused = await change({ settings });
    expect(refused.problem.errors?.[0]?.field).toBe('body.secrets.auth_token');
    expect((await change({ settings, secrets: { auth_token: token } })).status).toBe(200);
    // Everything else may change without them, and what is left out stays.
    const renamed = await change({ name: 'Renamed' });
    expect(renamed.body).toMatchObject({ name: 'Renamed', secrets_set: ['auth_token'], settings });
  });
});

describe('testing a connection', () => {
  it('says what was found, and the connection counts as working', async () => {
    const { body: made } = await create(ws);
    const result = await test(ws, made.id);
    expect(result.body).toMatchObject({ ok: true, found: [{ kind: 'number', address: ws.number, added: false }] });
    const { body: after } = await ws.as('manager').call(connectionsApi.getConnection, { params: { connection_id: made.id } });
    expect(after.status).toBe('working');
    await addSender(ws, made.id, { kind: 'number', address: ws.number });
    expect((await test(ws, made.id)).body.found[0]?.added).toBe(true);
  });

  it.each([
    ['a wrong token', { secrets: { auth_token: 'wrong' } }, /does not accept these credentials/],
    ['an account the provider does not know', { settings: { account_sid: `AC${'0'.repeat(32)}` } }, /credentials|does not know/],
    ['an address where nobody listens', { settings: { base_url: 'http://127.0.0.1:9' } }, /private address|could not be reached/],
  ])('says in words that it meets %s', async (_, change, words) => {
    const { body: made } = await create(ws, change);
    const result = await test(ws, made.id);
    expect(result.status).toBe(200);
    expect(result.body.ok).toBe(false);
    expect(result.body.words).toMatch(words);
    const { body: after } = await ws.as('manager').call(connectionsApi.getConnection, { params: { connection_id: made.id } });
    expect(after).toMatchObject({ status: 'failing', status_words: result.body.words });
  });

  it('says that an account is suspended, and that one is a trial', async () => {
    const other = await product.sandboxWorkspace();
    const connection = await product.ctx.db.system((tx) => openConnection(product.ctx, tx, other.connectionId));
    await provisionSandboxAccount(product.ctx, connection);
    const { body: made } = await create(other, {
      settings: { account_sid: connection.settings['account_sid'] },
      secrets: { auth_token: connection.secrets['auth_token'] },
    });
    await other.control('PUT', '', { type: 'Trial' });
    expect((await test(other, made.id)).body.words).toMatch(/trial account/);
    await other.control('PUT', '', { status: 'suspended' });
    const suspended = await test(other, made.id);
    expect(suspended.body.ok).toBe(false);
    expect(suspended.body.words).toMatch(/suspended|not active/);
  });
});

describe('senders', () => {
  it('are added with a rate; the first of its mode is the default', async () => {
    const own = await product.workspace();
    const { body: made } = await create(own);
    const first = await addSender(own, made.id, {
      kind: 'number',
      address: '(202) 555-0188'.replace(/^/, '+1 '),
      rate_per_second: 3,
    });
    expect(first.body).toMatchObject({ address: '+12025550188', rate_per_second: 3, burst: 1, is_default: true, sandbox: false });
    const second = await addSender(own, made.id, { kind: 'messaging_service', address: `MG${'a'.repeat(32)}`, name: 'Service' });
    expect(second.body.is_default).toBe(false);
    expect((await addSender(own, made.id, { kind: 'number', address: '+12025550188' })).problem.code).toBe('already_exists');
    const chosen = await own
      .as('admin')
      .call(connectionsApi.updateSender, { params: { sender_id: second.body.id }, body: { is_default: true, daily_cap: 2_000 } });
    expect(chosen.body).toMatchObject({ is_default: true, daily_cap: 2_000 });
    const { body: all } = await own.as('viewer').call(connectionsApi.listSenders, { query: { sandbox: 'false' } });
    expect(all.items.map((one) => [one.name, one.is_default])).toEqual([
      ['Service', true],
      ['+12025550188', false],
    ]);
  });

  it.each([
    ['a number that is none', { kind: 'number', address: '12' }, 'body.address'],
    ['a service that is none', { kind: 'messaging_service', address: 'MG1' }, 'body.address'],
    ['a rate of nothing', { kind: 'number', address: '+12025550187', rate_per_second: 0 }, 'body.rate_per_second'],
    ['half a burst', { kind: 'number', address: '+12025550187', burst: 1.5 }, 'body.burst'],
  ])('refuse %s', async (_, body, field) => {
    const { body: made } = await create(ws);
    expect((await addSender(ws, made.id, body)).problem.errors?.[0]?.field).toBe(field);
  });

  it('count their daily cap anew at the hour and zone of their carrier', async () => {
    const workspace = await product.workspace();
    const admin = workspace.as('admin');
    const { body: connection } = await create(workspace);
    const params = { connection_id: connection.id };
    const made = await admin.call(connectionsApi.createSender, {
      params,
      body: { kind: 'number', address: '+12025550142', daily_cap: 2_000, cap_zone: 'America/Chicago', cap_hour: 5 },
    });
    expect(made.body).toMatchObject({ daily_cap: 2_000, cap_zone: 'America/Chicago', cap_hour: 5, cap_used: 0 });
    expect(Date.parse(made.body.cap_resets_at)).toBeGreaterThan(Date.now());
    const change = (body: object) => admin.call(connectionsApi.updateSender, { params: { sender_id: made.body.id }, body });
    expect((await change({ cap_zone: 'Europe/Berlin', cap_hour: 0 })).body).toMatchObject({
      cap_zone: 'Europe/Berlin',
      cap_hour: 0,
    });
    for (const [body, field] of [
      [{ cap_zone: 'Mars/Olympus' }, 'body.cap_zone'],
      [{ cap_zone: '+02:00' }, 'body.cap_zone'],
      [{ cap_hour: 24 }, 'body.cap_hour'],
      [{ cap_hour: 1.5 }, 'body.cap_hour'],
      [{ burst: 0 }, 'body.burst'],
      [{ rate_per_second: 0 }, 'body.rate_per_second'],
      [{ daily_cap: 0 }, 'body.daily_cap'],
    ] as const) {
      const refused = await change(body);
      expect(refused.status).toBe(400);
      expect(refused.problem.errors).toMatchObject([{ field }]);
    }
  });

  it('come down to a lower rate with what they may send at once, unless that is named', async () => {
    const workspace = await product.workspace();
    const { body: connection } = await create(workspace);
    const body = { kind: 'number', address: '+12025550143', rate_per_second: 100, burst: 100 };
    const made = await addSender(workspace, connection.id, body);
    const change = async (wish: object) => {
      const params = { sender_id: made.body.id };
      const changed = await workspace.as('admin').call(connectionsApi.updateSender, { params, body: wish });
      const { tokens } = await product.ctx.db.workspace(workspace.id, (tx) =>
        tx.selectFrom('senders').select('tokens').where('id', '=', made.body.id).executeTakeFirstOrThrow(),
      );
      return { rate: changed.body.rate_per_second, burst: changed.body.burst, tokens };
    };
    expect(await change({ rate_per_second: 10 })).toEqual({ rate: 10, burst: 10, tokens: 10 });
    expect(await change({ rate_per_second: 1 })).toEqual({ rate: 1, burst: 1, tokens: 1 });
    expect(await change({ rate_per_second: 0.1 })).toEqual({ rate: 0.1, burst: 1, tokens: 1 });
    expect(await change({ rate_per_second: 50, burst: 50 })).toMatchObject({ rate: 50, burst: 50 });
    expect(await change({ rate_per_second: 5, burst: 40 })).toMatchObject({ rate: 5, burst: 40 });
    expect(await change({ name: 'Slow' })).toMatchObject({ rate: 5, burst: 40 });
  });

  it('of the sandbox can only be fictitious numbers, and one always stays', async () => {
    const refused = await addSender(ws, ws.connectionId, { kind: 'number', address: '+16502530000' });
    expect(refused.problem.errors?.[0]?.field).toBe('body.address');
    const archived = await ws.as('admin').call(connectionsApi.archiveSender, { params: { sender_id: ws.senderId } });
    expect(archived.problem.code).toBe('wrong_state');
  });

  it('pause with a reason and go on', async () => {
    const params = { sender_id: ws.senderId };
    const nameless = await ws.as('admin').call(connectionsApi.pauseSender, { params, body: { reason: ' ' } });
    expect(nameless.problem.errors?.[0]?.field).toBe('body.reason');
    const paused = await ws.as('admin').call(connectionsApi.pauseSender, { params, body: { reason: 'wrong text' } });
    expect(paused.body).toMatchObject({ pause_reason: 'wrong text' });
    const resumed = await ws.as('admin').call(connectionsApi.resumeSender, { params });
    expect(resumed.body).toMatchObject({ paused_at: null, pause_reason: null });
  });
});

describe('which sender is used', () => {
  const setMode = (mode: 'sandbox' | 'live', id: string) =>
    product.ctx.db.system((tx) => tx.updateTable('workspaces').set({ mode }).where('id', '=', id).execute());
  const pick = (id: string) => product.ctx.db.workspace(id, (tx) => senderFor(tx, id, 'sms'));

  it('in sandbox mode is only the sandbox’s, in live mode only a real one', async () => {
    const own = await product.sandboxWorkspace();
    const { body: made } = await create(own);
    expect((await pick(own.id)).sandbox).toBe(true);
    await setMode('live', own.id);
    await expect(pick(own.id)).rejects.toThrow(/Connect a provider/);
    const { body: real } = await addSender(own, made.id, { kind: 'number', address: '+12025550186' });
    expect((await pick(own.id)).id).toBe(real.id);
    await setMode('sandbox', own.id);
    expect((await pick(own.id)).sandbox).toBe(true);
    await expect(product.ctx.db.workspace(own.id, (tx) => chosenSender(tx, own.id, 'sms', real.id))).rejects.toThrow(
      /sandbox mode/,
    );
  });
});

describe('the sandbox connection', () => {
  it('is made once per workspace, whoever asks', async () => {
    const own = await product.workspace();
    const make = () => product.ctx.db.workspace(own.id, (tx) => ensureSandboxConnection(product.ctx, tx, own.id));
    const made = await Promise.all([make(), make(), make()]);
    expect(new Set(made.map((one) => one.id)).size).toBe(1);
    const { body } = await own.as('viewer').call(connectionsApi.listSenders, { query: {} });
    expect(body.items.map((one) => one.address)).toEqual([sandboxNumberOf(own.id)]);
  });

  it('cannot be changed or archived', async () => {
    const params = { connection_id: ws.connectionId };
    expect((await ws.as('admin').call(connectionsApi.archiveConnection, { params })).problem.code).toBe('wrong_state');
    const change = await ws.as('admin').call(connectionsApi.updateConnection, { params, body: { name: 'Mine' } });
    expect(change.problem.code).toBe('wrong_state');
  });

  it('makes itself known to the carrier when a worker runs, and can be tested like any other', async () => {
    const own = await product.sandboxWorkspace();
    const stop = await product.startWorker();
    await whenProvisioned(own);
    await stop();
    expect((await test(own, own.connectionId)).body.ok).toBe(true);
  });
});

describe('archiving', () => {
  it('takes the senders along and can be undone', async () => {
    const own = await product.workspace();
    const { body: made } = await create(own);
    await addSender(own, made.id, { kind: 'number', address: '+12025550185' });
    const params = { connection_id: made.id };
    expect((await own.as('admin').call(connectionsApi.archiveConnection, { params })).status).toBe(204);
    expect((await own.as('admin').call(connectionsApi.getConnection, { params })).status).toBe(404);
    expect((await own.as('viewer').call(connectionsApi.listSenders, { query: {} })).body.items).toEqual([]);
    const restored = await own.as('admin').call(connectionsApi.restoreConnection, { params });
    expect(restored.body.senders).toHaveLength(1);
  });
});

describe('another workspace', () => {
  it('finds nothing of it', async () => {
    const other = await product.workspace();
    const params = { connection_id: ws.connectionId };
    const admin = other.as('admin');
    expect((await admin.call(connectionsApi.getConnection, { params })).status).toBe(404);
    expect((await admin.call(connectionsApi.testConnection, { params })).status).toBe(404);
    expect((await admin.call(connectionsApi.updateConnection, { params, body: { name: 'Mine' } })).status).toBe(404);
    expect((await admin.call(connectionsApi.archiveConnection, { params })).status).toBe(404);
    expect((await admin.call(connectionsApi.restoreConnection, { params })).status).toBe(404);
    expect((await addSender(other, ws.connectionId, { kind: 'number', address: '+12025550184' })).status).toBe(404);
    const sender = { sender_id: ws.senderId };
    expect((await admin.call(connectionsApi.pauseSender, { params: sender, body: { reason: 'mine' } })).status).toBe(404);
    expect((await admin.call(connectionsApi.listConnections)).body.items).toEqual([]);
  });
});
