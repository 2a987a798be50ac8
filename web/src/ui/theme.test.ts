import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core';
import { expect, it } from 'vitest';
import { cssVariables, theme } from './theme.ts';

const all = mergeMantineTheme(DEFAULT_THEME, theme);
const ours = cssVariables(all);

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((one) => (one <= 0.039_28 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG's contrast ratio. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** As Mantine takes it where we say nothing: shade 4 in the dark, the filled shade in the light. */
const textOf = (scheme: 'light' | 'dark', color: string) =>
  ours[scheme][`--mantine-color-${color}-text`] ?? all.colors[color]?.[scheme === 'dark' ? 4 : 7] ?? '';

it.each(['red', 'brick', 'tide', 'teal', 'green', 'leaf', 'amber', 'yellow', 'orange'])(
  '%s can be read as the text of a button, pointed at or not',
  (color) => {
    for (const ground of [all.colors.dark[6], all.colors.dark[5]])
      expect(contrast(textOf('dark', color), ground), `dark, on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const ground of ['#ffffff', all.colors.gray[0]])
      expect(contrast(textOf('light', color), ground), `light, on ${ground}`).toBeGreaterThanOrEqual(4.5);
  },
);
