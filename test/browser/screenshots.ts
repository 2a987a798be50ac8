import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openPage, type PageOptions } from './launch.ts';

const looks = [
  { name: 'light', view: 'desktop', scheme: 'light' },
  { name: 'dark', view: 'desktop', scheme: 'dark' },
  { name: 'phone', view: 'phone', scheme: 'light' },
] as const;

/** Takes the screen as it looks light, dark and on a phone; `prepare` signs in and goes there. Returns the files. */
export async function takeScreenshots(
  browser: Browser,
  options: Pick<PageOptions, 'baseURL'> & { folder: string; name: string },
  prepare: (page: Page) => Promise<void>,
): Promise<string[]> {
  await mkdir(options.folder, { recursive: true });
  const files: string[] = [];
  for (const { name, view, scheme } of looks) {
    const { page, context } = await openPage(browser, { baseURL: options.baseURL, view, scheme });
    await prepare(page);
    const path = join(options.folder, `${options.name}-${name}.png`);
    await page.screenshot({ path });
    files.push(path);
    await context.close();
  }
  return files;
}
