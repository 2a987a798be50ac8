import type { Erased, ErasurePreview } from '@tidings/core/contract/privacy';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import type { Loop } from '../../jobs/define.ts';
import { notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { channelOf, erasedHash } from '../contacts/erased.ts';
import { insertErased } from '../contacts/erased-store.ts';
import { findKept, listMergedInto } from '../contacts/merged-store.ts';
import { applyTransitions } from '../messages/transitions-store.ts';
import {
  blankConsent,
  closeErasure,
  deletePerson,
  forgetAddresses,
  forgetSamples,
  insertErasure,
  listOpenErasures,
  listWaitingMessages,
  messagesLeft,
  messagesOf,
  scrubMessages,
  scrubNameless,
} from './erase-store.ts';
import { countTraces, findPerson, listOwnAddresses } from './person-store.ts';

/** For so long receipts of somebody's last messages may still come. Providers try for up to a day; a fetch after an outage goes back further. */
const lookForDays = 4;

export async function previewErasure(tx: Tx, workspaceId: string, id: string): Promise<ErasurePreview> {
  const person = await findPerson(tx, workspaceId, id);
  if (!person) throw notFound('contact');
  return {
    name: person.name,
    addresses: await listOwnAddresses(tx, workspaceId, id),
    ...(await countTraces(tx, workspaceId, id)),
  };
}

/**
 * Deletes somebody for privacy: what waits for them is not sent, text and number of their messages go, and of their own addresses a hash stays,
 * which makes an opt-out of the number wherever it comes back (see recallErased). An address that somebody else has, too, stays that
 * person's, with its suppressions. Contacts that were merged into them go with them. States and counters of broadcasts stay right: a message keeps its row.
 */
export async function erasePerson(ctx: Context, actor: WorkspaceActor, asked: string): Promise<Erased> {
  const { workspaceId } = actor;
  const { erased, own } = await ctx.db.workspace(workspaceId, async (tx) => {
    // A lease either committed before, and its text is under way, or sees that nothing is left to send (I2).
    await holdLeases(tx, workspaceId);
    // Asked again under the lock: they may have been merged since the route followed the id.
    const id = (await findKept(tx, workspaceId, asked)) ?? asked;
    if (!(await findPerson(tx, workspaceId, id, { forUpdate: true }))) throw notFound('contact');
    const addresses = await listOwnAddresses(tx, workspaceId, id);
    const own = addresses.filter((one) => !one.shared).map((one) => one.value);
    const hashed = own.map((address) => ({
      address,
      channel: channelOf(address),
      hash: erasedHash(ctx, workspaceId, address),
    }));
    const waiting = await listWaitingMessages(tx, workspaceId, id);
    await applyTransitions(
      tx,
      waiting.map((messageId) => ({ messageId, to: 'skipped', reason: 'contact_deleted' })),
    );
    const contacts = [...(await listMergedInto(tx, workspaceId, id)), id];
    for (const one of contacts) await blankConsent(tx, workspaceId, one, hashed);
    const messages = await scrubMessages(tx, workspaceId, messagesOf(id));
    await forgetAddresses(tx, workspaceId, own);
    await forgetSamples(tx, workspaceId);
    await insertErasure(tx, workspaceId, id, lookForDays);
    for (const one of contacts) await deletePerson(tx, workspaceId, one);
    await insertErased(tx, workspaceId, hashed);
    const erased = {
      messages,
      stopped: waiting.length,
      hashed_addresses: own.length,
      shared_addresses: addresses.length - own.length,
    };
    await recordActivity(tx, actor, { action: 'contact_erased', details: { messages, stopped: waiting.length } });
    for (const topic of ['contacts', 'lists', 'suppressions', 'conversations', 'messages'] as const)
      await announce(tx, workspaceId, { topic });
    return { erased, own };
  });
  // Apart, because it looks through all messages: leases must not wait for it.
  await ctx.db.workspace(workspaceId, (tx) => scrubNameless(tx, workspaceId, own));
  return erased;
}

/** Looks for what came after a deletion: messages that were under way, late receipts, a message that was just being planned. */
export async function sweepErasures(ctx: Context, signal: AbortSignal): Promise<void> {
  for (const one of await ctx.db.system((tx) => listOpenErasures(tx, lookForDays))) {
    if (signal.aborted) return;
    await ctx.db.workspace(one.workspaceId, async (tx) => {
      await scrubMessages(tx, one.workspaceId, messagesLeft(one));
      if (one.over) await closeErasure(tx, one);
    });
  }
}

export const privacyLoop: Loop = { name: 'privacy.sweep', everyMs: 60_000, run: sweepErasures };
