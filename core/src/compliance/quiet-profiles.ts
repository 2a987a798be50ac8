/**
 * What a workspace sends, which decides over the hours:
 * - `marketing`: the hours of the law, federal and of the state.
 * - `informational`: 8:00 to 21:00, as the law of solicitations does not hold for it.
 * - `patient`: 8:00 to 20:00.
 */
export const quietProfiles = ['marketing', 'informational', 'patient'] as const;
export type QuietProfile = (typeof quietProfiles)[number];

/** Hours of each profile, wherever the person is: see parseWeek. */
export const profileHours: Readonly<Record<QuietProfile, string>> = {
  marketing: 'Mon-Sun 08:00-21:00',
  informational: 'Mon-Sun 08:00-21:00',
  patient: 'Mon-Sun 08:00-20:00',
};
