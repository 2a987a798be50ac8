import { countryOf } from '@tidings/core/contacts/country-of';
import type { DirectAnswer, DirectResult, DirectSend } from '@tidings/core/contract/send-messages';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import type { OpenPool } from '../connections/pools.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { recallErased } from '../contacts/erased.ts';
import { allowedCountries } from '../costs/countries.ts';
import { type FirstNumbers, lookUpFirst } from '../messages/first-lookups.ts';
import { planMessages } from '../messages/sources.ts';
import { insertSource } from '../messages/sources-store.ts';
import { checkDailyCap, checkText, knownTags, refuseProblems, senderOf } from './check.ts';
import { findOrAddPeople, type ReadNumber, readNumbers } from './direct-people.ts';
import { firstContactsAt, listPlanned, peopleAt } from './direct-store.ts';
import { requireUrgent } from './hours.ts';
import { priorityOf, settle, throughOf } from './plan.ts';
import { purposeOf } from './purpose.ts';
import { insertBroadcast, updateBroadcast } from './store.ts';

/** Sends a text to numbers that a program names; where the workspace wants that, they are looked up before the first message to them. */
export async function sendDirect(ctx: Context, actor: WorkspaceActor, body: DirectSend): Promise<DirectAnswer> {
  const { workspaceId } = actor;
  const numbers = await ctx.db.workspace(workspaceId, (tx) => numbersToLookUp(tx, actor, body));
  const lookups = await lookUpFirst(ctx, numbers);
  return { ...(await ctx.db.workspace(workspaceId, (tx) => planDirect(ctx, tx, actor, body))), lookups };
}

/** Those who would get it, as far as can be said before they are contacts. Refuses what would be refused anyway, so that nobody pays for that. */
async function numbersToLookUp(tx: Tx, actor: WorkspaceActor, body: DirectSend): Promise<FirstNumbers> {
  const { workspaceId } = actor;
  const { sender } = await requireSendable(tx, actor, body);
  const allowed = await allowedCountries(tx, workspaceId);
  const phones = (await readNumbers(tx, workspaceId, body.to)).flatMap(({ address }) => {
    const country = address === null ? null : countryOf(address);
    return address !== null && country !== null && allowed.includes(country) ? [address] : [];
  });
  const known = await firstContactsAt(tx, workspaceId, phones);
  const agreed = (phone: string) => {
    const consent = known.get(phone)?.consent ?? 'unknown';
    return consent === 'yes' || (consent === 'unknown' && body.consent !== undefined);
  };
  return { workspaceId, connectionId: sender.connection_id, phones: phones.filter(agreed) };
}

async function requireSendable(tx: Tx, actor: WorkspaceActor, body: DirectSend) {
  const { workspaceId } = actor;
  await requireUrgent(tx, actor, { quiet_hours: body.quiet_hours ?? null, purpose: body.purpose ?? null });
  const { problems } = checkText(body.body, body.smart_encoding, await knownTags(tx, workspaceId));
  const chosen = await senderOf(tx, workspaceId, { sender_id: body.sender_id ?? null, pool_id: body.pool_id ?? null });
  const capped = 'problem' in chosen ? [chosen.problem] : checkDailyCap(body, chosen);
  refuseProblems([...problems, ...capped]);
  if ('problem' in chosen) throw new Error('A missing sender is refused above.');
  return chosen;
}

/** Through the plan and the decision of a broadcast; answers for each number. */
async function planDirect(ctx: Context, tx: Tx, actor: WorkspaceActor, body: DirectSend): Promise<Omit<DirectAnswer, 'lookups'>> {
  const { workspaceId } = actor;
  const chosen = await requireSendable(tx, actor, body);
  const numbers = await readNumbers(tx, workspaceId, body.to);
  await recallErased(
    ctx,
    tx,
    workspaceId,
    numbers.flatMap(({ address }) => address ?? []),
  );
  const contacts = await findOrAddPeople(tx, actor, numbers, body.consent ?? null);
  const pairs = [...contacts].map(([address, contactId]) => ({ address, contactId }));
  if (pairs.length === 0) return answer(null, resultsOf(numbers, []));
  const id = await plan(tx, actor, body, chosen, pairs);
  const results = resultsOf(numbers, await listPlanned(tx, workspaceId, id));
  const accepted = results.filter((one) => one.outcome === 'accepted').length;
  await recordActivity(tx, actor, {
    action: 'messages_sent_directly',
    objectKind: 'broadcast',
    objectId: id,
    objectLabel: body.name ?? 'Direct message',
    details: { recipients: accepted, ...(body.quiet_hours?.kind === 'urgent' ? { urgent: body.quiet_hours.reason } : {}) },
  });
  return answer(id, results);
}

