import { z } from 'zod';

/** What the control API accepts for an account; also the form in which accounts are kept. Unknown fields are refused. */
const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} and 32 hex digits`);
const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, such as +12025550123');
const webhookUrl = z
  .string()
  .refine((url) => URL.canParse(url) && /^https?:\/\//i.test(url), 'must be an absolute http or https URL');
const probability = z.number().min(0).max(1);
const range = z.tuple([z.number().min(0), z.number().min(0)]);

export const numberDocument = z.strictObject({
  phone_number: phoneNumber,
  friendly_name: z.string().optional(),
  sms_url: webhookUrl.nullish(),
  sms_fallback_url: webhookUrl.nullish(),
  voice_url: webhookUrl.nullish(),
  /** Segments per second that leave this number's queue; absent or null: no limit. */
  mps: z.number().positive().nullish(),
  sms: z.boolean().optional(),
  mms: z.boolean().optional(),
});

export const serviceDocument = z.strictObject({
  sid: sid('MG'),
  friendly_name: z.string().optional(),
  numbers: z.array(phoneNumber),
  inbound_request_url: webhookUrl.nullish(),
  status_callback: webhookUrl.nullish(),
  sticky_sender: z.boolean().optional(),
});

export const callbackStatuses = ['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'canceled'] as const;

export const settingsDocument = z.strictObject({
  profile: z.enum(['instant', 'realistic']),
  /** Milliseconds [least, most] of each step in the realistic profile. */
  timing: z.strictObject({ sending_ms: range, sent_ms: range, delivered_ms: range }),
  callback_statuses: z.array(z.enum(callbackStatuses)),
  repeat_probability: probability,
  reorder_probability: probability,
  lose_probability: probability,
  /** Share of messages whose last state is `sent`, as with carriers that give no receipts. */
  no_receipt_probability: probability,
  opt_out_handling: z.enum(['none', 'default']),
  max_concurrent_requests: z.number().int().positive().nullable(),
  /** Seconds of traffic a number's queue holds before it overflows. */
  max_queue_seconds: z.number().positive(),
  /** Wait before the first retry of a webhook; doubles with each further one. */
  retry_delay_ms: z.number().min(0),
  /** How long after a message was sent its price is told; absent: at once. */
  price_delay_ms: z.number().min(0).optional(),
});
export type Settings = z.infer<typeof settingsDocument>;

export const defaultSettings: Settings = {
  profile: 'realistic',
  timing: { sending_ms: [20, 150], sent_ms: [150, 700], delivered_ms: [500, 3000] },
  callback_statuses: ['sent', 'delivered', 'undelivered', 'failed', 'canceled'],
  repeat_probability: 0,
  reorder_probability: 0,
  lose_probability: 0,
  no_receipt_probability: 0,
  opt_out_handling: 'none',
  max_concurrent_requests: null,
  max_queue_seconds: 36_000,
  retry_delay_ms: 100,
};

/** Where a switch applies: when a message is created (the default), listed or fetched, when a call is made, or to all. */
export const faultScopes = ['create_message', 'read_messages', 'create_call', 'all'] as const;
export type FaultScope = (typeof faultScopes)[number];

const faultBase = {
  probability: probability.default(1),
  /** Only for these destinations. */
  to: z.array(z.string()).optional(),
  /** Stops by itself after this many times. */
  remaining: z.number().int().min(0).optional(),
};
const scope = { scope: z.enum(faultScopes).default('create_message') };

export const faultDocument = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request_error'),
    code: z.number().int(),
    status: z.number().int().min(400).max(599).optional(),
    message: z.string().optional(),
    ...faultBase,
    ...scope,
  }),
  z.strictObject({
    kind: z.literal('delivery_error'),
    code: z.number().int().positive(),
    ...faultBase,
  }),
  z.strictObject({
    kind: z.literal('rate_limited'),
    retry_after_seconds: z.number().int().min(0).optional(),
    ...faultBase,
    ...scope,
  }),
  z.strictObject({
    kind: z.literal('server_error'),
    status: z.number().int().min(500).max(599).default(500),
    ...faultBase,
    ...scope,
  }),
  z.strictObject({ kind: z.literal('timeout_before_accept'), ...faultBase, ...scope }),
  z.strictObject({ kind: z.literal('timeout_after_accept'), ...faultBase, ...scope }),
  z.strictObject({ kind: z.literal('reset_before_accept'), ...faultBase, ...scope }),
  z.strictObject({ kind: z.literal('reset_after_accept'), ...faultBase, ...scope }),
  z.strictObject({
    kind: z.literal('slow'),
    latency_ms: z.number().min(0),
    jitter_ms: z.number().min(0).default(0),
    ...faultBase,
    ...scope,
  }),
  z.strictObject({ kind: z.literal('auth_failure'), ...faultBase, ...scope }),
  z.strictObject({ kind: z.literal('suspended'), ...faultBase, ...scope }),
]);
export type Fault = z.infer<typeof faultDocument>;

export const faultsDocument = z.strictObject({ faults: z.array(faultDocument) });

export const accountUpdate = z.strictObject({
  auth_token: z.string().min(1).optional(),
  friendly_name: z.string().optional(),
  status: z.enum(['active', 'suspended', 'closed']).optional(),
  type: z.enum(['Full', 'Trial']).optional(),
  api_keys: z.array(z.strictObject({ sid: sid('SK'), secret: z.string().min(1) })).optional(),
  numbers: z.array(numberDocument).optional(),
  messaging_services: z.array(serviceDocument).optional(),
  settings: settingsDocument.partial().optional(),
  faults: z.array(faultDocument).optional(),
});
export type AccountUpdate = z.infer<typeof accountUpdate>;

/** A complete account, every choice made. */
export interface AccountDocument {
  auth_token: string;
  friendly_name: string;
  status: 'active' | 'suspended' | 'closed';
  type: 'Full' | 'Trial';
  api_keys: { sid: string; secret: string }[];
  numbers: z.infer<typeof numberDocument>[];
  messaging_services: z.infer<typeof serviceDocument>[];
  settings: Settings;
  faults: Fault[];
}
