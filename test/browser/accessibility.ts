import { setTimeout as wait } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What is still coming in or going out, half transparent, is looked at again this often. */
const mostLooks = 6;

/** What of WCAG 2.2 A and AA the page breaks once it stands still, one line each; empty when nothing. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  for (let look = 1; ; look += 1) {
    const problems = await problemsNow(page);
    if (problems.length === 0 || look === mostLooks) return problems;
    await wait(250 * look);
  }
}

async function problemsNow(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.target.join(' ')} (${node.any[0]?.message ?? ''})`),
  );
}

/** Whether the page stays wider than its window: on a phone nothing may scroll sideways. What is still being laid out after a turn has ten seconds. */
export async function overflowsSideways(page: Page): Promise<boolean> {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
  return page.waitForFunction(fits, undefined, { timeout: 10_000 }).then(
    () => false,
    () => true,
  );
}