function answer(broadcastId: string | null, results: DirectResult[]): Omit<DirectAnswer, 'lookups'> {
  const accepted = results.filter((one) => one.outcome === 'accepted').length;
  return { broadcast_id: broadcastId, accepted, refused: results.length - accepted, results };
}

/** Makes the broadcast that shows its progress, and plans it. */
async function plan(
  tx: Tx,
  actor: WorkspaceActor,
  body: DirectSend,
  chosen: { readonly sender: SenderRow; readonly pool: OpenPool | undefined },
  pairs: readonly { address: string; contactId: string }[],
): Promise<string> {
  const { workspaceId } = actor;
  const through = throughOf(chosen);
  const purpose = await purposeOf(tx, { workspace_id: workspaceId, purpose: body.purpose ?? null });
  const { id } = await insertBroadcast(tx, {
    workspaceId,
    name: body.name ?? 'Direct message',
    kind: 'direct',
    body: body.body,
    smartEncoding: body.smart_encoding,
    onePerAddress: true,
    audience: { include: [{ kind: 'contacts', ids: [...new Set(pairs.map((one) => one.contactId))] }], exclude: [] },
    senderId: through.senderId,
    poolId: chosen.pool?.id ?? null,
    uselessAfter: null,
    quietHours: body.quiet_hours ?? null,
    purpose: body.purpose ?? null,
    createdBy: actor.id,
    createdByName: actor.name,
    sentAtOnce: true,
  });
  await updateBroadcast(tx, workspaceId, id, { state: 'planning' }, ['started_at']);
  await insertSource(tx, {
    id,
    workspaceId,
    kind: 'direct',
    template: body.body,
    smartEncoding: body.smart_encoding,
    uselessAfter: null,
    quietHours: body.quiet_hours ?? null,
    purpose,
    state: 'running',
  });
  const plan = {
    sourceId: id,
    workspaceId,
    kind: 'direct',
    priority: priorityOf('direct'),
    ...through,
    onePerAddress: true,
    purpose,
    addressed: true,
    uselessAfter: null,
    createdBy: actor.id,
    createdByName: actor.name,
  } as const;
  await announce(tx, workspaceId, { topic: 'broadcasts', id });
  await planMessages(tx, plan, peopleAt(pairs), (planned) =>
    settle(tx, { id, workspace_id: workspaceId }, through.senderId, planned),
  );
  return id;
}

type Planned = Awaited<ReturnType<typeof listPlanned>>;

/** One line per number as given: what was planned for it, or why it was not. A repeated number is sent once. */
function resultsOf(numbers: readonly ReadNumber[], planned: Planned): DirectResult[] {
  const byAddress = new Map(planned.map((message) => [message.address, message]));
  const seen = new Set<string>();
  return numbers.map(({ given, address, words }) => {
    const none = { phone: given, address, contact_id: null, message_id: null };
    if (address === null) return { ...none, outcome: 'refused', reason: 'invalid_address', words };
    if (seen.has(address)) {
      return {
        ...none,
        outcome: 'refused',
        reason: 'duplicate_address',
        words: 'This number stands in the request twice. It is sent once.',
      };
    }
    seen.add(address);
    const message = byAddress.get(address);
    if (!message) throw new Error('A number of a direct send was not planned.');
    const { reason } = message;
    return {
      ...none,
      outcome: message.state === 'queued' ? 'accepted' : 'refused',
      reason,
      words: reason !== null && isReasonCode(reason) ? reasons[reason].words : null,
      contact_id: message.contact_id,
      message_id: message.id,
    };
  });
}
