import type { FieldType } from '@tidings/core/contract/fields';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Whose fields they are: the contacts' of a workspace, or the entries' of one list, where they are called details. */
export interface FieldOwner<T extends FieldType = FieldType> {
  readonly workspaceId: string;
  /** Null: the workspace itself. */
  readonly listId: string | null;
  /** What a field of this owner may hold. */
  readonly types: readonly T[];
}

export interface OwnedField<T extends FieldType = FieldType> {
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly type: T;
  readonly choices: string[];
  readonly position: number;
  readonly created_at: Date;
  readonly archived_at: Date | null;
}

/** What a new field is stored with. */
export type FieldToAdd<T extends FieldType> = Pick<OwnedField<T>, 'key' | 'label' | 'type' | 'position'> & {
  readonly choices: readonly string[];
};

/** What may be changed of one. */
export interface FieldToChange {
  readonly label?: string;
  readonly choices?: readonly string[];
  readonly position?: number;
  readonly archivedAt?: Date | null;
}

const tableOf = ({ listId }: FieldOwner) => sql.table(listId === null ? 'custom_fields' : 'list_fields');
const isOf = ({ workspaceId, listId }: FieldOwner) =>
  listId === null ? sql`workspace_id = ${workspaceId}` : sql`workspace_id = ${workspaceId} and list_id = ${listId}`;
const columns = sql`id, key, label, type, choices, position, created_at, archived_at`;

/** All of them in their order, archived ones included: their keys are taken, as their values are still there. */
export async function listOwnedFields<T extends FieldType>(tx: Tx, owner: FieldOwner<T>): Promise<OwnedField<T>[]> {
  const { rows } = await sql<OwnedField<T>>`
    select ${columns} from ${tableOf(owner)} where ${isOf(owner)} order by position, id`.execute(tx);
  return rows;
}

export async function findOwnedField<T extends FieldType>(
  tx: Tx,
  owner: FieldOwner<T>,
  id: string,
): Promise<OwnedField<T> | undefined> {
  const { rows } = await sql<OwnedField<T>>`
    select ${columns} from ${tableOf(owner)} where ${isOf(owner)} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Adds one; undefined when another request took the key in between. */
export async function insertOwnedField<T extends FieldType>(
  tx: Tx,
  owner: FieldOwner<T>,
  { key, label, type, choices, position }: FieldToAdd<T>,
): Promise<string | undefined> {
  const list =
    owner.listId === null ? { column: sql``, value: sql`` } : { column: sql`list_id, `, value: sql`${owner.listId}, ` };
  const { rows } = await sql<{ id: string }>`
    insert into ${tableOf(owner)} (workspace_id, ${list.column}key, label, type, choices, position)
    values (${owner.workspaceId}, ${list.value}${key}, ${label}, ${type}, ${JSON.stringify(choices)}::jsonb, ${position})
    on conflict (${sql.ref(owner.listId === null ? 'workspace_id' : 'list_id')}, key) do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

/** Changes what is given of one and leaves the rest. */
export async function changeOwnedField(tx: Tx, owner: FieldOwner, id: string, change: FieldToChange): Promise<void> {
  const { label, choices, position, archivedAt } = change;
  const sets = [
    ...(label === undefined ? [] : [sql`label = ${label}`]),
    ...(choices === undefined ? [] : [sql`choices = ${JSON.stringify(choices)}::jsonb`]),
    ...(position === undefined ? [] : [sql`position = ${position}`]),
    ...(archivedAt === undefined ? [] : [sql`archived_at = ${archivedAt}`]),
  ];
  if (sets.length === 0) return;
  await sql`update ${tableOf(owner)} set ${sql.join(sets)} where ${isOf(owner)} and id = ${id}`.execute(tx);
}
