import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { workbookOf } from '../../server/modules/imports/excel/testing.ts';
import { views } from './launch.ts';
import { visitProduct } from './visit.ts';

/*
 * An Excel workbook: a wrong one, the right one, undone, and imported again as last time. Then a file with rows that cannot be read: they are
 * downloaded with the reasons, mended and imported again.
 */

const visit = visitProduct();
const { see, press, isAccessible } = visit;
let page: Page;
beforeAll(() => {
  page = visit.page;
});

const choir = workbookOf([
  {
    name: 'Members',
    rows: [
      ['The choir, 2026'],
      ['Name', 'Mobile', 'Agreed'],
      ['Ann Example', '202-555-0101 x12', 'yes'],
      ['Bob Sample', 12025550102, 'no'],
      ['Cy Muster', 'none', 'yes'],
    ],
    merged: ['A1:C1'],
  },
  {
    name: 'Guests',
    rows: [
      ['Guest', 'Phone'],
      ['Eve', '202-555-0110'],
    ],
  },
]);

async function drop(name: string, buffer: Buffer): Promise<void> {
  await page.goto('/w/hillside-church/contacts/import');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

test('a file that cannot be read says what to do, and the right one is read', async () => {
  await drop('choir.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
  await see('This file cannot be imported');
  await see(/choose Save As, pick “Excel Workbook/);
  await isAccessible();
  await drop('choir.xlsx', choir);
  await see('What is in each column?');
  await page.getByRole('combobox', { name: 'Sheet of the workbook' }).click();
  await page.getByRole('option', { name: 'Guests' }).click();
  await see('1 row, 2 columns');
  await page.getByRole('combobox', { name: 'Sheet of the workbook' }).click();
  await page.getByRole('option', { name: 'Members' }).click();
  await see('3 rows, 3 columns');
  await isAccessible();
});

test('it is imported, and undone with what it did in numbers', async () => {
  await press('Continue');
  await see('Did they agree to get texts?');
  await press('Continue to the preview');
  await see('+12025550101 (ext. 12)');
  await isAccessible();
  await press('Import 2 people');
  await see('2 people were added, 0 updated.');
  await press('Undo this import');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('people who were added are deleted').waitFor();
  await isAccessible();
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await see('2 people were deleted again.');
  await isAccessible();
  await page.getByRole('link', { name: 'Deleted contacts' }).click();
  await see('Bob Sample');
});

test('the next file of the kind opens as the last was read', async () => {
  await drop('choir again.xlsx', choir);
  await see('Set as last time');
  await isAccessible();
  await press('Guess anew');
  await page.getByText('Set as last time').waitFor({ state: 'detached' });
});

/** The people who are found by a name that all of the file have. */
async function found(): Promise<string[]> {
  await page.goto('/w/hillside-church/contacts?q=Mender');
  await see('Ann Mender');
  return (await page.getByRole('link', { name: /Mender/ }).allTextContents()).sort();
}

/** Up to the preview, and on with the button beneath it. */
async function importAsRead(button: string): Promise<void> {
  await see('What is in each column?');
  await press('Continue');
  await see('Did they agree to get texts?');
  await press('Continue to the preview');
  await see('First rows');
  await page.getByRole('button', { name: button, exact: true }).last().waitFor();
}

const startImport = (button: string) => page.getByRole('button', { name: button, exact: true }).last().click();

const broken = [
  'Name,Phone,Birthday',
  'Ann Mender,202-555-0171,25/12/1980',
  'Bob Mender,12,03/04/1981',
  'Cy Mender,call the office,',
  'שרה Mender,202-555-0174,"May 3, 1982"',
].join('\n');

test('a file with rows that cannot be read says why, row by row', async () => {
  await drop('members.csv', Buffer.from(broken));
  await see('What is in each column?');
  await see('The dates of the file show that the day comes first.');
  await importAsRead('Import 2 people');
  await see('Phone: ');
  await isAccessible();
  await page.setViewportSize(views.phone);
  await visit.fits();
  await page.getByText('Bob Mender').first().scrollIntoViewIfNeeded();
  await isAccessible();
  await page.setViewportSize(views.desktop);
  await startImport('Import 2 people');
  await see('2 people were added, 0 updated.');
  await see('Download 2 rejected rows');
});

test('the rejected rows come with their reasons; mended, they are imported, and nobody is there twice', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download 2 rejected rows' }).click(),
  ]);
  const file = await readFile(await download.path(), 'utf8');
  expect(file.split('\r\n').filter(Boolean)).toEqual([
    expect.stringMatching(/Name,Phone,Birthday,Line in the file,Reasons/),
    expect.stringMatching(/^Bob Mender,12,03\/04\/1981,3,"?Phone: /),
    expect.stringMatching(/^Cy Mender,call the office,,4,"?Phone: /),
  ]);
  // Of 03/04/1981 alone nobody could tell the order; it is read as in the first file.
  const mended = file.replace(',12,', ',202-555-0172,').replace('call the office', '202-555-0173');
  await drop(download.suggestedFilename(), Buffer.from(mended));
  await see('Set as last time');
  await importAsRead('Import 2 people');
  await startImport('Import 2 people');
  await see('2 people were added, 0 updated.');
  expect(await found()).toEqual(['Ann Mender', 'Bob Mender', 'Cy Mender', 'שרה Mender'].sort());
});

test('the whole file once more, mended, changes nobody', async () => {
  const whole = broken.replace(',12,', ',202-555-0172,').replace('call the office', '202-555-0173');
  await drop('members.csv', Buffer.from(whole));
  await importAsRead('Import');
  await startImport('Import');
  await see('Everyone in the file was here already, just as the file says. Nothing was changed.');
  expect(await found()).toHaveLength(4);
  expect(visit.problems).toEqual([]);
});
