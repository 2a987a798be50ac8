/**
 * A carrier that costs next to nothing: takes every text after a latency, and, when wanted, reports `sent` and `delivered` with signed
 * receipts. It remembers nothing. `light-carrier.ts <port> <latency ms> <receipts: yes | no>` prints "listening".
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { sign } from '../server/providers/sms/twilio/signature.ts';

const [port = '0', latency = '0', receipts = 'no'] = process.argv.slice(2);
const latencyMs = Number(latency);
const json = { 'content-type': 'application/json' };
const statuses = ['sent', 'delivered'] as const;

interface Receipt {
  readonly url: string;
  readonly sid: string;
  readonly token: string;
  readonly status: number;
}
/** Those that have not been sent yet; what was taken out is cut off now and then. So many are on their way at once. */
let waiting: Receipt[] = [];
const mostAtOnce = 64;
let [next, underWay] = [0, 0];
let pool: Pool | undefined;

function report(): void {
  for (; underWay < mostAtOnce && next < waiting.length; underWay += 1) {
    const receipt = waiting[next++];
    if (!receipt) return;
    if (next >= 10_000) {
      waiting = waiting.slice(next);
      next = 0;
    }
    void post(receipt).then(() => {
      underWay -= 1;
      if (receipt.status + 1 < statuses.length) waiting.push({ ...receipt, status: receipt.status + 1 });
      report();
    });
  }
}

async function post({ url, sid, token, status }: Receipt): Promise<void> {
  const target = new URL(url);
  pool ??= new Pool(target.origin, { connections: mostAtOnce });
  const signed = target.origin + target.pathname + target.search;
  const fields = { MessageSid: sid, MessageStatus: statuses[status] ?? 'delivered', SmsSid: sid };
  for (;;) {
    try {
      const answer = await pool.request({
        path: target.pathname + target.search,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': sign(token, signed, fields) },
        body: new URLSearchParams(fields).toString(),
      });
      await answer.body.text();
      if (answer.statusCode < 500) return;
    } catch {
      // The web process is not there for a moment.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function take(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sid = `SM${randomBytes(16).toString('hex')}`;
    const answer = () => {
      response.writeHead(201, json).end(`{"sid":"${sid}","status":"queued"}`);
      if (receipts !== 'yes') return;
      const url = new URLSearchParams(Buffer.concat(chunks).toString()).get('StatusCallback');
      const [, token = ''] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
        .toString()
        .split(':');
      if (url !== null) waiting.push({ url, sid, token, status: 0 });
      report();
    };
    if (latencyMs > 0) setTimeout(answer, latencyMs);
    else answer();
  });
}

createServer((request, response) => {
  if (request.method === 'POST' && request.url?.endsWith('/Messages.json')) return take(request, response);
  // The control interface, and the provider's list, which is empty.
  request.resume();
  const about = request.url?.startsWith('/_control/health') ? { accounts: 1 } : { messages: [], next_page_uri: null };
  response.writeHead(200, json).end(JSON.stringify(about));
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
