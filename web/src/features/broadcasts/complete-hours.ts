import type { HoursOverride } from '@tidings/core/contract/quiet-hours';

const clock = /^\d\d:\d\d$/;

/** Why the hours of a draft cannot be kept yet, or undefined when they can. */
export function hoursObstacle(hours: HoursOverride | null | undefined): string | undefined {
  if (!hours) return undefined;
  if (hours.kind === 'urgent') return hours.reason.trim().length < 10 ? 'Say first why it cannot wait.' : undefined;
  if (hours.days.length === 0) return 'Choose the days of its hours first.';
  return clock.test(hours.from) && clock.test(hours.to) ? undefined : 'Write from when until when first.';
}

/** The hours as they are saved: half-written ones are left out until they are whole. */
export function completeHours(hours: HoursOverride | null): HoursOverride | null {
  return hoursObstacle(hours) === undefined ? hours : null;
}
