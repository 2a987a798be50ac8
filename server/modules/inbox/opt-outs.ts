import { doubtWords } from '@tidings/core/compliance/doubt-words';
import type { AnswerOf, QueryOf } from '@tidings/core/contract/endpoint';
import type { OptOutDoubt, optOutsApi } from '@tidings/core/contract/opt-outs';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { settleDoubt } from '../compliance/doubts.ts';
import { type DoubtRow, findDoubt, listOpenDoubts } from '../compliance/doubts-store.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { optOut } from '../compliance/opt-out.ts';
import { listAddresses } from '../contacts/addresses-store.ts';
import { findPerson } from './store.ts';

export function presentDoubt(row: DoubtRow & { readonly name?: string | null }): OptOutDoubt {
  return {
    id: row.id,
    contact: row.contact_id === null ? null : { id: row.contact_id, name: row.name ?? null },
    address: row.address,
    text: row.body,
    texts: row.texts,
    rule: row.rule,
    why: doubtWords(row.rule),
    sandbox: row.sandbox,
    asked_at: row.asked_at.toISOString(),
    decision: row.decision,
    decided_at: row.decided_at?.toISOString() ?? null,
    decided_by: row.decided_by,
  };
}

export async function listDoubts(
  tx: Tx,
  workspaceId: string,
  query: QueryOf<(typeof optOutsApi)['listOptOutDoubts']>,
): Promise<Page<OptOutDoubt>> {
  const [before] = decodeCursor(query.cursor, 1) ?? [];
  const rows = await listOpenDoubts(tx, workspaceId, query.limit + 1, before ? String(before) : undefined);
  const page = toPage(rows, query.limit, (row) => [row.id]);
  return { ...page, items: page.items.map(presentDoubt) };
}

/** A member says what the person meant. Deciding the same again changes nothing; another decision about a settled question is refused. */
export async function decideDoubt(tx: Tx, actor: WorkspaceActor, id: string, askedToStop: boolean): Promise<OptOutDoubt> {
  // Before the question is locked, as for an inbound text: two of them must not wait for each other.
  await holdLeases(tx, actor.workspaceId);
  const doubt = await findDoubt(tx, actor.workspaceId, id);
  if (!doubt) throw notFound('question');
  const decision = askedToStop ? ('opted_out' as const) : ('dismissed' as const);
  if (doubt.decision === decision) return present(tx, actor.workspaceId, id);
  if (doubt.decision !== null) throw new Refusal('wrong_state', settledWords[doubt.decision]);
  if (askedToStop) await optOutByText(tx, actor, doubt);
  else await settleDoubt(tx, { ...aboutOf(doubt), sandbox: false }, decision, actor.name);
  await recordActivity(tx, actor, {
    action: askedToStop ? 'opt_out_doubt_confirmed' : 'opt_out_doubt_dismissed',
    ...(doubt.contact_id === null ? {} : { objectKind: 'contact', objectId: doubt.contact_id }),
    ...(await labelOf(tx, actor.workspaceId, doubt.contact_id)),
    details: { rule: doubt.rule, message_id: doubt.message_id },
  });
  return present(tx, actor.workspaceId, id);
}

const settledWords = {
  opted_out: 'This person is opted out by now.',
  dismissed: 'A member has said already that they did not ask to stop.',
  answered: 'The person has settled it themselves: they want messages.',
  lapsed: 'This question is over: nobody decided. To opt this person out, use “Opt out” in the conversation.',
} as const;

const aboutOf = (doubt: DoubtRow) => ({ workspaceId: doubt.workspace_id, channel: doubt.channel, address: doubt.address });

async function optOutByText(tx: Tx, actor: WorkspaceActor, doubt: DoubtRow): Promise<void> {
  await optOut(tx, {
    ...aboutOf(doubt),
    contactId: doubt.contact_id,
    source: actor.kind === 'api_key' ? 'api' : 'member',
    words: `Wrote “${doubt.body.replace(/\s+/g, ' ').trim().slice(0, 160)}”`,
    evidence: {
      message_id: doubt.message_id,
      received_at: doubt.asked_at.toISOString(),
      rule: doubt.rule,
      language: doubt.language,
      opt_out_doubt_id: doubt.id,
    },
    actorName: actor.name,
    sandbox: doubt.sandbox,
  });
}

async function present(tx: Tx, workspaceId: string, id: string): Promise<OptOutDoubt> {
  const row = await findDoubt(tx, workspaceId, id);
  if (!row) throw notFound('question');
  const person = row.contact_id === null ? undefined : await findPerson(tx, workspaceId, row.contact_id);
  return presentDoubt({ ...row, name: person?.name ?? null });
}

async function labelOf(tx: Tx, workspaceId: string, contactId: string | null): Promise<{ objectLabel?: string }> {
  const person = contactId === null ? undefined : await findPerson(tx, workspaceId, contactId);
  return { objectLabel: person?.name ?? 'somebody without a name' };
}

/** Staff heard it in person, by phone, by letter: every number of the person is opted out, with what they say as evidence. */
export async function optOutContact(
  tx: Tx,
  actor: WorkspaceActor,
  contactId: string,
  reason: string,
): Promise<AnswerOf<(typeof optOutsApi)['optOutContact']>> {
  const { workspaceId } = actor;
  await holdLeases(tx, workspaceId);
  const person = await findPerson(tx, workspaceId, contactId);
  if (!person || person.deleted_at !== null) throw notFound('contact');
  const phones = (await listAddresses(tx, workspaceId, contactId)).filter((one) => one.kind === 'phone').map((one) => one.value);
  if (phones.length === 0) throw new Refusal('unprocessable', 'This person has no phone number to opt out.');
  let optedOut = 0;
  for (const address of phones) {
    const { added } = await optOut(tx, {
      workspaceId,
      address,
      contactId,
      source: actor.kind === 'api_key' ? 'api' : 'member',
      words: reason,
      evidence: { contact_id: contactId },
      actorName: actor.name,
    });
    if (added) optedOut += 1;
  }
  if (optedOut > 0) {
    await recordActivity(tx, actor, {
      action: 'contact_opted_out',
      objectKind: 'contact',
      objectId: contactId,
      ...(await labelOf(tx, workspaceId, contactId)),
      details: { numbers: optedOut },
    });
  }
  return { opted_out: optedOut, numbers: phones };
}
