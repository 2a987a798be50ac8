import { answerCeiling, ceilingReached } from '@tidings/core/compliance/ceilings';
import { classifyKeyword, type Keyword } from '@tidings/core/compliance/keywords';
import { normalizePhone } from '@tidings/core/contacts/phone';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { newId } from '../../lib/clock.ts';
import type { InboundSms } from '../../providers/sms/contract.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { joinByKeyword, type SaidKeyword } from '../compliance/join-by-keyword.ts';
import { type Answered, keywordReplies } from '../compliance/keyword-texts-service.ts';
import { awaitedYes, takeYes } from '../compliance/opt-in.ts';
import { optIn, optOut, saidAt } from '../compliance/opt-out.ts';
import { findActiveSuppression } from '../compliance/suppressions-store.ts';
import { senderFor } from '../connections/sender-for.ts';
import { recallErased } from '../contacts/erased.ts';
import { insertContact } from '../contacts/store.ts';
import { countChanges } from './counts-store.ts';
import { keepDoubt, type Meant, obeyMeaning, type SaidText } from './inbound-meaning.ts';
import {
  findContactByPhone,
  findSenderByAddress,
  finishPayload,
  insertInbound,
  listWaiting,
  lockNumber,
  raiseConversation,
  takePayload,
} from './inbound-store.ts';
import { answerKey, countAnswers } from './lately-store.ts';
import { queueMessage } from './queue.ts';
import { noteReply } from './replies-store.ts';
import { noteWhomTheyWroteTo } from './sticky-store.ts';

/** The one confirmation of an opt-out must come within five minutes (47 CFR 64.1200(a)(12)); later it is not sent. */
const answerWithinMs = 5 * 60_000;

interface Payload {
  readonly id: string;
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly receivedAt: Date;
  /** Written on a sandbox phone. */
  readonly sandbox: boolean;
}

/** Processes a stored inbound payload, once however often it is called (I6): person, conversation, keywords, answer, in one transaction. */
export async function processInbound(ctx: Context, payloadId: string): Promise<void> {
  await ctx.db.system(async (tx) => {
    const row = await takePayload(tx, payloadId);
    if (!row) return;
    const inbound = smsProvider(row.provider).parseInbound(row.payload);
    if (!inbound) return finishPayload(tx, row.id, { messageId: null, problem: 'It has no sender, receiver or id.' });
    const payload = {
      id: row.id,
      workspaceId: row.workspace_id,
      connectionId: row.connection_id,
      receivedAt: row.received_at,
      sandbox: row.sandbox,
    };
    await recallErased(ctx, tx, row.workspace_id, [addressOf(inbound)]);
    const messageId = await receive(tx, payload, inbound);
    await finishPayload(tx, row.id, { messageId, problem: null });
  });
  await ctx.db.system((tx) => noteWhomTheyWroteTo(tx, payloadId));
}

/**
 * Processes a payload and then whatever else waits: one wake-up serves a whole burst, however slowly jobs are fetched. A payload that
 * fails keeps its own job, which tries it again.
 */
export async function processWaiting(ctx: Context, payloadId: string, signal: AbortSignal): Promise<void> {
  await processInbound(ctx, payloadId);
  await drain(ctx, 0, signal);
}

/** Processes payloads whose job was lost: stored is processed in the end, whatever dies. */
export async function processForgotten(ctx: Context, signal: AbortSignal): Promise<void> {
  await drain(ctx, 10, signal);
}

/** Processes everything that is stored and waits, in the order in which it was written. */
export async function processStored(ctx: Context, signal: AbortSignal): Promise<void> {
  await drain(ctx, 0, signal);
}

async function drain(ctx: Context, olderThanSeconds: number, signal: AbortSignal): Promise<void> {
  const failed = new Set<string>();
  for (;;) {
    const waiting = await ctx.db.system((tx) => listWaiting(tx, olderThanSeconds, 50 + failed.size));
    const ids = waiting.filter((id) => !failed.has(id));
    if (ids.length === 0) return;
    for (const id of ids) {
      if (signal.aborted) return;
      await processInbound(ctx, id).catch((error: unknown) => {
        failed.add(id);
        ctx.log.error({ err: error, payload_id: id }, 'an inbound message could not be processed and will be tried again');
      });
    }
  }
}

