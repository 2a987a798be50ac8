import { contactsApi } from '@tidings/core/contract/contacts';
import { formsApi } from '@tidings/core/contract/forms';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf, people } from '../imports/testing.ts';
import { FakeGoogle, googleEnv, SourceDriver } from '../sources/testing.ts';

/* Names that are no names to a program: they come in by a file, a sheet and a form, and go out in a file, as they are and harmless. */

let product: TestProduct;
let google: FakeGoogle;
let ws: TestWorkspace;
let later = 0;
const clock: Clock = { now: () => new Date(Date.now() + later) };
beforeAll(async () => {
  google = await FakeGoogle.start();
  product = await testProduct({ env: googleEnv(google), overrides: { clock } });
});
beforeEach(async () => {
  ws = await product.workspace();
});
afterAll(async () => {
  await product.close();
  await google.close();
});

const family = '👩‍👩‍👧‍👦🏳️‍🌈';
const arabic = 'عبد الرحمن‏ 3.14';
const hebrew = 'שָׁלוֹם כהן';
const formula = '=HYPERLINK("https://example.com";"x")';
const wide = '＝1+1';
const long = `${'Ł'.repeat(9_999)}😀`;
const names = [family, arabic, hebrew, formula, wide, '@SUM(A1)', '-2+3', "'quoted", '<b>bold</b>', '\u202Egnp.exe'];

const numberOf = (at: number) => `202555${String(100 + at).padStart(4, '0')}`;
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

async function exported(): Promise<string[]> {
  const file = await ws.as('owner').call(contactsApi.exportContacts, { query: {} as never });
  expect(file.status).toBe(200);
  return file.text.split('\r\n');
}

describe('odd names', () => {
  it('come in by a file, and go out without becoming formulas', async () => {
    const lines = [...names, long].map((name, at) => `${quoted(name)},${numberOf(at)}`);
    const done = await importCsv(product, ws, `Name,Phone\n${lines.join('\n')}\n`, mappingOf(['full_name', 'phone']));
    expect(done.counts.created + done.counts.rejected).toBe(names.length + 1);
    const all = await people(product, ws);
    for (const name of [family, hebrew, '<b>bold</b>', '@SUM(A1)']) expect(all.map((one) => one.full_name)).toContain(name);
    for (const one of all) expect((one.full_name ?? '').length).toBeLessThanOrEqual(300);
    for (const line of await exported()) expect(line).not.toMatch(/(^|,)"?[=@＝]/);
    const again = await importCsv(product, ws, `Name,Phone\n${lines.join('\n')}\n`, mappingOf(['full_name', 'phone']));
    expect(again.counts).toMatchObject({ created: 0, updated: 0 });
    const list = await ws.as('viewer').call(contactsApi.listContacts, { query: { search: 'כהן' } });
    expect(list.body.items).toHaveLength(1);
  });

  it('come in by a sheet, and a formula that was not worked out is left out', async () => {
    const sheet = new SourceDriver(product, ws);
    google.rows = [['Name', 'Phone'], ...[...names, long].map((name, at) => [name, numberOf(at)])];
    await sheet.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec` });
    const done = await sheet.bringIn(['full_name', 'phone']);
    expect(done.state).toBe('completed');
    const all = await people(product, ws);
    const stored = all.map((one) => one.full_name);
    for (const name of [family, hebrew, '<b>bold</b>']) expect(stored).toContain(name);
    expect(stored).not.toContain(formula);
    expect(await sheet.sync()).toMatchObject({ state: 'completed', counts: { added: 0, changed: 0, gone: 0 } });
    for (const line of await exported()) expect(line).not.toMatch(/(^|,)"?[=@＝]/);
  });

  it('come in by a form, and are shown as text', async () => {
    const { body: list } = await ws.as('owner').call(listsApi.createList, {
      body: { name: 'Gala' },
    });
    const wording = 'I agree to get texts about the gala. Reply STOP to opt out.';
    const fields = [{ key: 'first_name' as const, required: true }];
    await ws.as('owner').call(formsApi.saveForm, {
      params: { list_id: list.id },
      body: { slug: 'odd-names', title: `${hebrew} ${family}`, wording, open: true, fields },
    });
    const submit = async (name: string, at: number) => {
      const page = await product.app.inject({ method: 'GET', url: '/f/odd-names' });
      later += 10_000;
      const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      return product.app.inject({
        method: 'POST',
        url: '/f/odd-names',
        remoteAddress: `10.1.${at}.1`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token, phone: numberOf(at), first_name: name, consent: 'yes' }).toString(),
      });
    };
    for (const [at, name] of names.entries()) {
      // A sign that turns the direction of what follows is no name, and said beside the field.
      const refused = name.startsWith('\u202E');
      expect([name, (await submit(name, at)).statusCode]).toEqual([name, refused ? 422 : 200]);
    }
    expect((await submit(long, 49)).statusCode).toBe(413);
    const tooLong = await submit(long.slice(0, 3_000), 50);
    expect(tooLong.statusCode).toBe(422);
    expect(tooLong.body).toContain('id="first_name-error"');
    expect(await people(product, ws)).toHaveLength(names.length - 1);
    for (const line of await exported()) expect(line).not.toMatch(/(^|,)"?[=@＝]/);
  });
});
