import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { overflowsSideways } from './accessibility.ts';
import { views } from './launch.ts';
import { visitProduct } from './visit.ts';

/* Somebody builds an audience, sees who it is, changes their mind, and writes to it. */

const visit = visitProduct();
const { see, button, isAccessible } = visit;
let page: Page;
beforeAll(async () => {
  page = visit.page;
  await visit.goTo('contacts');
  await visit.press(/sample|invented/i);
  await see('24 people');
}, 120_000);

const count = (words: string | RegExp) => page.getByRole('status').filter({ hasText: words }).first().waitFor();

async function choose(box: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: box, exact: true }).click();
  await page.getByRole('option', { name: option, exact: typeof option === 'string' }).click();
}

test('an audience is built from rules, with a count and a sample that follow', async () => {
  await page.goto('/w/hillside-church/audiences');
  await see('No audiences yet');
  await page.getByRole('link', { name: 'Make an audience' }).click();
  await see('Add a rule to see how many people it means.');
  await page.getByRole('textbox', { name: 'Name' }).fill('Sample youth');
  await button('Add a rule').click();
  await see('Finish the marked rule');
  expect(await button('Save the audience').isDisabled()).toBe(true);
  await choose('Rule 1: tag', 'Sample youth');
  await count(/^[1-9]\d? (person|people)/);
  await see('People who have the tag Sample youth');
  await isAccessible();
  await button('Add a group').click();
  await choose('Rule 2.1: about', 'City');
  await choose('Rule 2.1: comparison', 'is filled in');
  await button('Add a rule to Group 2').click();
  await choose('Rule 2.2: about', 'Was texted');
  await choose('Rule 2.2: comparison', 'never');
  await see('People who have the tag Sample youth and (whose City is filled in or who were never texted)');
  await button('Duplicate Rule 2.2').click();
  await button('Remove Rule 2.3').click();
  await button('Remove Group 2').press('Enter');
  // Whoever works by keyboard goes on where they were.
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Add a rule');
  await see('People who have the tag Sample youth');
  await button('Undo').click();
  await see('(whose City is filled in or who were never texted)');
  await isAccessible();
  await button('Save the audience').click();
  await see('The audience Sample youth is saved');
  await page.getByRole('link', { name: 'Send message' }).waitFor();
  await isAccessible();
});

test('it is good on a phone', async () => {
  await page.setViewportSize(views.phone);
  await button('Edit').click();
  await page.getByRole('combobox', { name: 'Rule 2.2: comparison' }).waitFor();
  expect(await overflowsSideways(page)).toBe(false);
  await isAccessible();
  await button('Cancel').click();
  await page.goto('/w/hillside-church/audiences');
  await see('Sample youth');
  expect(await overflowsSideways(page)).toBe(false);
  await page.setViewportSize(views.desktop);
});

test('a broadcast goes to it, and an archived one comes back', async () => {
  await page.getByRole('link', { name: 'Sample youth' }).first().click();
  await page.getByRole('link', { name: 'Send message' }).click();
  await page.getByText('Sample youth').first().waitFor();
  await see(/\d+ (person|people)/);
  await page.goto('/w/hillside-church/audiences');
  await page.getByRole('link', { name: 'Sample youth' }).first().click();
  await button('More').click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await see('The audience Sample youth is archived');
  await button('Undo').click();
  await see('The audience Sample youth is back');
});

test('contacts are filtered by rules, and the filter is kept as an audience', async () => {
  await page.goto('/w/hillside-church/contacts');
  await button('Rules').click();
  await button('Add a rule').click();
  await choose('Rule 1: about', 'Consent to texts');
  await choose('Rule 1: comparison', 'was not asked');
  await count(/^[1-9]\d? (person|people)/);
  await isAccessible();
  await button('Show these people').click();
  await see('By rules');
  await page.getByRole('link', { name: 'Save as audience' }).click();
  await see('People whose consent to texts is unknown');
  await page.getByRole('textbox', { name: 'Name' }).fill('Not asked yet');
  await button('Save the audience').click();
  await see('The audience Not asked yet is saved');
  expect(visit.problems).toEqual([]);
});
