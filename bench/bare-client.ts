/** The limit: posts the same requests as fast as undici can, nothing else. `bare-client.ts <url> <account> <token> <from> <count>` prints messages per second. */
import { Pool } from 'undici';

const [url = '', account = '', token = '', from = '', count = '0'] = process.argv.slice(2);
const total = Number(count);
const pool = new Pool(url, { connections: 128 });
const headers = {
  authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
let next = 0;
const startedAt = performance.now();
await Promise.all(
  Array.from({ length: 128 }, async () => {
    while (next < total) {
      const index = next++;
      const form = new URLSearchParams({
        To: `+1${201 + (index % 700)}55501${String(index % 90).padStart(2, '0')}`,
        From: from,
        Body: `Hi Person ${index}, doors open at nine on Sunday.`,
      });
      const answer = await pool.request({
        path: `/2010-04-01/Accounts/${account}/Messages.json`,
        method: 'POST',
        headers,
        body: form.toString(),
      });
      await answer.body.text();
      if (answer.statusCode !== 201) throw new Error(`answered ${answer.statusCode}`);
    }
  }),
);
console.log(JSON.stringify({ perSecond: (total / (performance.now() - startedAt)) * 1_000 }));
await pool.close();
