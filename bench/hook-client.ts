/**
 * Posts signed receipts at a steady pace, whether or not the earlier ones were answered, and measures from the moment at which each was
 * due: `hook-client.ts <file> <origin> <path> <token> <rate>` prints the figures as JSON. Each line of the file is a message id and a sid.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { sign } from '../server/providers/sms/twilio/signature.ts';

const [file = '', origin = '', path = '', token = '', rate = '1000'] = process.argv.slice(2);
const messages = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
const statuses = ['sent', 'delivered'] as const;
const total = messages.length * statuses.length;
const pool = new Pool(origin, { connections: 100 });
const times: number[] = [];
let failed = 0;
let done = 0;

async function post(index: number, dueAt: number): Promise<void> {
  const [messageId = '', sid = ''] = messages[index % messages.length] ?? [];
  const fields = { MessageSid: sid, MessageStatus: statuses[Math.floor(index / messages.length)] ?? 'delivered', SmsSid: sid };
  const target = `${path}?m=${messageId}`;
  const answer = await pool.request({
    path: target,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(token, origin + target, fields),
    },
    body: new URLSearchParams(fields).toString(),
  });
  await answer.body.text();
  done += 1;
  // Sustained: the first fifth only warms up.
  if (index >= total / 5) times.push(performance.now() - dueAt);
  if (answer.statusCode !== 204) failed += 1;
}

const startedAt = performance.now();
const running: Promise<void>[] = [];
for (let next = 0; next < total; ) {
  const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * Number(rate)));
  for (; next < due; next += 1) {
    const dueAt = startedAt + (next / Number(rate)) * 1_000;
    running.push(
      post(next, dueAt).catch(() => {
        failed += 1;
      }),
    );
  }
  await wait(2);
}
await Promise.all(running);
const seconds = (performance.now() - startedAt) / 1_000;
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
console.log(JSON.stringify({ perSecond: done / seconds, p50: at(0.5), p99: at(0.99), most: times.at(-1) ?? Number.NaN, failed }));
await pool.close();
