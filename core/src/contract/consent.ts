import { z } from 'zod';
import { defaultLapseDays, defaultQuestion, mostLapseDays } from '../compliance/double-opt-in.ts';
import { consentPurposes } from '../compliance/purposes.ts';
import { quietProfiles } from '../compliance/quiet-profiles.ts';
import { Id, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';

/** What somebody agreed to: informational texts only, or all, marketing too. */
export const ConsentPurposeName = z.enum(consentPurposes, { error: `must be one of ${consentPurposes.join(', ')}` });

/** What a message is for. */
export const MessagePurposeName = z.enum(quietProfiles, { error: `must be one of ${quietProfiles.join(', ')}` });

/** Which grants of consent count only once the person said YES from their phone, and how they are asked. */
export const DoubleOptInSettings = z
  .strictObject({
    /** Those that members enter. */
    member: z.boolean(),
    /** Those that programs pass on. */
    api: z.boolean(),
    /** Those of imported files. */
    import: z.boolean(),
    /** The text that asks; {{brand}} is the name of the organisation, {{what}} what they agree to. */
    question: z.string().trim().min(1, 'is needed').max(600, 'must have at most 600 characters'),
    /** A request without an answer is over after so many days. */
    lapse_days: z.number().int().min(1, 'must be at least 1').max(mostLapseDays, `must be at most ${mostLapseDays}`),
  })
  .meta({ id: 'DoubleOptInSettings' });
export type DoubleOptInSettings = z.infer<typeof DoubleOptInSettings>;

export const defaultDoubleOptIn: DoubleOptInSettings = {
  member: false,
  api: false,
  import: false,
  question: defaultQuestion,
  lapse_days: defaultLapseDays,
};

/** The settings with the texts as people get them. */
export const DoubleOptInAnswer = z
  .object({
    settings: DoubleOptInSettings,
    default_question: z.string(),
    previews: z.object({ all: z.string(), informational: z.string(), thanks: z.string() }),
  })
  .meta({ id: 'DoubleOptInAnswer' });
export type DoubleOptInAnswer = z.infer<typeof DoubleOptInAnswer>;

/** A consent that waits for the person's YES. */
export const OptInRequest = z
  .object({
    id: Id,
    purpose: ConsentPurposeName,
    source: z.string(),
    /** How and in which words they are said to have agreed, and by whom it was entered. */
    method: z.string().nullable(),
    wording: z.string().nullable(),
    actor_name: z.string().nullable(),
    address: z.string(),
    created_at: Instant,
    expires_at: Instant,
    /** When the question was queued; null while it waits for that. */
    asked_at: Instant.nullable(),
    /** Why it was not asked, in words; null when nothing is wrong. */
    problem: z.string().nullable(),
    /** A sandbox phone said YES: it counts in the sandbox only. */
    played_at: Instant.nullable(),
  })
  .meta({ id: 'OptInRequest' });
export type OptInRequest = z.infer<typeof OptInRequest>;

/** One line of the report: so many people with this consent, for this purpose, from this source. */
export const ConsentCount = z
  .object({
    consent: z.enum(['yes', 'no', 'unknown']),
    /** Null unless they agreed. */
    purpose: ConsentPurposeName.nullable(),
    /** Where their last word came from; null where none was recorded. */
    source: z.string().nullable(),
    n: z.number().int(),
    /** Of these, whose consent nothing proves: neither words nor how it was given. */
    without_evidence: z.number().int(),
  })
  .meta({ id: 'ConsentCount' });
export type ConsentCount = z.infer<typeof ConsentCount>;

export const consentApi = defineApi({
  getConsentReport: {
    method: 'GET',
    path: '/consent/report',
    access: 'contacts:read',
    summary: 'How many people agreed to texts, to which kind, and from where that is known.',
    response: z.object({ counts: z.array(ConsentCount), pending: z.number().int() }),
  },
  getDoubleOptIn: {
    method: 'GET',
    path: '/consent/double-opt-in',
    access: 'workspace:read',
    summary: 'Which consents count only after a YES from the phone, and the text that asks for it.',
    response: DoubleOptInAnswer,
  },
  updateDoubleOptIn: {
    method: 'PUT',
    path: '/consent/double-opt-in',
    access: 'workspace:manage',
    summary: 'Changes it. Consents recorded before are not asked about again.',
    body: DoubleOptInSettings,
    response: DoubleOptInAnswer,
  },
  exportConsent: {
    method: 'GET',
    path: '/contacts/{contact_id}/consent/export',
    access: 'contacts:export',
    summary: 'Every word on consent of one person with its evidence, and every request for a YES, as JSON or CSV.',
    params: z.object({ contact_id: Id }),
    query: z.object({ format: z.enum(['csv', 'json']).default('json') }),
    response: 'file',
  },
  askAgain: {
    method: 'POST',
    path: '/contacts/{contact_id}/consent/ask-again',
    access: 'contacts:write',
    summary: 'Sends the question once more to somebody whose YES is awaited: at most once in 24 hours, and three times ever.',
    params: z.object({ contact_id: Id }),
    response: OptInRequest,
  },
});
