/**
 * How many messages a second the carrier takes, without receipts and with two signed receipts each, and what one
 * costs it in processor time. Client and receiver share this process; the carrier runs in one of its own.
 *
 *   node carrier/bench/throughput.ts [messages]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const total = Number(process.argv[2] ?? 100_000);
const accountSid = `AC${'0'.repeat(32)}`;
const authorization = `Basic ${Buffer.from(`${accountSid}:secret`).toString('base64')}`;
const connections = 64;

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function post(pool: Pool, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    pool.dispatch(
      {
        path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      },
      {
        onRequestStart: () => {},
        onResponseStart: (_controller, code) => {
          status = code;
        },
        onResponseData: () => {},
        onResponseEnd: () => resolve(status),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

async function run(pool: Pool, callback: string | null): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) {
      const i = next++;
      const to = `%2B1${200 + (i % 700)}5550${100 + (Math.floor(i / 700) % 90)}`;
      const receipt = callback === null ? '' : `&StatusCallback=${encodeURIComponent(`${callback}?m=${i}#rc=3&rp=all`)}`;
      const status = await post(
        pool,
        `To=${to}&From=%2B12025550100&Body=Hello+person+${i}%2C+the+clinic+opens+at+nine+tomorrow.${receipt}`,
      );
      if (status !== 201) throw new Error(`answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

let receipts = 0;
const receiver = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    receipts++;
    response.writeHead(204).end();
  });
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');
const address = receiver.address();
const callback = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/receipt`;

const folder = mkdtempSync(join(tmpdir(), 'carrier-bench-'));
const main = join(import.meta.dirname, '..', 'main.ts');
const carrier = spawn(process.execPath, [main, '--port', '0', '--data', folder, '--control-token', 'bench'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = (await once(createInterface(carrier.stdout), 'line')) as [string];
const url: string = JSON.parse(line).listening;
const created = await fetch(`${url}/_control/accounts/${accountSid}`, {
  method: 'PUT',
  headers: { authorization: 'Bearer bench' },
  body: JSON.stringify({ auth_token: 'secret', numbers: [{ phone_number: '+12025550100' }], settings: { profile: 'instant' } }),
});
if (!created.ok) throw new Error(`the carrier answered ${created.status} to the account`);
const pool = new Pool(url, { connections });

for (const [name, target] of [
  ['warm-up', null],
  ['messages alone', null],
  ['messages with 2 receipts', callback],
] as const) {
  const startedAt = performance.now();
  const cpuBefore = cpuSeconds(carrier.pid ?? 0);
  receipts = 0;
  await run(pool, target);
  const postedMs = performance.now() - startedAt;
  while (target !== null && receipts < total * 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const ms = performance.now() - startedAt;
  const cpu = cpuSeconds(carrier.pid ?? 0) - cpuBefore;
  const rate = (elapsed: number) => Math.round((total / elapsed) * 1000).toLocaleString('en');
  console.log(
    `${name}: ${rate(postedMs)} posted/s, ${rate(ms)}/s end to end, ${((cpu / total) * 1e6).toFixed(1)} µs of processor per message`,
  );
}
const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${carrier.pid}/status`, 'utf8'))?.[1];
console.log(`carrier memory ${Math.round(Number(memory) / 1024)} MB`);

await pool.destroy();
carrier.kill('SIGTERM');
await once(carrier, 'exit');
receiver.close();
receiver.closeAllConnections();
rmSync(folder, { recursive: true });
