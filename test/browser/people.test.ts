import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { views } from './launch.ts';
import { visitProduct } from './visit.ts';

/* Somebody is here twice: they are found, merged, and made two again. */

const visit = visitProduct();
const { see, button, isAccessible, fits } = visit;
let page: Page;
beforeAll(async () => {
  page = visit.page;
  await add('Maria Lopez', '(202) 555-0101', 'maria@example.com');
  await add('M. Lopez', '(202) 555-0102', 'maria@example.com');
}, 120_000);

async function add(name: string, phone: string, email: string): Promise<void> {
  const [first = '', last = ''] = name.split(' ');
  await page.goto('/w/hillside-church/contacts/new');
  await page.getByLabel('First name').fill(first);
  await page.getByLabel('Last name').fill(last);
  await page.getByLabel('Phone', { exact: true }).fill(phone);
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page
    .getByRole('button', { name: /^(add|save)/i })
    .last()
    .click();
  const anyway = page.getByRole('button', { name: 'Add anyway, as another person' });
  await anyway.or(page.getByRole('heading', { name })).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await page.getByRole('heading', { name }).waitFor();
}

test('two contacts are found, merged with a look at the result, and the old address leads on', async () => {
  await page.goto('/w/hillside-church/contacts');
  await page.getByRole('link', { name: 'M. Lopez' }).first().click();
  await page.waitForURL(/contacts\/[0-9a-f-]{36}/);
  const old = page.url();
  await page.goto('/w/hillside-church/contacts/duplicates');
  await see('Both have the address maria@example.com, and similar names.');
  await isAccessible();
  await button('Merge Maria Lopez and M. Lopez').click();
  await see('Where they differ');
  await page.getByRole('radiogroup', { name: 'Preferred phone' }).getByRole('radio').nth(1).check();
  await page.getByLabel('The contact afterwards').getByText('(202) 555-0102, (202) 555-0101').waitFor();
  await isAccessible();
  await button('Merge into one contact').click();
  await see('Maria Lopez is one contact now');
  await see('No possible duplicates');
  await page.goto(old);
  await page.getByRole('heading', { name: 'Maria Lopez' }).waitFor();
  expect(page.url()).not.toBe(old);
});

test('one click makes another number the preferred one', async () => {
  await page.getByRole('button', { name: 'Texts go to (202) 555-0102', pressed: true }).waitFor();
  await isAccessible();
  await button('Prefer (202) 555-0101').click();
  await see('Texts go to (202) 555-0101 from now on.');
  await page.getByRole('button', { name: 'Texts go to (202) 555-0101', pressed: true }).waitFor();
  await button('Prefer (202) 555-0102').click();
  await page.getByRole('button', { name: 'Texts go to (202) 555-0102', pressed: true }).waitFor();
});

test('a note and the timeline tell what happened', async () => {
  await page.getByLabel('New note').fill('Prefers to be called in the morning.');
  await button('Add note').click();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await see('Prefers to be called in the morning.');
  await see('Ana Ruiz merged another contact into Maria Lopez');
  await isAccessible();
  await page.getByText('Notes', { exact: true }).click();
  await page.waitForURL(/kind=notes/);
  await expect.poll(() => page.getByText('Ana Ruiz merged another contact').count()).toBe(0);
});

test('the merge is undone, and both are there again', async () => {
  await page.getByRole('tab', { name: 'Overview' }).click();
  await button('Undo merge of M. Lopez').click();
  await button('Undo the merge').click();
  await see('Maria Lopez and M. Lopez are two contacts again');
  await page.setViewportSize(views.phone);
  await page.goto('/w/hillside-church/contacts/duplicates');
  await see('similar names');
  await fits();
  await button('Maria Lopez and M. Lopez are two people').click();
  await see('No possible duplicates');
  await fits();
  expect(visit.problems).toEqual([]);
});
