import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FakeGoogle, googleEnv } from '../../server/modules/sources/testing.ts';
import { views } from './launch.ts';
import { visitProduct } from './visit.ts';

/* A list fed by a Google Sheet: connected, in step, and a broadcast that waits for it. */

let google: FakeGoogle;
beforeAll(async () => {
  google = await FakeGoogle.start();
});
afterAll(() => google?.close());
const visit = visitProduct({ env: () => googleEnv(google) });
const { see, press, isAccessible } = visit;
let page: Page;
beforeAll(() => {
  page = visit.page;
});

test('a sheet is connected, and nobody is changed before somebody says yes', async () => {
  google.rows = [
    ['Name', 'Phone', 'OPTIN_STATUS'],
    ['Maria Lopez', '(202) 555-0111', 'yes'],
    ['Ana Ríos', '202-555-0112', 'yes'],
    ['Tom O’Neill', '+1 202 555 0113', 'no'],
  ];
  await page.goto('/w/hillside-church/lists');
  await press('New list');
  await page.getByRole('dialog').getByLabel('Name').fill('Members');
  await page.getByRole('dialog').getByRole('button').last().click();
  await page.getByRole('tab', { name: 'Source' }).click();
  await isAccessible();
  await page.getByRole('link', { name: 'Connect a sheet' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill('my sheet');
  await press('Read the columns');
  await see('Please correct this');
  await isAccessible();
  await page.getByRole('textbox', { name: 'Address' }).fill(`${google.url}/macros/s/abc/exec`);
  await press('Read the columns');
  await see('What is in each column?');
  await press('Continue');
  await see('Did they agree to get texts?');
  await press('Continue');
  await see('How it stays in step');
  await page.getByLabel(/Take the person off the list/).check();
  await isAccessible();
  await press('Continue to the preview');
  await see('What it would change');
  await isAccessible();
  await press('Put 3 people on the list');
  await see('In step as of');
  await isAccessible();
});

test('what changes in the sheet arrives, and the log says what it was', async () => {
  google.rows = [...google.rows.slice(0, 2), ['Ana Ríos', '202-555-0112', 'no'], ['Kim Park', '202-555-0114', 'yes']];
  await press('Sync now');
  await see('1 new on the list, 1 gone from the sheet, 1 agreed to texts, 1 withdrew');
  await page.getByText('Synced by hand').first().click();
  await see('Taken off the list');
  await isAccessible();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'People' }).click();
  await see('Kim Park');
  expect(await page.getByText('Tom O’Neill').count()).toBe(0);
});

test('a broadcast waits while the list cannot be synced, says why, and goes once it can', async () => {
  await page.getByRole('tab', { name: 'Source' }).click();
  await page.getByRole('combobox', { name: /Before a broadcast to this list/ }).click();
  await page.getByRole('option', { name: 'Always sync right before' }).click();
  await press('Save');
  await see('Saved');
  google.next.push(answering(404));
  await page.getByRole('tab', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Send message' }).click();
  await page.getByRole('textbox', { name: /what it says|the text|message/i }).fill('Doors open at nine on Sunday.');
  await press('Review and send');
  await press(/Send to 2 people now/);
  await see('It waits: a list could not be synced');
  await see(/The web app is not there \(404\)/);
  await isAccessible();
  await press('Sync again');
  await see('Completed');
});

test('a second sheet feeds the same list beside the first', async () => {
  google.rows = [
    ['Name', 'Phone', 'Opt in'],
    ['Lee Chan', '202-555-0115', 'yes'],
  ];
  await visit.goTo('lists');
  await page.getByRole('link', { name: 'Members' }).first().click();
  await page.getByRole('tab', { name: 'Source' }).click();
  await page.getByRole('link', { name: 'Connect another sheet' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill(`${google.url}/macros/s/abc/exec`);
  await press('Read the columns');
  await see('What is in each column?');
  await page.reload();
  await see('What is in each column?');
  await press('Continue');
  await see('Did they agree to get texts?');
  await press('Continue');
  await press('Continue to the preview');
  await press('Put 1 person on the list');
  await see('In step as of');
  await see('2 sheets feed this list. Each takes off only whom it put on.');
  await isAccessible();
  const choice = page.getByRole('combobox', { name: 'Source', exact: true });
  const [first = ''] = await choice.locator('option').evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  await choice.selectOption(first);
  await page.waitForURL(new RegExp(`source=${first}`));
  await page.setViewportSize(views.phone);
  await visit.fits();
  await page.getByRole('tab', { name: 'People' }).click();
  await see('Lee Chan');
  await see('Kim Park');
  expect(visit.problems).toEqual([]);
});
