import { createHash } from 'node:crypto';
import { headerSignature, recallMapping, rememberedMapping } from '@tidings/core/contacts/recall-mapping';
import { ImportMapping } from '@tidings/core/contract/import-mapping';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { FileShape } from './analysis.ts';
import { customFields } from './mapping.ts';

/** A mapping that fits a file, and the file that it was used for last. */
export interface Recalled {
  readonly mapping: ImportMapping;
  readonly file_name: string;
  readonly by: string;
  readonly at: string;
}

const namesOf = (shape: FileShape): string[] => shape.columns.map((column) => column.name);

function keyOf(shape: FileShape): string | null {
  const signature = shape.has_header ? headerSignature(namesOf(shape)) : null;
  return signature === null ? null : createHash('sha256').update(signature).digest('base64url');
}

/** Remembers how a file was read, for the next with the same header. */
export async function rememberMapping(
  tx: Tx,
  workspaceId: string,
  shape: FileShape,
  { mapping, fileName, usedBy }: { readonly mapping: ImportMapping; readonly fileName: string; readonly usedBy: string },
): Promise<void> {
  const key = keyOf(shape);
  if (key === null) return;
  const kept = { names: JSON.stringify(namesOf(shape)), mapping: JSON.stringify(rememberedMapping(mapping)) };
  await tx
    .insertInto('import_mappings')
    .values({ workspace_id: workspaceId, header_key: key, ...kept, file_name: fileName, used_by: usedBy })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'header_key'])
        .doUpdateSet({ ...kept, file_name: fileName, used_by: usedBy, used_at: sql`now()` }),
    )
    .execute();
}

/** How the last file with the same header was read; undefined when there was none. */
export async function recallFor(tx: Tx, workspaceId: string, shape: FileShape): Promise<Recalled | undefined> {
  const key = keyOf(shape);
  if (key === null) return undefined;
  const row = await tx
    .selectFrom('import_mappings')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('header_key', '=', key)
    .executeTakeFirst();
  // What was kept before the contract changed may not fit it any more: then the guess stands.
  const parsed = row && ImportMapping.safeParse(row.mapping);
  if (!row || !parsed?.success) return undefined;
  const fields = await customFields(tx, workspaceId);
  const keys = fields.map((field) => field.key);
  const mapping = recallMapping(parsed.data, row.names, namesOf(shape), keys);
  return mapping === null ? undefined : { mapping, file_name: row.file_name, by: row.used_by, at: row.used_at.toISOString() };
}