function addressOf(inbound: InboundSms): string {
  const read = normalizePhone(inbound.from, 'US');
  return read.ok ? read.e164 : inbound.from;
}

async function receive(tx: Tx, payload: Payload, inbound: InboundSms): Promise<string> {
  const { workspaceId } = payload;
  const address = addressOf(inbound);
  await lockNumber(tx, workspaceId, address);
  const known = await findContactByPhone(tx, workspaceId, address);
  const contactId =
    known ??
    (await insertContact(tx, workspaceId, 'inbound', {
      columns: {},
      phones: [{ value: address, label: null, preferred: true }],
    }));
  // Of the time when it was written: one that is fetched late stands in its place in the conversation.
  const messageId = newId(payload.receivedAt.getTime());
  // Before anything else is written: it waits for leases that are under way.
  const said = {
    ...payload,
    payloadId: payload.id,
    messageId,
    providerId: inbound.providerId,
    contactId,
    address,
    body: inbound.body,
    answeredByProvider: inbound.answeredKeyword !== undefined,
  };
  const spoken = await obeyKeyword(tx, payload, { inbound, address, contactId, messageId });
  const joined = spoken || said.answeredByProvider ? undefined : await joinByKeyword(tx, spokenBy(said));
  const meant: Meant = joined ? { confirm: false } : await obeyMeaning(tx, said);
  const keyword = spoken ?? (meant.confirm ? 'stop' : undefined);
  const sender = await findSenderByAddress(tx, payload.connectionId, inbound.to);
  const message = await insertInbound(tx, {
    id: messageId,
    workspaceId,
    contactId,
    address,
    ourAddress: inbound.to,
    senderId: sender?.id ?? null,
    body: inbound.body,
    segments: inbound.segments,
    providerId: inbound.providerId,
    receivedAt: payload.receivedAt,
  });
  const optedOut = keyword === 'stop';
  await noteReply(tx, { workspaceId, messageId: message.id, contactId, address, optedOut, at: payload.receivedAt });
  if (meant.doubt) await keepDoubt(tx, said, meant.doubt, message.id);
  await countChanges(tx, [
    {
      workspaceId,
      sourceId: null,
      createdAt: message.created_at,
      direction: 'in',
      channel: 'sms',
      from: null,
      to: { state: 'received', reason: null },
    },
  ]);
  // STOP and its like have their effect already, also the second time: nobody waits for a person.
  const word = classifyKeyword(inbound.body, { optedOut: true, optInPending: false });
  const plain = keyword === undefined && joined === undefined && inbound.answeredKeyword === undefined && !word;
  const answer = await answerTo(
    tx,
    payload,
    address,
    keyword ?? (joined && joined.reply !== null ? { reply: joined.reply } : undefined),
  );
  // Who asked for help and gets no answer by itself waits for a person.
  const needsReading = plain || (keyword === 'help' && !answer);
  await raiseConversation(tx, workspaceId, contactId, { body: inbound.body, at: payload.receivedAt, needsReading });
  if (answer) await answerKeyword(tx, payload, { answer, address, contactId, sender });
  if (!known) await announce(tx, workspaceId, { topic: 'contacts', id: contactId });
  await announce(tx, workspaceId, { topic: 'conversations', id: contactId });
  await announce(tx, workspaceId, { topic: 'messages', id: contactId });
  return message.id;
}

/** A text as a keyword of the workspace is looked for in it. */
function spokenBy(said: SaidText): SaidKeyword {
  const { receivedAt, messageId, payloadId, providerId } = said;
  const evidence = {
    message_id: messageId,
    payload_id: payloadId,
    provider_id: providerId,
    received_at: receivedAt.toISOString(),
  };
  return { ...said, at: receivedAt, evidence };
}

