import { normalizePhone } from '@tidings/core/contacts/phone';
import type { Audience } from '@tidings/core/contract/audience';
import { exampleScope } from '@tidings/core/messaging/merge-tags';
import { sendKey, sendKeyRecipient } from '@tidings/core/messaging/send-key';
import type { Tx } from '../../db/database.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { queueMessage } from '../messages/queue.ts';
import { insertSource } from '../messages/sources-store.ts';
import { tooLongWords } from '../messages/too-long.ts';
import { accessBroadcast } from './access.ts';
import { checkText, knownTags, peopleOf, refuseProblems, senderOf } from './check.ts';
import { tagListsOf, withEntries } from './entries.ts';
import { findRenderContact, pickRecipients } from './facts-store.ts';
import { judgedOf, purposeOf } from './purpose.ts';
import { contentOf, renderFor, renderScope } from './rendering.ts';
import { type BroadcastRecord, workspaceFacts } from './store.ts';
import { requireTestable } from './test-number.ts';

interface TestInput {
  readonly to: string;
  readonly as_contact_id?: string | undefined;
}

/**
 * Sends the text to one number to look at, filled in as one of its recipients. It goes through the same lease and decision as any message; to
 * whom it may not go is refused here already, so that whoever tests knows at once.
 */
export async function sendTest(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  input: TestInput,
  now: Date,
): Promise<{ message_id: string; to: string; text: string }> {
  const { workspaceId } = actor;
  const broadcast = await accessBroadcast(tx, workspaceId, id);
  const workspace = await workspaceFacts(tx, workspaceId);
  const to = readNumber(input.to, workspace.country);
  const text = await fillIn(tx, broadcast, workspace.name, input.as_contact_id);
  const chosen = await senderOf(tx, workspaceId, broadcast);
  if ('problem' in chosen) throw new Refusal('unprocessable', chosen.problem.message, { fields: [chosen.problem] });
  const tooLong = tooLongWords(text, chosen.sender);
  if (tooLong)
    throw new Refusal('unprocessable', `The text ${tooLong}.`, {
      fields: [{ field: 'body', message: tooLong, code: 'over_daily_cap' }],
    });
  const purpose = await purposeOf(tx, broadcast);
  const contactId = await requireTestable(tx, { workspaceId, to, purpose, sandbox: chosen.sender.sandbox, now });
  const sourceId = newId();
  await insertSource(tx, {
    id: sourceId,
    workspaceId,
    kind: 'test',
    template: text,
    smartEncoding: broadcast.smart_encoding,
    uselessAfter: null,
    purpose,
    state: 'running',
  });
  const message = await queueMessage(tx, {
    workspaceId,
    contactId,
    address: to,
    ourAddress: chosen.sender.address,
    senderId: chosen.sender.id,
    source: 'test',
    sourceId,
    priority: 0,
    body: text,
    sendKey: sendKey({ sourceKind: 'test', sourceId, occurrence: 0, step: 0, recipient: sendKeyRecipient(to), channel: 'sms' }),
    createdBy: actor.id,
    createdByName: actor.name,
    uselessAfter: null,
  });
  return { message_id: message.id, to, text };
}

function readNumber(given: string, country: string): string {
  const number = normalizePhone(given, country);
  if (!number.ok) throw badField('body.to', `is not a number that can be texted. ${number.words}`);
  return number.e164;
}

/** The text as the given contact gets it, else as the first recipient, else as a made-up person. */
async function fillIn(
  tx: Tx,
  broadcast: BroadcastRecord,
  workspaceName: string,
  asContactId: string | undefined,
): Promise<string> {
  const { workspace_id: workspaceId } = broadcast;
  const lists = await tagListsOf(tx, workspaceId, broadcast.audience as Audience);
  const known = await knownTags(tx, workspaceId, lists);
  const { problems, tags } = checkText(broadcast.body, broadcast.smart_encoding, known);
  refuseProblems(problems);
  const content = contentOf(broadcast.body, broadcast.smart_encoding, workspaceName);
  const contact =
    asContactId === undefined ? await firstRecipient(tx, broadcast) : await findRenderContact(tx, workspaceId, asContactId);
  if (asContactId !== undefined && !contact) throw badField('body.as_contact_id', 'names no contact of this workspace');
  const [filled] = contact ? await withEntries(tx, workspaceId, [contact], tags, lists) : [];
  const result = filled ? renderFor(content, filled) : renderScope(content, exampleScope(known));
  if (!result.ok)
    throw new Refusal('unprocessable', result.words, { fields: [{ field: 'body', message: result.words, code: result.reason }] });
  return result.text;
}

async function firstRecipient(tx: Tx, broadcast: BroadcastRecord) {
  const found = await peopleOf(tx, broadcast.workspace_id, broadcast.audience as Audience);
  if ('problem' in found) return undefined;
  const [first] = await pickRecipients(tx, broadcast.workspace_id, found.people, {
    ...(await judgedOf(tx, broadcast)),
    pick: { by: 'first' },
    limit: 1,
  });
  return first;
}
