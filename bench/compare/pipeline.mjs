// The usual way to send in bulk, as its parts' documentation shows it: one job per message on Redis, Twilio's SDK, one UPDATE for each answer
// and each receipt. `pipeline.mjs worker|hooks|enqueue|resume <settings as JSON>`; says "ready" on its output, or ends when it is done. What is
// enqueued (ids `from` to `to`) waits for `resume`.
import { Queue, Worker } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';
import pg from 'pg';
import twilio from 'twilio';

const [role, json = '{}'] = process.argv.slice(2);
const settings = JSON.parse(json);
const connection = new Redis(settings.redisPort, '127.0.0.1', { maxRetriesPerRequest: null });
const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: 20 });

/** The SDK knows no address but Twilio's own. */
class LocalClient extends twilio.RequestClient {
  request(options) {
    return super.request({ ...options, uri: options.uri.replace('https://api.twilio.com', settings.carrierUrl) });
  }
}

if (role === 'enqueue') {
  const queue = new Queue('messages', { connection });
  await queue.pause();
  const range = 'select id, phone, body from compare_messages where id between $1 and $2 order by id';
  const { rows } = await pool.query(range, [settings.from, settings.to]);
  for (let at = 0; at < rows.length; at += 1_000) {
    await queue.addBulk(
      rows.slice(at, at + 1_000).map((data) => ({ name: 'send', data, opts: { attempts: 5, removeOnComplete: true } })),
    );
  }
  await queue.close();
  await pool.end();
  connection.disconnect();
} else if (role === 'resume') {
  const queue = new Queue('messages', { connection });
  await queue.resume();
  await queue.close();
  await pool.end();
  connection.disconnect();
} else if (role === 'worker') {
  const httpClient = new LocalClient({ maxSockets: settings.concurrency });
  const client = twilio(settings.account, settings.authToken, { httpClient });
  const worker = new Worker(
    'messages',
    async ({ data }) => {
      const message = await client.messages.create({
        to: data.phone,
        from: settings.number,
        body: data.body,
        statusCallback: `${settings.hooksUrl}/status?m=${data.id}`,
      });
      await pool.query('update compare_messages set sid = $2, sent = true where id = $1', [data.id, message.sid]);
    },
    { connection, concurrency: settings.concurrency },
  );
  await worker.waitUntilReady();
  console.log('ready');
} else {
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  app.post('/status', async (request, response) => {
    const url = `${settings.hooksUrl}${request.originalUrl}`;
    if (!twilio.validateRequest(settings.authToken, request.get('x-twilio-signature') ?? '', url, request.body)) {
      response.sendStatus(403);
      return;
    }
    const { MessageStatus } = request.body;
    await pool.query(`update compare_messages set status = $2 where id = $1 and status is distinct from 'delivered'`, [
      request.query.m,
      MessageStatus,
    ]);
    response.sendStatus(204);
  });
  app.listen(settings.hooksPort, '127.0.0.1', () => console.log('ready'));
}
