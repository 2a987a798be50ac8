import type { QuietHours } from '@tidings/core/compliance/quiet-hours';
import { defaultQuietHoursSettings, QuietHoursSettings } from '@tidings/core/contract/quiet-hours';

/** The settings as stored; what is missing or of an earlier version is as by default. */
export function readSettings(stored: unknown): QuietHoursSettings {
  if (stored === null || stored === undefined) return defaultQuietHoursSettings;
  const given = typeof stored === 'object' && stored !== null ? stored : {};
  const read = QuietHoursSettings.safeParse({ ...defaultQuietHoursSettings, ...given });
  // Never laxer than the default for what cannot be read.
  return read.success ? read.data : defaultQuietHoursSettings;
}

/** The settings as core decides by them. */
export function toQuietHours({ profile, own, holidays, in_sandbox }: QuietHoursSettings): QuietHours {
  return { profile, own, holidays, inSandbox: in_sandbox };
}
