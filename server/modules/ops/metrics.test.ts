import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricNames } from '../../lib/metric-names.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { keepBeating } from '../messages/recover.ts';
import { writeResults } from '../messages/results.ts';
import { testLane } from '../messages/testing.ts';

let open: TestProduct;
let closed: TestProduct;
beforeAll(async () => {
  open = await testProduct();
  closed = await testProduct({ env: { TIDINGS_METRICS_TOKEN: 'a long token of seven words' } });
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

const far = { remoteAddress: '203.0.113.7' };
const scrape = (product: TestProduct, from: object = {}) => product.app.inject({ method: 'GET', url: '/metrics', ...from });

/** The names of a scrape: of a histogram, without the endings of its parts. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1] ?? ''));
}

test('what is exported is what is documented, by name and by label', async () => {
  const lane = await testLane(open);
  await lane.add();
  const [message] = await lane.lease();
  if (!message) throw new Error('Nothing was leased.');
  await writeResults(open.ctx, [{ message, senderId: lane.senderId, outcome: { kind: 'accepted', providerId: 'SM1' } }]);
  await keepBeating(open.ctx);
  const { body } = await scrape(open);
  const own = [...namesIn(body)].filter((name) => !/^(process|nodejs)_/.test(name)).sort();
  expect(own).toEqual(
    Object.values(metricNames)
      .map((metric) => metric.name)
      .sort(),
  );
  const page = readFileSync(join(import.meta.dirname, '../../../docs/ops/metrics.md'), 'utf8');
  for (const metric of Object.values(metricNames)) {
    expect(page).toContain(`\`${metric.name}\``);
    const labelled = body.match(new RegExp(`^${metric.name}(?:_bucket)?\\{([^}]*)\\}`, 'm'))?.[1] ?? '';
    const labels = [...labelled.matchAll(/(\w+)="/g)].map((match) => match[1]).filter((label) => label !== 'le');
    // Counters that have not counted yet have no labels.
    if (labels.length > 0) expect([metric.name, labels.sort()]).toEqual([metric.name, [...metric.labels].sort()]);
  }
  expect(body).toContain('tidings_handovers_total{outcome="accepted"} 1');
  expect(body).toContain('tidings_lanes{state="open"} 1');
  expect(body).toMatch(
    /tidings_http_request_duration_seconds_count\{method="GET",route="\/metrics",status="200"\}|# TYPE tidings_http/,
  );
});

test('routes are counted by their pattern, never by an id or an invented address', async () => {
  await open.app.inject({ method: 'GET', url: '/api/v1/contacts/11111111-1111-7111-8111-111111111111' });
  await open.app.inject({ method: 'GET', url: '/nowhere/42.php' });
  const { body } = await scrape(open);
  expect(body).toContain('route="/api/v1/contacts/:contact_id",status="401"');
  expect(body).not.toMatch(/11111111|42\.php/);
});

test('without a token metrics are answered to this machine only, with one to whoever has it', async () => {
  expect((await scrape(open)).statusCode).toBe(200);
  expect((await scrape(open, far)).statusCode).toBe(403);
  expect((await scrape(open, { headers: { 'x-forwarded-for': '203.0.113.7' } })).statusCode).toBe(403);
  const bearer = (token: string) => ({ ...far, headers: { authorization: `Bearer ${token}` } });
  expect((await scrape(closed)).statusCode).toBe(401);
  expect((await scrape(closed, bearer('a long token'))).statusCode).toBe(401);
  expect((await scrape(closed, bearer('a long token of seven words'))).statusCode).toBe(200);
});

test('nothing of a workspace stands in the metrics', async () => {
  const ws = await open.workspace({ name: 'Hillside Parish' });
  const { body } = await scrape(open);
  expect(body).not.toContain('Hillside');
  expect(body).not.toContain(ws.id);
});
