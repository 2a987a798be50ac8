import { z } from 'zod';
import { Id, Instant, QueryFlag, TimeZone } from './common.ts';
import { defineApi } from './endpoint.ts';

export const channels = ['sms', 'email', 'voice', 'voicemail'] as const;
export const ChannelName = z.enum(channels);
export type ChannelName = z.infer<typeof ChannelName>;

/** One field of a provider's form, drawn from the provider's own schema. */
export const ProviderField = z.object({
  name: z.string(),
  title: z.string(),
  /** Where to find the value. */
  help: z.string().nullable(),
  required: z.boolean(),
  /** A secret is written, never read: its form field is empty, and left empty keeps what is stored. */
  secret: z.boolean(),
  default: z.string().nullable(),
});
export type ProviderField = z.infer<typeof ProviderField>;

/** A provider that can be connected. */
export const Provider = z
  .object({ id: z.string(), label: z.string(), channel: ChannelName, fields: z.array(ProviderField) })
  .meta({ id: 'Provider' });
export type Provider = z.infer<typeof Provider>;

export const senderKinds = ['number', 'messaging_service', 'address', 'caller_id'] as const;

/** What messages are sent from: a number, a messaging service, an address; with its lane's rate. */
export const Sender = z
  .object({
    id: Id,
    connection_id: Id,
    channel: ChannelName,
    kind: z.enum(senderKinds),
    address: z.string(),
    name: z.string(),
    /** Belongs to the sandbox: used in sandbox mode, never when live. */
    sandbox: z.boolean(),
    rate_per_second: z.number(),
    burst: z.number().int(),
    daily_cap: z.number().int().nullable(),
    /** The carrier’s day begins at this hour (0 to 23) of this zone: then the cap counts from 0 again. */
    cap_zone: z.string(),
    cap_hour: z.number().int(),
    /** Segments that left today, in the carrier’s day. */
    cap_used: z.number().int(),
    cap_resets_at: Instant,
    is_default: z.boolean(),
    paused_at: Instant.nullable(),
    pause_reason: z.string().nullable(),
    /** Somebody, or Tidings itself: for too many failures, or because the provider refuses the account. */
    paused_by: z.enum(['member', 'operator', 'failures', 'account']).nullable(),
    /** Messages that wait in its lane. */
    waiting: z.number().int(),
    created_at: Instant,
  })
  .meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;

