import type { AnswerOf, BodyOf, QueryOf } from '@tidings/core/contract/endpoint';
import {
  SandboxFault as FaultSchema,
  type PhoneMessage,
  type SandboxFault,
  type SandboxPhone,
  type sandboxApi,
} from '@tidings/core/contract/sandbox';
import type { Context } from '../../context.ts';
import { Refusal } from '../../lib/errors.ts';
import { askCarrier, requireSandboxMode, type SandboxAccount, sandboxAccount } from './carrier.ts';
import { findPeople, type PersonAtPhone, peopleAt } from './store.ts';

interface CarrierPhone {
  readonly phone_number: string;
  readonly last_message: PhoneMessage;
  readonly unread: number;
  readonly messages: number;
}

interface CarrierAccount {
  readonly numbers: readonly { readonly phone_number: string }[];
  readonly faults: readonly Record<string, unknown>[];
}

interface CarrierStats {
  readonly outbound: number;
  readonly inbound: number;
  readonly phones: number;
  readonly by_status: Record<string, number>;
}

/** The account with what has happened in it; while the carrier is away, what is known without it. */
export async function getSandbox(ctx: Context, workspaceId: string): Promise<AnswerOf<(typeof sandboxApi)['getSandbox']>> {
  const account = await sandboxAccount(ctx, workspaceId);
  try {
    const known = await askCarrier<CarrierAccount>(ctx, account, 'GET', '');
    const { outbound, inbound, phones, by_status } = await askCarrier<CarrierStats>(ctx, account, 'GET', '/stats');
    const numbers = known.numbers.map((number) => number.phone_number);
    return { mode: account.mode, running: true, numbers, outbound, inbound, phones, by_status, faults: readFaults(known) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'unavailable') throw error;
    return { mode: account.mode, running: false, numbers: [], outbound: 0, inbound: 0, phones: 0, by_status: {}, faults: [] };
  }
}

/** The carrier's switches as our screen knows them; ones that somebody set with other tools are left out. */
function readFaults(account: CarrierAccount): SandboxFault[] {
  return account.faults.flatMap((fault) => {
    const { kind, probability, to, latency_ms, code } = fault;
    const parsed = FaultSchema.safeParse(defined({ kind, probability, to, latency_ms, code }));
    return parsed.success ? [parsed.data] : [];
  });
}

const defined = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Phones by their last message; when somebody is looked for by name, that person's phone, whether or not it has messages. */
export async function listPhones(
  ctx: Context,
  workspaceId: string,
  query: QueryOf<(typeof sandboxApi)['listSandboxPhones']>,
): Promise<AnswerOf<(typeof sandboxApi)['listSandboxPhones']>> {
  const account = await sandboxAccount(ctx, workspaceId);
  const text = query.search?.trim().toLowerCase() ?? '';
  const byNumber = text === '' || /^[\d\s().+-]+$/.test(text);
  const digits = byNumber ? text.replace(/\D/g, '') : '';
  const known = byNumber ? await carrierPhones(ctx, account, { ...query, search: digits }) : { phones: [], next_cursor: null };
  const found =
    text === '' || query.cursor
      ? []
      : await ctx.db.workspace(workspaceId, (tx) => findPeople(tx, workspaceId, byNumber ? digits : text, 20));
  const listed = new Set(known.phones.map((phone) => phone.phone_number));
  const quiet = await Promise.all(
    found.filter((person) => !listed.has(person.phone)).map((person) => phoneOf(ctx, account, person)),
  );
  const people = await ctx.db.workspace(workspaceId, (tx) => peopleAt(tx, workspaceId, [...listed]));
  const items = known.phones.map((phone): SandboxPhone => ({ ...phone, contact: presentPerson(people.get(phone.phone_number)) }));
  return { items: [...items, ...quiet], next_cursor: known.next_cursor };
}

async function carrierPhones(
  ctx: Context,
  account: SandboxAccount,
  query: { readonly search: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ phones: CarrierPhone[]; next_cursor: string | null }> {
  const wish = new URLSearchParams({ limit: String(query.limit) });
  if (query.search !== '') wish.set('search', query.search);
  if (query.cursor !== undefined) wish.set('cursor', query.cursor);
  return askCarrier(ctx, account, 'GET', `/phones?${wish}`);
}

/** The phone of a person who was looked for, with its last message if there is one. */
async function phoneOf(ctx: Context, account: SandboxAccount, person: PersonAtPhone): Promise<SandboxPhone> {
  const { messages } = await askCarrier<{ messages: PhoneMessage[] }>(
    ctx,
    account,
    'GET',
    `/phones/${encodeURIComponent(person.phone)}/messages?limit=1`,
  );
  return {
    phone_number: person.phone,
    contact: presentPerson(person),
    last_message: messages[0] ?? null,
    unread: 0,
    messages: messages.length,
  };
}

const presentPerson = (person: PersonAtPhone | undefined) => (person ? { id: person.id, name: person.name } : null);

export async function listPhoneMessages(
  ctx: Context,
  workspaceId: string,
  phone: string,
  query: QueryOf<(typeof sandboxApi)['listPhoneMessages']>,
): Promise<AnswerOf<(typeof sandboxApi)['listPhoneMessages']>> {
  const account = await sandboxAccount(ctx, workspaceId);
  const wish = new URLSearchParams({ limit: String(query.limit) });
  if (query.cursor !== undefined) wish.set('cursor', query.cursor);
  const page = await askCarrier<{ messages: PhoneMessage[]; next_cursor: string | null }>(
    ctx,
    account,
    'GET',
    `/phones/${encodeURIComponent(phone)}/messages?${wish}`,
  );
  const people = await ctx.db.workspace(workspaceId, (tx) => peopleAt(tx, workspaceId, [phone]));
  return { contact: presentPerson(people.get(phone)), items: page.messages, next_cursor: page.next_cursor };
}

/** Writes as the holder of a phone: the carrier calls our inbound hook, signed, as it would for a real one. */
export async function writeFromPhone(ctx: Context, workspaceId: string, phone: string, body: string): Promise<PhoneMessage> {
  const account = await sandboxAccount(ctx, workspaceId);
  requireSandboxMode(account);
  return askCarrier(ctx, account, 'POST', `/phones/${encodeURIComponent(phone)}/reply`, { body });
}

export async function markPhoneRead(ctx: Context, workspaceId: string, phone: string): Promise<void> {
  await askCarrier(ctx, await sandboxAccount(ctx, workspaceId), 'POST', `/phones/${encodeURIComponent(phone)}/read`);
}

/** Switches failures. Trouble with the account itself shows everywhere, so that testing the connection meets it, too. */
export async function setFaults(
  ctx: Context,
  workspaceId: string,
  { faults }: BodyOf<(typeof sandboxApi)['setSandboxFaults']>,
): Promise<{ faults: SandboxFault[] }> {
  const account = await sandboxAccount(ctx, workspaceId);
  requireSandboxMode(account);
  const wanted = faults.map((fault) =>
    defined({ ...fault, ...(fault.kind === 'auth_failure' || fault.kind === 'suspended' ? { scope: 'all' } : {}) }),
  );
  const answer = await askCarrier<CarrierAccount>(ctx, account, 'PUT', '/faults', { faults: wanted });
  return { faults: readFaults(answer) };
}
