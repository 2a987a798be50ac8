import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../../server/testing/product.ts';
import { visitProduct } from './visit.ts';

/*
 * The first thing a stranger does: start, sign up, import a file of people, write a text, press send, watch it arrive on the sandbox
 * phones, read a reply, and see STOP take effect.
 */

const file = `First name;Last name;Mobile;Agreed to texts
Maria;Lopez;(202) 555-0111;yes
Ana;Ríos;202-555-0112;yes
Tom;O’Neill;+1 202 555 0113;no
Kim;Park;not a number;yes
`;

const visit = visitProduct({ as: 'stranger' });
const { see, isAccessible } = visit;
let page: Page;
beforeAll(() => {
  page = visit.page;
});

test('the first run makes the account and the workspace', async () => {
  await page.goto('/');
  await page.waitForURL('**/welcome');
  await isAccessible();
  await visit.fillSignUp();
  await page.waitForURL('**/w/hillside-church');
  await see('Nothing reaches a real phone');
  await see('Bring your people');
  await isAccessible();
});

test('a file of people is imported, with a reason for each row that is not', async () => {
  await page.getByRole('link', { name: 'Import people' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await see('What is in each column?');
  await page.getByRole('button', { name: 'Continue' }).click();
  await see('Did they agree to get texts?');
  await page.getByRole('button', { name: 'Continue' }).click();
  await see('Cannot be imported');
  await isAccessible();
  await page.getByRole('button', { name: 'Import 3 people' }).click();
  await see('Added');
  await see('Download 1 rejected row');
  await page.goto('/w/hillside-church/contacts');
  await see('Maria Lopez');
  await see('Ana Ríos');
  await isAccessible();
});

test('a text is written, looked over and sent, and arrives on the phones of those who agreed', async () => {
  await page.goto('/w/hillside-church/broadcasts/new');
  await page.getByRole('switch', { name: 'Everyone' }).check({ force: true });
  await page
    .getByRole('textbox', { name: /what it says|the text|message/i })
    .fill('Hi {{ contact.first_name }}, doors open at nine on Sunday.');
  await see('Hi Maria, doors open at nine on Sunday.');
  await isAccessible();
  await page.getByRole('button', { name: 'Review and send' }).click();
  await see('Said no');
  await page.getByRole('button', { name: 'Send to 2 people now' }).click();
  await see('Completed');
  await page.getByText('Delivered').first().waitFor();
  await isAccessible();
  await page.goto('/w/hillside-church/sandbox');
  await page.getByRole('link', { name: /Maria Lopez/ }).click();
  await see('Hi Maria, doors open at nine on Sunday.');
});

test('a reply comes in, and STOP takes effect', async () => {
  await page.getByRole('textbox', { name: 'Write as the holder of this phone' }).fill('Can I bring my sister?');
  await page.getByRole('button', { name: 'Send as them' }).click();
  await page.goto('/w/hillside-church/inbox');
  await page.getByRole('link', { name: /Maria Lopez/ }).click();
  await page.getByRole('textbox', { name: 'Your answer' }).fill('Of course!');
  await page.getByRole('button', { name: /^send/i }).click();
  await page.goto('/w/hillside-church/sandbox');
  await page.getByRole('link', { name: /Maria Lopez/ }).click();
  await see('Of course!');
  await page.getByRole('button', { name: 'STOP' }).click();
  await see(/no more messages|will not (get|receive)|unsubscribed/i);
  await page.goto('/w/hillside-church/suppressions');
  await see('(202) 555-0111');
  await page.goto('/w/hillside-church/broadcasts/new');
  await page.getByRole('switch', { name: 'Everyone' }).check({ force: true });
  await page.getByRole('textbox', { name: /what it says|the text|message/i }).fill('See you tomorrow.');
  await eventually(async () => page.getByRole('button', { name: 'Review and send' }).isEnabled(), 'the draft can be sent');
  await page.getByRole('button', { name: 'Review and send' }).click();
  await see('Opted out');
  await page.getByRole('button', { name: /Send to 1 person now/ }).waitFor();
});

test('what was scheduled cannot be sent by going back, and goes before its time only when somebody says so', async () => {
  await page.getByText('At a time', { exact: true }).click();
  const schedule = page.getByRole('button', { name: 'Schedule for 1 person' });
  await page.getByRole('button', { name: 'Day', exact: true }).click();
  await page.getByRole('button', { name: 'Next month' }).click();
  await page.locator('table button:not([data-outside]):not([data-disabled])').first().click();
  // A day without a time is none.
  expect(await schedule.isDisabled()).toBe(true);
  await page.getByLabel('Time', { exact: true }).fill('09:30');
  await schedule.click();
  await see(/Goes out .*9:30/);
  await isAccessible();
  await page.goBack();
  await see('Scheduled by Ana Ruiz');
  expect(new URL(page.url()).pathname).not.toContain('/new');
  expect(await page.getByRole('button', { name: /Send to/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByRole('button', { name: 'Send it now' }).click();
  await see('Completed');
  await see(/ by Ana Ruiz/);
});

test('no script of any screen failed on the way', () => {
  expect(visit.problems).toEqual([]);
});
