import { fieldKeyFrom } from '@tidings/core/contacts/fields';
import { type ListFieldType, statusKey } from '@tidings/core/contract/list-fields';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { type ListFieldRow, listAllFields, listFieldsOf } from '../contacts/entry-fields-store.ts';
import { accessList } from './access.ts';
import { changeListField, findListField, insertListField } from './fields-store.ts';
import type { ListRow } from './store.ts';

const mostFields = 50;

interface NewField {
  readonly label: string;
  readonly type: ListFieldType;
  readonly choices: readonly string[];
}

/** What a list of an event begins with; all of it may be changed. */
const eventFields: readonly NewField[] = [
  { label: 'Status', type: 'choice', choices: ['registered', 'waiting list', 'cancelled', 'attended'] },
  { label: 'Ticket', type: 'text', choices: [] },
  { label: 'Table', type: 'text', choices: [] },
];

/** Gives a list that belongs to an event the usual details, as far as it has none of that key. */
export async function addEventFields(tx: Tx, workspaceId: string, listId: string): Promise<void> {
  const there = await listAllFields(tx, workspaceId, [listId]);
  if (there.some(({ key }) => key === statusKey)) return;
  const labels = new Set(there.map(({ label }) => label.toLowerCase()));
  for (const field of eventFields) {
    if (labels.has(field.label.toLowerCase()) || there.length >= mostFields) continue;
    await addField(tx, workspaceId, listId, field, await listAllFields(tx, workspaceId, [listId]));
  }
}

async function addField(
  tx: Tx,
  workspaceId: string,
  listId: string,
  field: NewField,
  there: readonly ListFieldRow[],
): Promise<string | undefined> {
  const key = freeKey(
    field.label,
    there.map((one) => one.key),
  );
  const position = Math.max(-1, ...there.map((one) => one.position)) + 1;
  return insertListField(tx, workspaceId, listId, { ...field, key, position });
}

/** A key made from the label that no detail of the list has or had: the values of archived ones are still there. */
function freeKey(label: string, taken: readonly string[]): string {
  const base = fieldKeyFrom(label) ?? 'detail';
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n += 1) if (!taken.includes(`${base}_${n}`)) return `${base}_${n}`;
}

export async function createListField(
  ctx: Context,
  actor: WorkspaceActor,
  listId: string,
  wish: NewField,
): Promise<ListFieldRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await accessList(tx, workspaceId, listId);
    const all = await listAllFields(tx, workspaceId, [listId]);
    const used = all.filter((one) => one.archived_at === null);
    if (used.length >= mostFields) throw new Refusal('unprocessable', 'A list may have at most 50 details. Archive one first.');
    refuseTakenLabel(used, wish.label, null);
    const id = await addField(tx, workspaceId, listId, wish, all);
    if (id === undefined) throw new Refusal('conflict', 'Somebody made such a detail at the same moment. Look again.');
    return settle(tx, actor, list, id, 'list_detail_added');
  });
}

export async function updateListField(
  ctx: Context,
  actor: WorkspaceActor,
  params: { readonly list_id: string; readonly field_id: string },
  change: { label?: string | undefined; choices?: readonly string[] | undefined; position?: number | undefined },
): Promise<ListFieldRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await accessList(tx, workspaceId, params.list_id);
    const field = await findListField(tx, workspaceId, list.id, params.field_id);
    if (!field || field.archived_at) throw notFound('detail');
    if (change.choices && field.type !== 'choice') throw badField('body.choices', 'is only for details of type choice');
    if (change.choices?.length === 0) throw badField('body.choices', 'needs at least one choice');
    if (change.label !== undefined) refuseTakenLabel(await listFieldsOf(tx, workspaceId, [list.id]), change.label, field.id);
    const { label = field.label, choices = field.choices, position = field.position } = change;
    await changeListField(tx, workspaceId, field.id, { label, choices, position });
    return settle(tx, actor, list, field.id, 'list_detail_changed');
  });
}

/** Takes a detail off a list, or brings it back with its values. */
export async function setListFieldArchived(
  ctx: Context,
  actor: WorkspaceActor,
  params: { readonly list_id: string; readonly field_id: string },
  archived: boolean,
): Promise<ListFieldRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await accessList(tx, workspaceId, params.list_id);
    const field = await findListField(tx, workspaceId, list.id, params.field_id);
    if (!field) throw notFound('detail');
    if ((field.archived_at !== null) === archived) return field;
    if (!archived) refuseTakenLabel(await listFieldsOf(tx, workspaceId, [list.id]), field.label, field.id);
    await changeListField(tx, workspaceId, field.id, { archived_at: archived ? ctx.clock.now() : null });
    return settle(tx, actor, list, field.id, archived ? 'list_detail_archived' : 'list_detail_restored');
  });
}

/**
 * What somebody answered to questions, as details of a list: each question is the label of a detail, which is made where there is none. An
 * answer that an existing detail cannot hold goes to one of its own, so that none is lost.
 */
export async function answersAsDetails(
  tx: Tx,
  workspaceId: string,
  listId: string,
  answers: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const details: Record<string, string> = {};
  for (const [question, answer] of Object.entries(answers)) {
    const key = await textFieldCalled(tx, workspaceId, listId, [...question].slice(0, 60).join(''));
    if (key !== undefined) details[key] = answer;
  }
  return details;
}

async function textFieldCalled(tx: Tx, workspaceId: string, listId: string, label: string): Promise<string | undefined> {
  const all = await listAllFields(tx, workspaceId, [listId]);
  const called = (name: string) =>
    all.find((one) => one.archived_at === null && one.type === 'text' && one.label.toLowerCase() === name.toLowerCase());
  const other = `${[...label].slice(0, 50).join('')} (answer)`;
  const there = called(label) ?? called(other);
  if (there) return there.key;
  const taken = all.some((one) => one.archived_at === null && one.label.toLowerCase() === label.toLowerCase());
  const id = await addField(tx, workspaceId, listId, { label: taken ? other : label, type: 'text', choices: [] }, all);
  const made = await listAllFields(tx, workspaceId, [listId]);
  return made.find((one) => one.id === id)?.key;
}

function refuseTakenLabel(fields: readonly ListFieldRow[], label: string, exceptId: string | null): void {
  if (!fields.some((one) => one.id !== exceptId && one.label.toLowerCase() === label.toLowerCase())) return;
  throw new Refusal('already_exists', `The list has a detail called ${label} already.`, {
    fields: [{ field: 'body.label', message: 'is the label of another detail' }],
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, list: ListRow, id: string, action: string): Promise<ListFieldRow> {
  const field = await findListField(tx, actor.workspaceId, list.id, id);
  if (!field) throw notFound('detail');
  await recordActivity(tx, actor, {
    action,
    objectKind: 'list',
    objectId: list.id,
    objectLabel: list.name,
    details: { detail: field.label },
  });
  await announce(tx, actor.workspaceId, { topic: 'lists', id: list.id });
  return field;
}
