import { formatInstant, locale } from './format.ts';
import { instantToWall } from './wall-time.ts';

/** The zone of the reader's own clock. */
export function readersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

interface Zones {
  /** In which the time was chosen. */
  readonly chosen: string;
  readonly workspace: string;
  readonly reader?: string;
}

/**
 * An instant as the clocks of the zone show it in which it was chosen, and as those of the workspace and of the reader do where they differ.
 *
 * @example inZones(at, zones) // "Mon, Mar 2, 2026, 9:00 AM PST (Mon, 12:00 PM EST for you)"
 */
export function inZones(instant: string, { chosen, workspace, reader = readersZone() }: Zones): string {
  const shown = new Set([instantToWall(instant, chosen)]);
  const others: string[] = [];
  for (const [zone, whose] of [
    [reader, 'for you'],
    [workspace, 'in the workspace’s zone'],
  ] as const) {
    const wall = instantToWall(instant, zone);
    if (shown.has(wall)) continue;
    shown.add(wall);
    others.push(`${dayAndTime(instant, zone)} ${whose}`);
  }
  const main = formatInstant(instant, chosen);
  return others.length === 0 ? main : `${main} (${others.join(', ')})`;
}

function dayAndTime(instant: string, timeZone: string): string {
  const options = { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(instant));
}
