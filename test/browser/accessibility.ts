import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What of WCAG 2.2 A and AA the page breaks, one line each; empty when nothing. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.target.join(' ')} (${node.any[0]?.message ?? ''})`),
  );
}

/** Whether the page is wider than its window: on a phone nothing may scroll sideways. */
export async function overflowsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