/** A provider account. Its credentials are never part of an answer. */
export const Connection = z
  .object({
    id: Id,
    provider: z.string(),
    provider_label: z.string(),
    channel: ChannelName,
    name: z.string(),
    sandbox: z.boolean(),
    /** Without the secrets. */
    settings: z.record(z.string(), z.string()),
    /** The names of the secrets that are stored. */
    secrets_set: z.array(z.string()),
    status: z.enum(['untested', 'working', 'failing']),
    status_words: z.string().nullable(),
    checked_at: Instant.nullable(),
    /** Addresses to enter at the provider. */
    hooks: z.object({ inbound: z.string(), status: z.string(), reachable: z.boolean() }),
    senders: z.array(Sender),
    created_at: Instant,
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof Connection>;

/** What a test found, in words for people. */
export const ConnectionTest = z
  .object({
    ok: z.boolean(),
    words: z.string(),
    /** What the account can send from; `added` are senders here already. */
    found: z.array(
      z.object({ kind: z.enum(['number', 'messaging_service']), address: z.string(), name: z.string(), added: z.boolean() }),
    ),
  })
  .meta({ id: 'ConnectionTest' });
export type ConnectionTest = z.infer<typeof ConnectionTest>;

const Name = z.string().trim().min(1, 'is needed').max(80, 'may have at most 80 characters');
const Values = z.record(z.string().max(60), z.string().max(1_000));

export const NewConnection = z.strictObject({ provider: z.string().max(40), name: Name, settings: Values, secrets: Values });
export const ConnectionChange = z.strictObject({
  name: Name.optional(),
  settings: Values.optional(),
  /** Only what is to be replaced. */
  secrets: Values.optional(),
});

const Rate = z.number().positive('must be more than 0').max(1_000, 'must be at most 1,000 a second');
const Burst = z.number().int('must be a whole number').min(1, 'must be at least 1').max(10_000, 'must be at most 10,000');
const CapHour = z.number().int('must be a full hour').min(0, 'must be 0 to 23').max(23, 'must be 0 to 23');
const DailyCap = z.number().int('must be a whole number').min(1, 'must be at least 1').max(100_000_000).nullable();

export const NewSender = z.strictObject({
  kind: z.enum(['number', 'messaging_service']),
  /** A phone number, or the SID of a messaging service. */
  address: z.string().trim().min(1, 'is needed').max(64),
  name: Name.optional(),
  /** Segments a second; a US long code outside 10DLC does 1, toll-free 3, a campaign more. */
  rate_per_second: Rate.default(1),
  burst: Burst.default(1),
  daily_cap: DailyCap.default(null),
  /** When the cap counts from 0 again; T-Mobile’s begins at midnight Pacific time. */
  cap_zone: TimeZone.default('America/Los_Angeles'),
  cap_hour: CapHour.default(0),
});
export const SenderChange = z.strictObject({
  name: Name.optional(),
  rate_per_second: Rate.optional(),
  /** Left out, it comes down with a lower rate, and what has gathered in the lane with it. */
  burst: Burst.optional(),
  daily_cap: DailyCap.optional(),
  cap_zone: TimeZone.optional(),
  cap_hour: CapHour.optional(),
  is_default: z.literal(true, 'can only be set to true; make another sender the default instead').optional(),
});

const ConnectionParams = z.object({ connection_id: Id });
const SenderParams = z.object({ sender_id: Id });

export const connectionsApi = defineApi({
  listProviders: {
    method: 'GET',
    path: '/providers',
    access: 'connections:read',
    summary: 'The providers that can be connected, with the fields of their forms.',
    response: z.object({ items: z.array(Provider) }),
  },
  listConnections: {
    method: 'GET',
    path: '/connections',
    access: 'connections:read',
    summary: 'All connections with their senders.',
    response: z.object({ items: z.array(Connection) }),
  },
  getConnection: {
    method: 'GET',
    path: '/connections/{connection_id}',
    access: 'connections:read',
    summary: 'One connection with its senders.',
    params: ConnectionParams,
    response: Connection,
  },
  createConnection: {
    method: 'POST',
    path: '/connections',
    access: 'connections:manage',
    summary: 'Connects a provider account. Secrets are encrypted and never returned.',
    body: NewConnection,
    response: Connection,
    status: 201,
  },
  updateConnection: {
    method: 'PATCH',
    path: '/connections/{connection_id}',
    access: 'connections:manage',
    summary: 'Changes name, settings or secrets; what is left out stays.',
    params: ConnectionParams,
    body: ConnectionChange,
    response: Connection,
  },
  testConnection: {
    method: 'POST',
    path: '/connections/{connection_id}/test',
    access: 'connections:manage',
    summary: 'Asks the provider whether it accepts the connection, and what it can send from. Sends nothing.',
    params: ConnectionParams,
    response: ConnectionTest,
  },
  archiveConnection: {
    method: 'DELETE',
    path: '/connections/{connection_id}',
    access: 'connections:manage',
    summary: 'Takes a connection and its senders out of use. Refused while messages wait for them.',
    params: ConnectionParams,
    response: 'none',
  },
  restoreConnection: {
    method: 'POST',
    path: '/connections/{connection_id}/restore',
    access: 'connections:manage',
    summary: 'Takes an archived connection with its senders back into use.',
    params: ConnectionParams,
    response: Connection,
  },
  listSenders: {
    method: 'GET',
    path: '/senders',
    access: 'messages:read',
    summary: 'The senders in use, the default first.',
    query: z.object({ channel: ChannelName.optional(), sandbox: QueryFlag.optional() }),
    response: z.object({ items: z.array(Sender) }),
  },
  createSender: {
    method: 'POST',
    path: '/connections/{connection_id}/senders',
    access: 'connections:manage',
    summary: 'Adds a number or messaging service to send from.',
    params: ConnectionParams,
    body: NewSender,
    response: Sender,
    status: 201,
  },
  updateSender: {
    method: 'PATCH',
    path: '/senders/{sender_id}',
    access: 'connections:manage',
    summary: 'Changes name, rate, burst or daily cap and when it begins anew, or makes it the default.',
    params: SenderParams,
    body: SenderChange,
    response: Sender,
  },
  pauseSender: {
    method: 'POST',
    path: '/senders/{sender_id}/pause',
    access: 'connections:manage',
    summary: 'Stops sending from it at once; what is queued waits.',
    params: SenderParams,
    body: z.strictObject({ reason: z.string().trim().min(1, 'is needed: why is it paused?').max(200) }),
    response: Sender,
  },
  resumeSender: {
    method: 'POST',
    path: '/senders/{sender_id}/resume',
    access: 'connections:manage',
    summary: 'Goes on sending from it.',
    params: SenderParams,
    response: Sender,
  },
  archiveSender: {
    method: 'DELETE',
    path: '/senders/{sender_id}',
    access: 'connections:manage',
    summary: 'Takes a sender out of use. Refused while messages wait for it.',
    params: SenderParams,
    response: 'none',
  },
});
