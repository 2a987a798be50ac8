import { standardFieldKeys } from '@tidings/core/contacts/fields';
import type { FieldChange } from '@tidings/core/contract/field-shape';
import type { FieldType } from '@tidings/core/contract/fields';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import { customFieldsOf, type FieldRow } from './fields-store.ts';
import { accessField, addField, archiveField, changeField, type FieldRules, type NewField } from './owned-fields.ts';

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

const rulesOf = (workspaceId: string): FieldRules<FieldType> => ({
  owner: customFieldsOf(workspaceId),
  most: 100,
  reserved,
  words: {
    one: 'field',
    missing: 'custom field',
    full: 'A workspace may have at most 100 custom fields. Archive one first.',
    taken: (label) => `There is a field called ${label} already.`,
  },
});

export async function createField(ctx: Context, actor: WorkspaceActor, wish: NewField): Promise<FieldRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) =>
    settle(tx, actor, await addField(tx, rulesOf(actor.workspaceId), wish), 'field_created'),
  );
}

export async function updateField(ctx: Context, actor: WorkspaceActor, id: string, change: FieldChange): Promise<FieldRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    await changeField(tx, rulesOf(actor.workspaceId), id, change);
    return settle(tx, actor, id, 'field_changed');
  });
}

/** Takes a field off the screens, or brings it back. */
export async function setFieldArchived(ctx: Context, actor: WorkspaceActor, id: string, archived: boolean): Promise<FieldRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const rules = rulesOf(actor.workspaceId);
    const changed = await archiveField(tx, rules, id, archived ? ctx.clock.now() : null);
    return changed ? settle(tx, actor, id, archived ? 'field_archived' : 'field_restored') : accessField(tx, rules, id);
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, id: string, action: string): Promise<FieldRow> {
  const field = await accessField(tx, rulesOf(actor.workspaceId), id);
  await recordActivity(tx, actor, { action, objectKind: 'field', objectId: id, objectLabel: field.label });
  await announce(tx, actor.workspaceId, { topic: 'fields', id });
  return field;
}
