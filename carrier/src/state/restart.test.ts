import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { accountSid, authToken, connectTo, ownNumber, phone } from '../../test-support/open-carrier.ts';
import type { Receiver } from '../../test-support/receiver.ts';
import { openReceiver } from '../../test-support/receiver.ts';

const main = new URL('../../main.ts', import.meta.url).pathname;
let folder: string;
let child: ChildProcess | undefined;
let receiver: Receiver;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrier-'));
  receiver = await openReceiver();
});
afterEach(async () => {
  await kill();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

/** Starts the program as an operator would, on the same data folder every time. */
async function start(): Promise<TestCarrier> {
  const started = spawn(process.execPath, [main, '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CARRIER_CONTROL_TOKEN: 'token' },
  });
  child = started;
  const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
  const { listening } = JSON.parse(line) as { listening: string };
  return connectTo({ url: listening, port: Number(new URL(listening).port), controlToken: 'token', close: async () => {} });
}

async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return null;
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}

const putAccount = (carrier: TestCarrier, settings: object) =>
  carrier.control('PUT', `/accounts/${accountSid}`, {
    auth_token: authToken,
    numbers: [{ phone_number: ownNumber, sms_url: `${receiver.url}/inbound#rc=0` }],
    settings: { retry_delay_ms: 1, ...settings },
  });

test('after SIGKILL every answered message is still there, with account, fault, opt-out and read mark', async () => {
  let carrier = await start();
  await putAccount(carrier, { profile: 'instant', opt_out_handling: 'default' });
  const sids = await Promise.all(
    Array.from({ length: 50 }, async (_, i) => (await carrier.send({ Body: `text ${i} é\n"` })).json.sid),
  );
  await carrier.twilio('DELETE', `/Messages/${sids[0]}.json`);
  await carrier.twilio('POST', `/Messages/${sids[1]}.json`, { Body: '' });
  await carrier.control('POST', `/accounts/${accountSid}/phones/${encodeURIComponent('+13125550188')}/reply`, { body: 'STOP' });
  await carrier.control('PUT', `/accounts/${accountSid}/faults`, {
    faults: [{ kind: 'request_error', code: 21614, to: ['+13125550177'] }],
  });
  const before = (await carrier.twilio('GET', '/Messages.json?PageSize=1000')).json;
  await kill();
  carrier = await start();
  const after = (await carrier.twilio('GET', '/Messages.json?PageSize=1000')).json;
  expect(after).toEqual(before);
  expect(after.messages).toHaveLength(50);
  expect(after.messages.find(({ sid }) => sid === sids[1])!.body).toBe('');
  expect((await carrier.send({ To: '+13125550188' })).json.code).toBe(21610);
  expect((await carrier.send({ To: '+13125550177' })).json.code).toBe(21614);
  expect((await carrier.control('GET', `/accounts/${accountSid}/phones?search=0188`)).json.phones).toMatchObject([{ unread: 0 }]);
});

test('a message killed on its way arrives after the restart, and its receipts with it', async () => {
  let carrier = await start();
  await putAccount(carrier, {
    profile: 'realistic',
    timing: { sending_ms: [3_600_000, 3_600_000], sent_ms: [0, 0], delivered_ms: [0, 0] },
  });
  const { json } = await carrier.send({ StatusCallback: `${receiver.url}/receipt` });
  await kill();
  carrier = await start();
  expect((await carrier.twilio('GET', `/Messages/${json.sid}.json`)).json.status).toBe('queued');
  await putAccount(carrier, { profile: 'instant' });
  await kill();
  carrier = await start();
  await receiver.waitFor(2);
  expect(receiver.statuses()).toEqual(['sent', 'delivered']);
  expect((await carrier.twilio('GET', `/Messages/${json.sid}.json`)).json.status).toBe('delivered');
});

test('webhooks that nobody had answered are sent again', async () => {
  const carrier = await start();
  await putAccount(carrier, { profile: 'instant' });
  receiver.respond = () => {}; // hears, but does not answer
  const sent = await carrier.send({ StatusCallback: `${receiver.url}/receipt` });
  await carrier.control('POST', `/accounts/${accountSid}/phones/${encodeURIComponent(phone)}/reply`, { body: 'Hello?' });
  await receiver.waitFor(2);
  await kill();
  receiver.received.length = 0;
  receiver.respond = (response) => response.writeHead(204).end();
  await start();
  await receiver.waitFor(3);
  expect(receiver.received.map(({ form }) => [form.get('SmsStatus'), form.get('MessageSid') === sent.json.sid]).sort()).toEqual([
    ['delivered', true],
    ['received', false],
    ['sent', true],
  ]);
});

test('stops on SIGTERM, and a line that was cut off does not matter', async () => {
  let carrier = await start();
  await putAccount(carrier, { profile: 'instant' });
  await carrier.send();
  expect(await kill('SIGTERM')).toBe(0);
  const journal = readdirSync(folder).at(-1)!;
  appendFileSync(join(folder, journal), `M ${accountSid} [2,"SM00`);
  carrier = await start();
  expect((await carrier.twilio('GET', '/Messages.json')).json.messages).toMatchObject([{ body: 'Hello', status: 'delivered' }]);
  await carrier.send({ Body: 'after' });
  expect(readFileSync(join(folder, journal), 'utf8')).not.toContain('after');
});
