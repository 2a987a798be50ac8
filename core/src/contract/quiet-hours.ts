import { z } from 'zod';
import { quietProfiles } from '../compliance/quiet-profiles.ts';
import { Instant } from './common.ts';
import { defineApi } from './endpoint.ts';

const hours = {
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00'),
  /** At or before `from` it lies on the next day; 24:00 is midnight at the end of the day. */
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 20:00'),
  /** The days on which these hours begin, 1 is Monday. */
  days: z
    .array(z.number().int().min(1, 'must be 1 (Monday) to 7').max(7, 'must be 1 (Monday) to 7'))
    .min(1, 'must name at least one day')
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'must name each day once'),
};

/** Hours of a day and the days on which they hold, by the clock at the person’s place. */
export const OwnHours = z.strictObject(hours).meta({ id: 'OwnHours' });

/** What one broadcast says of its hours: stricter ones than the workspace’s, or that it cannot wait, and why. */
export const HoursOverride = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('stricter'), ...hours }),
    z.strictObject({
      kind: z.literal('urgent'),
      reason: z
        .string()
        .trim()
        .min(10, 'must say in a few words why this cannot wait')
        .max(300, 'must have at most 300 characters'),
    }),
  ])
  .meta({ id: 'HoursOverride' });
export type HoursOverride = z.infer<typeof HoursOverride>;

/** How often one person may be texted in bulk. */
export const FrequencyCap = z
  .strictObject({
    /** At most so many texts … */
    messages: z.number().int().min(1, 'must be at least 1').max(100, 'must be at most 100'),
    /** … in so many days. */
    days: z.number().int().min(1, 'must be at least 1').max(90, 'must be at most 90'),
    /** What happens to one more: it is left out, or waits until it is allowed. */
    excess: z.enum(['skip', 'wait']),
  })
  .meta({ id: 'FrequencyCap' });
export type FrequencyCap = z.infer<typeof FrequencyCap>;

/** When a workspace may text people, and how often. */
export const QuietHoursSettings = z
  .strictObject({
    profile: z.enum(quietProfiles),
    /** Kept beside the hours of the profile: both must be open. */
    own: OwnHours.nullable(),
    /** Nothing goes out on federal holidays of the United States. */
    holidays: z.boolean(),
    /** Sandbox phones sleep too. */
    in_sandbox: z.boolean(),
    frequency_cap: FrequencyCap.nullable(),
  })
  .meta({ id: 'QuietHoursSettings' });
export type QuietHoursSettings = z.infer<typeof QuietHoursSettings>;

export const defaultQuietHoursSettings: QuietHoursSettings = {
  profile: 'marketing',
  own: null,
  holidays: false,
  in_sandbox: false,
  frequency_cap: null,
};

/** People who wait, by what they wait for and until when. */
export const Waiting = z
  .object({
    reason: z.string(),
    label: z.string(),
    /** When it is decided again; null where they wait until a member answers. */
    until: Instant.nullable(),
    /** The wall time of that moment at their place; null when it is not the same for all. */
    local: z.string().nullable(),
    n: z.number().int(),
  })
  .meta({ id: 'Waiting' });
export type Waiting = z.infer<typeof Waiting>;

export const quietHoursApi = defineApi({
  getQuietHours: {
    method: 'GET',
    path: '/quiet-hours',
    access: 'workspace:read',
    summary: 'When this workspace may text people, and how often.',
    response: QuietHoursSettings,
  },
  updateQuietHours: {
    method: 'PUT',
    path: '/quiet-hours',
    access: 'workspace:manage',
    summary: 'Changes when people may be texted. What waits for its hour is decided again at once.',
    body: QuietHoursSettings,
    response: QuietHoursSettings,
  },
});
