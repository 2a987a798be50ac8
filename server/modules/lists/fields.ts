import type { FieldChange } from '@tidings/core/contract/field-shape';
import { type ListFieldType, listFieldTypes, statusKey } from '@tidings/core/contract/list-fields';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import { listAllFields } from '../contacts/entry-fields-store.ts';
import {
  accessField,
  addField,
  appendField,
  archiveField,
  changeField,
  type FieldRules,
  type NewField,
} from '../contacts/owned-fields.ts';
import type { OwnedField } from '../contacts/owned-fields-store.ts';
import { accessList } from './access.ts';
import type { ListRow } from './store.ts';

type Detail = OwnedField<ListFieldType>;

const mostFields = 50;

/** A list as the owner of the details of its entries. */
const rulesOf = (workspaceId: string, listId: string): FieldRules<ListFieldType> => ({
  owner: { workspaceId, listId, types: listFieldTypes },
  most: mostFields,
  reserved: new Set(),
  words: {
    one: 'detail',
    missing: 'detail',
    full: 'A list may have at most 50 details. Archive one first.',
    taken: (label) => `The list has a detail called ${label} already.`,
  },
});

/** What a list of an event begins with; all of it may be changed. */
const eventFields: readonly NewField<ListFieldType>[] = [
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
    await appendField(tx, rulesOf(workspaceId, listId), field);
  }
}

interface Params {
  readonly list_id: string;
  readonly field_id: string;
}

export async function createListField(
  ctx: Context,
  actor: WorkspaceActor,
  listId: string,
  wish: NewField<ListFieldType>,
): Promise<Detail> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await accessList(tx, workspaceId, listId);
    return settle(tx, actor, list, await addField(tx, rulesOf(workspaceId, list.id), wish), 'list_detail_added');
  });
}

export async function updateListField(ctx: Context, actor: WorkspaceActor, params: Params, change: FieldChange): Promise<Detail> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await accessList(tx, workspaceId, params.list_id);
    await changeField(tx, rulesOf(workspaceId, list.id), params.field_id, change);
    return settle(tx, actor, list, params.field_id, 'list_detail_changed');
  });
}

/** Takes a detail off a list, or brings it back with its values. */
export async function setListFieldArchived(
  ctx: Context,
  actor: WorkspaceActor,
  params: Params,
  archived: boolean,
): Promise<Detail> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await accessList(tx, workspaceId, params.list_id);
    const rules = rulesOf(workspaceId, list.id);
    const changed = await archiveField(tx, rules, params.field_id, archived ? ctx.clock.now() : null);
    if (!changed) return accessField(tx, rules, params.field_id);
    return settle(tx, actor, list, params.field_id, archived ? 'list_detail_archived' : 'list_detail_restored');
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
  const id = await appendField(tx, rulesOf(workspaceId, listId), { label: taken ? other : label, type: 'text', choices: [] });
  const made = await listAllFields(tx, workspaceId, [listId]);
  return made.find((one) => one.id === id)?.key;
}

async function settle(tx: Tx, actor: WorkspaceActor, list: ListRow, id: string, action: string): Promise<Detail> {
  const field = await accessField(tx, rulesOf(actor.workspaceId, list.id), id);
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
