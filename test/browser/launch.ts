import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFiles } from './chromium-files.ts';

/** A browser that talks to the tested server only. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await chromiumFiles();
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env } as Record<string, string>,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--font-render-hinting=none',
      // Nothing of the browser's own may go out to the network.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-sync',
      '--no-pings',
      '--no-first-run',
    ],
  });
}

export const views = {
  desktop: { width: 1280, height: 800 },
  /** The width that every screen must be good at. */
  phone: { width: 390, height: 844 },
} as const;

export interface PageOptions {
  readonly baseURL: string;
  readonly view?: keyof typeof views;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly timezoneId?: string;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page's scripts threw or wrote as errors; a test ends with this empty. */
  readonly problems: string[];
}

/** A page in a fresh profile, in a fixed language and zone, closed to every other host. */
export async function openPage(browser: Browser, options: PageOptions): Promise<OpenPage> {
  const context = await browser.newContext({
    baseURL: options.baseURL,
    viewport: views[options.view ?? 'desktop'],
    colorScheme: options.scheme ?? 'light',
    locale: options.locale ?? 'en-US',
    timezoneId: options.timezoneId ?? 'America/New_York',
    reducedMotion: 'reduce',
    hasTouch: options.view === 'phone',
  });
  const { host } = new URL(options.baseURL);
  await context.route(
    (url) => url.host !== host && url.protocol.startsWith('http'),
    (route) => route.abort(),
  );
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // A refused request is logged by the browser itself; that is the server's business, not a fault of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(message.text());
  });
  return { page, context, problems };
}
