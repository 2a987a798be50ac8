import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { visitProduct } from './visit.ts';

/* An event with its guests beside the community: kept apart, each with details of their own, mixed only on purpose. */

const visit = visitProduct();
const { see, button, isAccessible, fits } = visit;
const base = '/w/hillside-church';
let page: Page;
let eventUrl = '';
let listUrl = '';
beforeAll(async () => {
  page = visit.page;
  await visit.goTo('contacts');
  await visit.press(/sample|invented/i);
  await see('24 people');
}, 120_000);

async function choose(box: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: box, exact: true }).click();
  await page
    .getByRole('option', { name: option, exact: typeof option === 'string' })
    .first()
    .click();
}

test('an event is added, with a list of the people registered for it', async () => {
  await page.goto(`${base}/events`);
  await see('No events to come');
  await button('Add an event').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Spring Gala');
  await page.getByLabel('Begins').fill('2030-05-01T19:00');
  await page.getByLabel('Ends').fill('2030-05-01T18:00');
  await button('Add the event').click();
  await see(/is not after the start/);
  await page.getByLabel('Ends').fill('2030-05-01T23:00');
  await button('Add the event').click();
  await see('No list belongs to it yet');
  eventUrl = page.url();
  await isAccessible();
  await button('New list').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Gala guests');
  await choose('What its people are there for', 'Information only');
  await button('Make the list').click();
  await see('Nobody is in this list yet');
  listUrl = page.url();
}, 120_000);

test('details are changed in their place and for many at once, on this list alone', async () => {
  await page.goto(`${base}/contacts`);
  for (const name of ['Maria Lopez', 'Aiko Tanaka', 'Grace Nakamura'])
    await page.getByRole('checkbox', { name: `Tick ${name}` }).click();
  await button('List').click();
  await page.getByRole('menuitem', { name: 'Gala guests' }).first().click();
  await see(/3 people added/);
  await page.goto(listUrl);
  await button('Change Table of Maria Lopez, now empty').click();
  await page.keyboard.type('5');
  await page.keyboard.press('Enter');
  await button('Change Table of Maria Lopez, now 5').waitFor();
  // Escape leaves it as it was.
  await button('Change Table of Maria Lopez, now 5').click();
  await page.keyboard.type('9');
  await page.keyboard.press('Escape');
  await button('Change Table of Maria Lopez, now 5').waitFor();
  await page.getByRole('checkbox', { name: 'Tick all shown' }).click();
  await button('Set detail').click();
  await choose('Value', 'registered');
  await isAccessible();
  await button('Set it').click();
  await see(/Changed for 3 people/);
  expect(page.url()).toContain('/lists/');
  await fits();
  await page.goto(eventUrl);
  await page.getByRole('link', { name: 'registered', exact: true }).click();
  await see(/3 people/);
}, 120_000);

test('the composer names the pool, and two pools need a yes each', async () => {
  await page.goto(listUrl.replace('/lists/', '/broadcasts/new?list='));
  await see(/^To the 3 on the list for Spring Gala \(3 registered\), not to/);
  await button('Insert a name or field').click();
  await see('Table (Gala guests)');
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Lists, audiences and tags' }).click();
  await page.getByRole('option', { name: /Sample choir/ }).click();
  await page.keyboard.press('Escape');
  await see('Is this meant?');
  await page
    .getByRole('textbox', { name: /text|message|says/i })
    .first()
    .fill('Your table: {{ entry.table | default: "to come" }}');
  await button('Review and send').click();
  const send = page.getByRole('button', { name: /Send to \d+ people now/ });
  await send.waitFor();
  await isAccessible();
  await page.getByRole('checkbox', { name: /^Send it to Gala guests/ }).click();
  expect(await send.isDisabled()).toBe(true);
  await page.getByRole('checkbox', { name: /^Send offers.* to Gala guests, a list for information/ }).click();
  await send.click();
  await page.waitForURL(/broadcasts\/[0-9a-f-]{36}$/);
  await page.goto(`${base}/settings/activity`);
  await see(/saying yes to: Send offers/);
}, 120_000);

test('an audience asks about a detail of the list', async () => {
  await page.goto(`${base}/audiences/new`);
  await button('Add a rule').click();
  await choose('Rule 1: about', 'Detail on a list');
  await choose('Rule 1: list', 'Gala guests');
  await choose('Rule 1: value', 'registered');
  await see(/on the list Gala guests whose Status is/);
  await isAccessible();
}, 120_000);
