import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';

/** A phone number in E.164. */
export const PhoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number such as +12025550123');

const Person = z.object({ id: Id, name: z.string().nullable() }).nullable();

/** A message on a sandbox phone. `to_phone` is what the phone received. */
export const PhoneMessage = z
  .object({
    sid: z.string(),
    direction: z.enum(['to_phone', 'from_phone']),
    own_number: z.string(),
    body: z.string(),
    status: z.string(),
    error_code: z.number().int().nullable(),
    created_at: Instant,
  })
  .meta({ id: 'PhoneMessage' });
export type PhoneMessage = z.infer<typeof PhoneMessage>;

export const SandboxPhone = z
  .object({
    phone_number: z.string(),
    contact: Person,
    last_message: PhoneMessage.nullable(),
    unread: z.number().int(),
    messages: z.number().int(),
  })
  .meta({ id: 'SandboxPhone' });
export type SandboxPhone = z.infer<typeof SandboxPhone>;

const chance = z.number().min(0.01, 'must be from 1 % to 100 %').max(1, 'must be from 1 % to 100 %').default(1);
const phones = z.array(PhoneNumber).max(100).optional();
const base = { probability: chance, to: phones };

/** A failure that the sandbox plays on purpose. */
export const SandboxFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rate_limited'), ...base }),
  z.strictObject({ kind: z.literal('server_error'), ...base }),
  z.strictObject({ kind: z.literal('timeout_before_accept'), ...base }),
  z.strictObject({ kind: z.literal('timeout_after_accept'), ...base }),
  z.strictObject({ kind: z.literal('reset_before_accept'), ...base }),
  z.strictObject({ kind: z.literal('reset_after_accept'), ...base }),
  z.strictObject({ kind: z.literal('slow'), latency_ms: z.number().int().min(1).max(60_000), ...base }),
  z.strictObject({ kind: z.literal('auth_failure'), ...base }),
  z.strictObject({ kind: z.literal('suspended'), ...base }),
  z.strictObject({ kind: z.literal('delivery_error'), code: z.number().int().min(1).max(99_999), ...base }),
  z.strictObject({ kind: z.literal('request_error'), code: z.number().int().min(1).max(99_999), ...base }),
]);
export type SandboxFault = z.infer<typeof SandboxFault>;

const PhoneParams = z.object({ phone_number: PhoneNumber });

export const sandboxApi = defineApi({
  getSandbox: {
    method: 'GET',
    path: '/sandbox',
    access: 'sandbox:use',
    summary: 'The sandbox of this workspace: its numbers, what has happened in it, and which failures are switched on.',
    response: z.object({
      mode: z.enum(['sandbox', 'live']),
      /** False while the sandbox carrier does not answer. */
      running: z.boolean(),
      numbers: z.array(z.string()),
      outbound: z.number().int(),
      inbound: z.number().int(),
      phones: z.number().int(),
      by_status: z.record(z.string(), z.number().int()),
      faults: z.array(SandboxFault),
    }),
  },
  listSandboxPhones: {
    method: 'GET',
    path: '/sandbox/phones',
    access: 'sandbox:use',
    summary: 'Phones by their last message. With a search, contacts whose phone has no message yet are found, too.',
    query: z.object({
      search: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(100).optional(),
    }),
    response: z.object({ items: z.array(SandboxPhone), next_cursor: z.string().nullable() }),
  },
  listPhoneMessages: {
    method: 'GET',
    path: '/sandbox/phones/{phone_number}/messages',
    access: 'sandbox:use',
    summary: 'What one phone received and wrote, newest first.',
    params: PhoneParams,
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(100).optional() }),
    response: z.object({ contact: Person, items: z.array(PhoneMessage), next_cursor: z.string().nullable() }),
  },
  writeFromPhone: {
    method: 'POST',
    path: '/sandbox/phones/{phone_number}/messages',
    access: 'sandbox:use',
    summary: 'Writes to the workspace as the person with this phone.',
    params: PhoneParams,
    body: z.strictObject({
      body: z.string().min(1, 'is empty').max(1_600, 'may have at most 1,600 characters'),
    }),
    response: PhoneMessage,
    status: 201,
  },
  markPhoneRead: {
    method: 'POST',
    path: '/sandbox/phones/{phone_number}/read',
    access: 'sandbox:use',
    summary: 'Notes that the holder of the phone has looked.',
    params: PhoneParams,
    response: 'none',
  },
  setSandboxFaults: {
    method: 'PUT',
    path: '/sandbox/faults',
    access: 'sandbox:use',
    summary: 'Switches failures on and off, as a whole list.',
    body: z.strictObject({ faults: z.array(SandboxFault).max(20) }),
    response: z.object({ faults: z.array(SandboxFault) }),
  },
});
