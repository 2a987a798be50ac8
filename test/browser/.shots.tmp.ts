import { readFileSync } from 'node:fs';
import { launchBrowser, openPage } from './launch.ts';
import { accessibilityProblems, overflowsSideways } from './accessibility.ts';
const st = JSON.parse(readFileSync('/tmp/inbox-helper/state.json', 'utf8'));
const base = 'http://127.0.0.1:4312';
const only = process.argv[2];
const pages: [string, string, ((page: any) => Promise<void>)?][] = [
  ['inbox', `inbox/${st.contact}`],
  ['inbox-list', 'inbox'],
  ['sandbox', 'sandbox/%2B12025550101'],
  ['faults', 'sandbox', async (p) => { await p.getByRole('button', { name: /Failures|failure/ }).click(); await p.getByRole('switch', { name: /Fails on the way/ }).waitFor(); }],
  ['suppressions', 'suppressions'],
  ['suppression-open', 'suppressions', async (p) => { await p.getByText('(202) 555-0103').first().click(); await p.getByText('Take it off the list because').waitFor(); }],
  ['import', 'suppressions', async (p) => { await p.getByRole('button', { name: 'More' }).first().click(); await p.getByRole('menuitem', { name: 'Import a list' }).click(); await p.getByLabel('Numbers').waitFor(); }],
  ['history', 'history'],
  ['message', 'history', async (p) => { await p.getByText('Hello Maria').first().click(); await p.getByText('What happened').first().waitFor(); }],
  ['connections', 'settings/connections'],
  ['connection-form', 'settings/connections', async (p) => { await p.getByRole('button', { name: 'Connect a provider' }).click(); await p.getByLabel('Account SID').waitFor(); }],
  ['texts', 'settings/replies'],
];
const browser = await launchBrowser();
for (const look of [{ name: 'light', view: 'desktop', scheme: 'light' }, { name: 'dark', view: 'desktop', scheme: 'dark' }, { name: 'phone', view: 'phone', scheme: 'light' }] as const) {
  const { page, context, problems } = await openPage(browser, { baseURL: base, view: look.view, scheme: look.scheme });
  const [name, value] = st.cookie.split('=');
  await context.addCookies([{ name, value, url: base }]);
  for (const [title, path, act] of pages) {
    if (only && !only.split(',').includes(title)) continue;
    try {
      await page.goto(`${base}/w/${st.slug}/${path}`);
      await page.locator('h1').first().waitFor();
      await page.waitForTimeout(1200);
      if (act) { await act(page); await page.waitForTimeout(500); }
      await page.screenshot({ path: `/tmp/inbox-helper/${title}-${look.name}.png` });
      console.log(title, look.name, (await overflowsSideways(page)) ? 'OVERFLOWS' : '', ...(await accessibilityProblems(page)), ...problems.splice(0));
    } catch (error) { console.log(title, look.name, 'FAILED', String(error).slice(0, 300)); }
  }
  await context.close();
}
await browser.close();