/** STOP, START and HELP take effect in our own data, whatever the provider does. Returns the keyword that is to be answered. */
async function obeyKeyword(
  tx: Tx,
  payload: Payload,
  said: { readonly inbound: InboundSms; readonly address: string; readonly contactId: string; readonly messageId: string },
): Promise<Answered | undefined> {
  const { workspaceId } = payload;
  const standing = await findActiveSuppression(tx, workspaceId, 'sms', said.address);
  const optedOut = standing?.kind === 'opt_out';
  const awaited = optedOut
    ? []
    : await awaitedYes(tx, { workspaceId, address: said.address, at: payload.receivedAt, sandbox: payload.sandbox });
  const keyword = classifyKeyword(said.inbound.body, { optedOut, optInPending: awaited.length > 0 });
  // A provider that answered a keyword of its own list knows of an opt-out that our list may not.
  const kind = keyword?.kind ?? (said.inbound.answeredKeyword?.toLowerCase() as Keyword['kind'] | undefined);
  const word = {
    workspaceId,
    address: said.address,
    contactId: said.contactId,
    source: 'keyword' as const,
    words: `Texted “${said.inbound.body.trim().slice(0, 60)}”`,
    evidence: {
      message_id: said.messageId,
      payload_id: payload.id,
      provider_id: said.inbound.providerId,
      received_at: payload.receivedAt.toISOString(),
    },
    sandbox: payload.sandbox,
  };
  const answered = said.inbound.answeredKeyword !== undefined;
  if (kind === 'stop') {
    const { added } = await optOut(tx, word);
    // A second STOP gets no second confirmation.
    return added && !answered ? 'stop' : undefined;
  }
  if (kind === 'start' && awaited.length > 0) {
    const granted = await takeYes(tx, { ...word, at: payload.receivedAt }, awaited);
    // START is a grant of its own, also of somebody who shares the phone and was not asked.
    if (keyword && isOptInKeyword(keyword) && !granted.includes(said.contactId)) await optIn(tx, word);
    return answered ? undefined : 'confirmed';
  }
  // An earlier START that comes late (fetched after an outage, or overtaken) must not undo a later STOP.
  if (kind === 'start' && !(optedOut && saidAt(standing) > payload.receivedAt.getTime())) {
    const { stillSuppressed } = await optIn(tx, word);
    // Whom a real opt-out still keeps from getting texts is not told that they come again.
    return answered || stillSuppressed?.kind === 'opt_out' ? undefined : 'start';
  }
  return kind === 'help' && !answered ? 'help' : undefined;
}

/** START and its like opt in by themselves; YES and its like only answer a question. */
const isOptInKeyword = ({ word }: Keyword): boolean => word === 'START' || word === 'UNSTOP';

/** What is answered to a keyword of carriers, or the words of one of the workspace's own. */
type Answer = Answered | { readonly reply: string };
const kindOf = (answer: Answer): string => (typeof answer === 'string' ? answer : 'join');

/**
 * The answer, unless the phone had as many of its kind as it gets (I10). The confirmation of STOP is one for each opt-out and always goes. The
 * caller holds the number, so that two texts at once do not both get the last.
 */
async function answerTo(tx: Tx, payload: Payload, address: string, answer: Answer | undefined): Promise<Answer | undefined> {
  if (answer === undefined || answer === 'stop') return answer;
  const lately = await countAnswers(tx, payload.workspaceId, address, kindOf(answer));
  return ceilingReached(lately, answerCeiling) === null ? answer : undefined;
}

async function answerKeyword(
  tx: Tx,
  payload: Payload,
  to: {
    readonly answer: Answer;
    readonly address: string;
    readonly contactId: string;
    readonly sender: Awaited<ReturnType<typeof findSenderByAddress>>;
  },
): Promise<void> {
  const { workspaceId } = payload;
  const { answer } = to;
  const body = typeof answer === 'string' ? (await keywordReplies(tx, workspaceId))[answer] : answer.reply;
  // From the number that was written to; if that is gone, from the workspace's own.
  const sender = to.sender && to.sender.archived_at === null ? to.sender : await senderFor(tx, workspaceId, 'sms');
  await queueMessage(tx, {
    workspaceId,
    contactId: to.contactId,
    address: to.address,
    ourAddress: sender.address,
    senderId: sender.id,
    source: 'answer',
    sourceId: null,
    priority: 0,
    body,
    sendKey: answerKey(payload.id, kindOf(answer), to.address),
    createdBy: null,
    createdByName: 'Tidings',
    uselessAfter: answer === 'stop' ? new Date(payload.receivedAt.getTime() + answerWithinMs) : null,
  });
}
