import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Carrier } from '../carrier.ts';
import { createAccount } from '../carrier.ts';
import { realClock } from '../clock.ts';
import { storeOutbound } from '../twilio/create-message.ts';
import { WebhookCaller } from '../webhooks/webhook-caller.ts';
import { openState } from './open-state.ts';
import { recordLines } from './record-lines.ts';

const sid = `AC${'a'.repeat(32)}`;
const webhooks = new WebhookCaller(realClock, 1);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrier-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (bytesBeforeSnapshot: number) =>
  openState({ clock: realClock, random: Math.random, webhooks, keep: 300 }, folder, bytesBeforeSnapshot);

function store(carrier: Carrier, count: number): void {
  const account = carrier.accounts.get(sid) ?? createAccount(carrier, sid, 'token', 0);
  for (let i = 0; i < count; i++) {
    const to = `+1312555${String(100 + (i % 100)).padStart(4, '0')}`;
    storeOutbound(
      carrier,
      account,
      {
        to,
        from: '+12025550100',
        serviceSid: null,
        body: `${i}`,
        mediaUrls: null,
        callback: null,
        validitySeconds: 60,
        sendAt: 0,
        overflow: false,
      },
      'outbound-api',
      0,
    );
    carrier.journal.flush();
  }
}
const sids = (carrier: Carrier) => [...carrier.accounts.get(sid)!.messages.newestFirst()].map((message) => message.sid);
const hasSnapshot = () => readdirSync(folder).some((name) => /^snapshot-\d+\.log$/.test(name));

test('a journal grown long gives way to a snapshot, while messages go on', async () => {
  const carrier = await open(20_000);
  const account = createAccount(carrier, sid, 'token', 0);
  account.update({ friendly_name: 'Kept' });
  carrier.journal.append(recordLines.account(account));
  store(carrier, 400);
  while (!hasSnapshot()) {
    store(carrier, 1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  store(carrier, 10);
  const expected = sids(carrier);
  carrier.journal.close();
  expect(expected).toHaveLength(300);
  const again = await open(1e9);
  expect(sids(again)).toEqual(expected);
  expect(again.accounts.get(sid)!.document.friendly_name).toBe('Kept');
  expect(again.lastSeq).toBe(carrier.lastSeq);
  again.journal.close();
});

test('an unfinished snapshot is thrown away', async () => {
  const carrier = await open(20_000);
  createAccount(carrier, sid, 'token', 0);
  carrier.journal.append(recordLines.account(carrier.accounts.get(sid)!));
  store(carrier, 200);
  const expected = sids(carrier);
  carrier.journal.close(); // before the snapshot's pieces were written
  expect(hasSnapshot()).toBe(false);
  const again = await open(1e9);
  expect(sids(again)).toEqual(expected);
  again.journal.close();
});

test('numbers go on rising when everything was deleted', async () => {
  const carrier = await open(1e9);
  createAccount(carrier, sid, 'token', 0);
  carrier.journal.append(recordLines.account(carrier.accounts.get(sid)!));
  store(carrier, 5);
  carrier.accounts.get(sid)!.messages.clear();
  carrier.journal.append(recordLines.cleared(carrier.accounts.get(sid)!));
  carrier.journal.close();
  const again = await open(1e9);
  expect([again.lastSeq, sids(again)]).toEqual([5, []]);
  again.journal.close();
});
