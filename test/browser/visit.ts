import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type StartedProduct, startProduct } from '../support/started-product.ts';
import { accessibilityProblems, overflowsSideways } from './accessibility.ts';
import { launchBrowser, openPage, type PageOptions } from './launch.ts';

/** How long a step may take on a slow machine, in milliseconds. */
const stepMs = 60_000;

/** The started product in a browser, as one test file sees it. */
export class Visit {
  #product: StartedProduct | undefined;
  #browser: Browser | undefined;
  #page: Page | undefined;
  /** What the page's scripts threw or wrote as errors; a test ends with this empty. */
  problems: readonly string[] = [];

  async start(env: Readonly<Record<string, string>>): Promise<void> {
    this.#product = await startProduct(env);
    this.#browser = await launchBrowser();
    const { page, problems } = await this.another();
    this.#page = page;
    this.problems = problems;
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    await this.#product?.close();
  }

  get page(): Page {
    if (!this.#page) throw new Error('The product was not started.');
    return this.#page;
  }

  get url(): string {
    if (!this.#product) throw new Error('The product was not started.');
    return this.#product.url;
  }

  /** A page of somebody else, who is not signed in. */
  async another(options: Omit<PageOptions, 'baseURL'> = {}) {
    if (!this.#browser) throw new Error('The product was not started.');
    const opened = await openPage(this.#browser, { baseURL: this.url, ...options });
    opened.page.setDefaultTimeout(stepMs);
    return opened;
  }

  /** Makes the first account and its workspace, which is at /w/hillside-church. */
  readonly signUp = async (): Promise<void> => {
    await this.page.goto('/');
    await this.page.waitForURL('**/welcome');
    await this.fillSignUp();
    await this.page.waitForURL('**/w/hillside-church');
  };

  /** The same on the page that is open. */
  readonly fillSignUp = async (): Promise<void> => {
    await this.page.getByLabel('Organisation').fill('Hillside Church');
    await this.page.getByLabel('Your name').fill('Ana Ruiz');
    await this.page.getByLabel('E-mail').fill('ana@example.org');
    await this.page.getByLabel('Password').first().fill('nine lamps on a hill');
    await this.press(/create|set up|start|begin/i);
  };

  /** Goes to a page of the workspace. */
  readonly goTo = async (path: string): Promise<void> => {
    await this.page.goto(`/w/hillside-church/${path}`);
  };

  /** Waits until these words are there. */
  readonly see = (words: string | RegExp): Promise<void> => this.page.getByText(words).first().waitFor();

  /** The button of exactly this name. */
  readonly button = (name: string) => this.page.getByRole('button', { name, exact: true });

  readonly press = (name: string | RegExp): Promise<void> => this.page.getByRole('button', { name }).first().click();

  readonly isAccessible = async (): Promise<void> => {
    expect(await accessibilityProblems(this.page)).toEqual([]);
  };

  /** Nothing has to be moved sideways to be read. */
  readonly fits = async (): Promise<void> => {
    expect(await overflowsSideways(this.page)).toBe(false);
  };
}

interface VisitOptions {
  /** Further settings of the product, once it is started. */
  readonly env?: () => Readonly<Record<string, string>>;
  /** What the tests find: `signed-in` makes account and workspace before them. */
  readonly as?: 'stranger' | 'signed-in';
}

/** Starts the product and a browser before the tests of a file, and ends them after; what the screen shows when one fails is kept. */
export function visitProduct({ env = () => ({}), as = 'signed-in' }: VisitOptions = {}): Visit {
  const visit = new Visit();
  beforeAll(async () => {
    await visit.start(env());
    if (as === 'signed-in') await visit.signUp();
  }, 240_000);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await visit.page.screenshot({ path: `test-results/${task.name.slice(0, 40).replace(/\W+/g, '-')}.png` });
  });
  afterAll(() => visit.end());
  return visit;
}
