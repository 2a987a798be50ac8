import { contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { type FormInput, formsApi } from '@tidings/core/contract/forms';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { solves } from './puzzle.ts';

let product: TestProduct;
let later = 0;
const clock: Clock = { now: () => new Date(Date.now() + later) };
beforeAll(async () => {
  product = await testProduct({ overrides: { clock } });
});
afterAll(() => product.close());

let count = 0;

/** A page of a workspace with a field of each type. */
async function pageWith(fields: FormInput['fields']) {
  const ws = await product.workspace();
  const { body: list } = await ws.as('owner').call(listsApi.createList, { body: { name: 'Gala' } });
  count += 1;
  const slug = `fields-${count}`;
  const wording = 'I agree to get texts about the gala. Reply STOP to opt out.';
  for (const body of [
    { label: 'T-shirt', type: 'choice' as const, choices: ['S', 'M <& L>'] },
    { label: 'Guests', type: 'number' as const },
    { label: 'Member since', type: 'date' as const },
    { label: 'Vegetarian', type: 'boolean' as const },
    { label: 'Allergies', type: 'text' as const },
  ]) {
    const made = await ws.as('owner').call(fieldsApi.createField, { body });
    expect(made.status).toBe(201);
  }
  const form = { slug, title: 'Gala', wording, open: true, fields };
  const save = (change: object = {}) =>
    ws.as('owner').call(formsApi.saveForm, { params: { list_id: list.id }, body: { ...form, ...change } });
  return { ws, slug, listId: list.id, save };
}

async function submit(slug: string, values: Record<string, string>, { proof = true, ip = `198.51.100.${count}` } = {}) {
  const page = await product.app.inject({ method: 'GET', url: `/f/${slug}` });
  const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  later += 10_000;
  const [, , bits = '', challenge = ''] = token.split('.');
  let answer = 0;
  while (proof && !solves(challenge, String(answer), Number(bits))) answer += 1;
  return product.app.inject({
    method: 'POST',
    url: `/f/${slug}`,
    remoteAddress: ip,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token, proof: proof ? String(answer) : '', consent: 'yes', ...values }).toString(),
  });
}

const people = async (ws: TestWorkspace) => {
  const { items } = (await ws.as('viewer').call(contactsApi.listContacts, { query: {} })).body;
  return Promise.all(
    items.map(async ({ id }) => (await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: id } })).body),
  );
};

const all = [
  { key: 'first_name', required: false },
  { key: 'custom:t_shirt', required: true },
  { key: 'custom:guests', required: false },
  { key: 'custom:member_since', required: false },
  { key: 'custom:vegetarian', required: true },
  { key: 'custom:allergies', required: false },
] as const;

describe('fields of the workspace on a sign-up page', () => {
  it('are asked in their kind, checked, and kept', async () => {
    const { ws, slug, save } = await pageWith([...all]);
    expect((await save()).status).toBe(200);
    const page = await product.app.inject({ method: 'GET', url: `/f/${slug}` });
    expect(page.body).toContain('<option>M &lt;&amp; L&gt;</option>');
    expect(page.body).toMatch(/name="custom_guests"[^>]* inputmode="decimal"/);
    expect(page.body).toMatch(/name="custom_member_since"[^>]* type="date"/);
    const bad = await submit(slug, {
      phone: '2025550142',
      custom_t_shirt: 'XXL',
      custom_guests: 'many',
      custom_member_since: '2026-02-30',
    });
    expect(bad.statusCode).toBe(422);
    for (const name of ['t_shirt', 'guests', 'member_since', 'vegetarian'])
      expect(bad.body).toContain(`id="custom_${name}-error"`);
    expect(bad.body).not.toContain('id="custom_allergies-error"');
    expect(bad.body).toContain('value="many"');
    const good = await submit(slug, {
      phone: '2025550142',
      first_name: 'Ana',
      custom_t_shirt: 'M <& L>',
      custom_guests: '3',
      custom_member_since: '2020-05-01',
      custom_vegetarian: 'Yes',
      custom_allergies: '=1+1 🥜',
    });
    expect(good.statusCode).toBe(200);
    const custom = { t_shirt: 'M <& L>', guests: 3, member_since: '2020-05-01', vegetarian: true, allergies: '=1+1 🥜' };
    expect(await people(ws)).toMatchObject([{ first_name: 'Ana', custom }]);
    // Anybody may type a stranger's number.
    await submit(slug, { phone: '2025550142', custom_t_shirt: 'S', custom_vegetarian: 'No' });
    expect(await people(ws)).toMatchObject([{ custom }]);
  });

  it('must be in use, and leave the page when they are archived', async () => {
    const { ws, slug, listId, save } = await pageWith([...all]);
    for (const [key, field] of [
      ['custom:nothing', 'body.fields.0.key'],
      ['custom:', 'body.fields.0.key'],
      ['custom:T-shirt', 'body.fields.0.key'],
    ]) {
      const refused = await save({ fields: [{ key, required: true }] });
      expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, field]);
    }
    await save();
    const { items } = (await ws.as('owner').call(fieldsApi.listFields, { query: {} })).body;
    const shirt = items.find((one) => one.key === 't_shirt');
    await ws.as('owner').call(fieldsApi.archiveField, { params: { field_id: shirt?.id ?? '' } });
    const page = await product.app.inject({ method: 'GET', url: `/f/${slug}` });
    expect(page.body).not.toContain('T-shirt');
    expect((await submit(slug, { phone: '2025550143', custom_vegetarian: 'No' })).statusCode).toBe(200);
    const { form } = (await ws.as('owner').call(formsApi.getForm, { params: { list_id: listId } })).body;
    expect(form?.fields.map((one) => one.key)).toEqual(all.map(({ key }) => key).filter((key) => key !== 'custom:t_shirt'));
  });
});

describe('without the answer to the puzzle', () => {
  it('three get through from one connection, and forty over one page', async () => {
    const { ws, slug, save } = await pageWith([]);
    await save();
    const statuses: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      const wish = { proof: false, ip: '203.0.113.9' };
      statuses.push(
        (await submit(slug, { phone: `+1212555${String(100 + at).padStart(4, '0')}`, proof: '12' }, wish)).statusCode,
      );
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const solved = await submit(slug, { phone: '+12125550110' }, { ip: '203.0.113.9' });
    expect(solved.statusCode).toBe(200);
    let through = 3;
    for (let at = 0; at < 45; at += 1) {
      const wish = { proof: false, ip: `10.${at}.0.1` };
      const answer = await submit(slug, { phone: `+1213555${String(100 + at).padStart(4, '0')}` }, wish);
      if (answer.statusCode === 200) through += 1;
    }
    expect(through).toBe(40);
    expect(await people(ws)).toHaveLength(41);
    const page = await product.app.inject({ method: 'GET', url: `/f/${slug}` });
    expect(Number(/name="token" value="\d+\.[^.]+\.(\d+)\./.exec(page.body)?.[1])).toBeGreaterThan(14);
  });
});
