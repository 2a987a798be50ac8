import { fieldKeyFrom, standardFieldKeys } from '@tidings/core/contacts/fields';
import type { FieldType } from '@tidings/core/contract/fields';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { changeField, type FieldRow, findField, insertField, listFieldKeys, listFields } from './fields-store.ts';

const mostFields = 100;

/** Keys that merge tags or the API use for something else. */
const reserved: ReadonlySet<string> = new Set([
  ...standardFieldKeys,
  'id',
  'name',
  'custom',
  'tags',
  'lists',
  'phones',
  'emails',
  'sms_consent',
]);

/** A key made from the label that no field, standard or custom, has or had. */
function freeKey(label: string, taken: readonly string[]): string {
  const base = fieldKeyFrom(label) ?? 'field';
  const isFree = (key: string) => !reserved.has(key) && !taken.includes(key);
  if (isFree(base)) return base;
  for (let n = 2; ; n += 1) if (isFree(`${base}_${n}`)) return `${base}_${n}`;
}

export async function createField(
  ctx: Context,
  actor: WorkspaceActor,
  wish: { label: string; type: FieldType; choices: readonly string[] },
): Promise<FieldRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const fields = await listFields(tx, actor.workspaceId);
    if (fields.length >= mostFields)
      throw new Refusal('unprocessable', 'A workspace may have at most 100 custom fields. Archive one first.');
    refuseTakenLabel(fields, wish.label, null);
    const key = freeKey(wish.label, await listFieldKeys(tx, actor.workspaceId));
    const position = (fields.at(-1)?.position ?? -1) + 1;
    const id = await insertField(tx, actor.workspaceId, { ...wish, key, position });
    if (id === undefined) throw new Refusal('conflict', 'Somebody made such a field at the same moment. Look again.');
    return settle(tx, actor, id, 'field_created');
  });
}

export async function updateField(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  change: { label?: string | undefined; choices?: readonly string[] | undefined; position?: number | undefined },
): Promise<FieldRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const field = await findField(tx, actor.workspaceId, id);
    if (!field || field.archived_at) throw notFound('custom field');
    if (change.choices && field.type !== 'choice') throw badField('body.choices', 'is only for fields of type choice');
    if (change.choices?.length === 0) throw badField('body.choices', 'needs at least one choice');
    if (change.label !== undefined) refuseTakenLabel(await listFields(tx, actor.workspaceId), change.label, id);
    const { label = field.label, choices = field.choices, position = field.position } = change;
    await changeField(tx, actor.workspaceId, id, { label, choices, position });
    return settle(tx, actor, id, 'field_changed');
  });
}

/** Takes a field off the screens, or brings it back. */
export async function setFieldArchived(ctx: Context, actor: WorkspaceActor, id: string, archived: boolean): Promise<FieldRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const field = await findField(tx, actor.workspaceId, id);
    if (!field) throw notFound('custom field');
    if ((field.archived_at !== null) === archived) return field;
    if (!archived) refuseTakenLabel(await listFields(tx, actor.workspaceId), field.label, id);
    await changeField(tx, actor.workspaceId, id, { archived_at: archived ? ctx.clock.now() : null });
    return settle(tx, actor, id, archived ? 'field_archived' : 'field_restored');
  });
}

function refuseTakenLabel(fields: readonly FieldRow[], label: string, exceptId: string | null): void {
  if (!fields.some((one) => one.id !== exceptId && one.label.toLowerCase() === label.toLowerCase())) return;
  throw new Refusal('already_exists', `There is a field called ${label} already.`, {
    fields: [{ field: 'body.label', message: 'is the label of another field' }],
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, id: string, action: string): Promise<FieldRow> {
  const field = await findField(tx, actor.workspaceId, id);
  if (!field) throw notFound('custom field');
  await recordActivity(tx, actor, { action, objectKind: 'field', objectId: id, objectLabel: field.label });
  await announce(tx, actor.workspaceId, { topic: 'fields', id });
  return field;
}
