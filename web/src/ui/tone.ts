/** What a colour means; never the only carrier of the meaning. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** The colours of a tone as CSS variables, the same in light and dark. */
export function toneStyle(tone: Tone): { background: string; color: string } {
  return { background: `var(--tone-${tone})`, color: `var(--tone-${tone}-ink)` };
}
