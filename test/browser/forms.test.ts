import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, overflowsSideways } from './accessibility.ts';
import { visitProduct } from './visit.ts';

/* A list gets a public page: it is written, filled in by somebody on a phone, answered with YES, put into another site, and closed. */

const visit = visitProduct();
const { see, button, press, isAccessible } = visit;
let page: Page;
let address = '';
let site: Server;
beforeAll(() => {
  page = visit.page;
});
afterAll(() => {
  site?.closeAllConnections();
  site?.close();
});

test('the page of a list is written, with a field of the workspace, and switched on', async () => {
  await visit.goTo('settings/fields');
  await press(/(new|add).*field/i);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').or(dialog.getByLabel('Label')).first().fill('Guests');
  await dialog
    .getByLabel(/kind|type/i)
    .first()
    .click();
  await page.getByRole('option', { name: /number/i }).click();
  await dialog.getByRole('button').last().click();
  await see('Guests');
  await visit.goTo('lists');
  await press('New list');
  await dialog.getByLabel('Name').fill('Gala');
  await dialog.getByRole('button').last().click();
  await page.getByRole('tab', { name: 'Sign-up' }).click();
  await page.getByLabel('Guests').selectOption('required');
  await page.getByLabel('The page is open').check({ force: true });
  await isAccessible();
  await button('Save the page').click();
  await see('Saved. The page is open.');
  address = await page.getByRole('link', { name: 'Open the page' }).getAttribute('href').then(String);
  const preview = page.frameLocator('iframe[title="Preview of the sign-up page"]');
  await preview.getByLabel('Guests').waitFor();
});

test('somebody fills it in on a phone, is told what is wrong, and is thanked', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    const { page: phone, problems, context } = await visit.another({ view: 'phone', scheme });
    await phone.goto(address);
    expect(await accessibilityProblems(phone)).toEqual([]);
    expect(await overflowsSideways(phone)).toBe(false);
    await phone.getByLabel('Mobile number').fill(scheme === 'light' ? '(202) 555-0142' : '(202) 555-0143');
    await phone.getByLabel('First name').fill('علي 🎉');
    await phone.getByLabel('Guests').fill('many');
    await phone.waitForTimeout(3_200);
    await phone.getByRole('button', { name: 'Sign up' }).click();
    await phone.getByText('2 things are missing or not right yet.').waitFor();
    await phone.getByText('Tick the box if you agree').waitFor();
    expect(await accessibilityProblems(phone)).toEqual([]);
    expect(await phone.getByLabel('First name').inputValue()).toBe('علي 🎉');
    await phone.getByLabel('Guests').fill('2');
    await phone.getByRole('checkbox').check();
    await phone.getByRole('button', { name: 'Sign up' }).click();
    await phone.getByRole('heading', { name: 'Thank you' }).waitFor();
    await phone.getByText('Reply YES to it').waitFor();
    expect(await accessibilityProblems(phone)).toEqual([]);
    // What the page computed counts: without an answer only three would get through, and say nothing about the script.
    expect(problems).toEqual([]);
    await context.close();
  }
});

test('their phone is asked, answers YES, and they are on the list with what they told', async () => {
  await visit.goTo('sandbox');
  await page.getByRole('link', { name: /علي/ }).first().click();
  await see(/reply YES/i);
  await page.getByRole('textbox', { name: 'Write as the holder of this phone' }).fill('YES');
  await press('Send as them');
  await visit.goTo('contacts');
  await page.getByRole('link', { name: /علي/ }).first().click();
  await see('Guests');
  await isAccessible();
});

test('it stands in a frame of another site, and is taken from there', async () => {
  const snippet = `<!doctype html><title>Our church</title><iframe src="${address}" title="Sign up" width="100%" height="900"></iframe>`;
  site = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(snippet));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { page: other, context, problems } = await visit.another();
  await context.unroute(() => true).catch(() => undefined);
  await context.unrouteAll();
  await other.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  const form = other.frameLocator('iframe');
  await form.getByLabel('Mobile number').fill('(202) 555-0144');
  await form.getByLabel('Guests').fill('1');
  await form.getByRole('checkbox').check();
  await other.waitForTimeout(3_200);
  await form.getByRole('button', { name: 'Sign up' }).click();
  await form.getByRole('heading', { name: 'Thank you' }).waitFor();
  expect(problems).toEqual([]);
  await context.close();
});

test('it says that it is closed, and takes nobody any more', async () => {
  await visit.goTo('lists');
  await page.getByRole('link', { name: 'Gala' }).first().click();
  await page.getByRole('tab', { name: 'Sign-up' }).click();
  await see('Sent in 3 times.');
  const { page: late, context } = await visit.another();
  await late.goto(address);
  await late.getByLabel('Mobile number').fill('(202) 555-0145');
  await late.getByLabel('Guests').fill('1');
  await late.getByRole('checkbox').check();
  await page.getByLabel('The page is open').uncheck({ force: true });
  await page.getByLabel('Words when it is closed').fill('See you next year.');
  await button('Save the page').click();
  await see('Saved. The page is closed.');
  await late.getByRole('button', { name: 'Sign up' }).click();
  await late.getByText('See you next year.').waitFor();
  await late.goto(address);
  await late.getByText('See you next year.').waitFor();
  await late.goto(`${visit.url}/f/no-such-page`);
  await late.getByRole('heading', { name: 'There is no form here' }).waitFor();
  await context.close();
  expect(visit.problems).toEqual([]);
});
