import type { ImportMapping, ImportTarget } from '@tidings/core/contract/import-mapping';
import type { Import } from '@tidings/core/contract/imports';
import { importsApi } from '@tidings/core/contract/imports';
import type { z } from 'zod';
import type { TestAnswer, TestProduct, TestWorkspace } from '../../testing/product.ts';
import { runImport } from './run.ts';

type MappingInput = z.input<typeof ImportMapping>;

/** Uploads a file as a manager does; the answer of the upload. */
export async function uploadCsv(
  ws: TestWorkspace,
  content: string | Buffer,
  fileName = 'people.csv',
): Promise<TestAnswer<typeof importsApi.uploadImportFile>> {
  const made = await ws.as('manager').call(importsApi.createImport, { body: { file_name: fileName } });
  return ws.as('manager').call(importsApi.uploadImportFile, { params: { import_id: made.body.id }, raw: content });
}

/** A mapping by targets in the order of the columns. */
export function mappingOf(targets: readonly ImportTarget[], more: Partial<MappingInput> = {}): MappingInput {
  return { columns: targets.map((target, column) => ({ column, target })), default_country: 'US', ...more };
}

/** Uploads, maps, starts and runs an import to its end in this process. */
export async function importCsv(
  product: TestProduct,
  ws: TestWorkspace,
  content: string | Buffer,
  mapping: MappingInput,
  chunkRows?: number,
): Promise<Import> {
  const started = await startCsv(ws, content, mapping);
  await runImport(product.ctx, { workspaceId: ws.id, importId: started.id }, new AbortController().signal, chunkRows);
  return (await ws.as('manager').call(importsApi.getImport, { params: { import_id: started.id } })).body;
}

/** The same up to the start; nothing runs yet. */
export async function startCsv(ws: TestWorkspace, content: string | Buffer, mapping: MappingInput): Promise<Import> {
  const uploaded = await uploadCsv(ws, content);
  if (uploaded.status !== 200) throw new Error(uploaded.problem.detail);
  const params = { import_id: uploaded.body.id };
  const mapped = await ws.as('manager').call(importsApi.setImportMapping, { params, body: mapping });
  if (mapped.status !== 200) throw new Error(mapped.problem.detail);
  const started = await ws.as('manager').call(importsApi.startImport, { params });
  if (started.status !== 202) throw new Error(started.problem.detail);
  return started.body;
}

/** Everyone of a workspace who is not deleted, oldest first. */
export async function people(product: TestProduct, ws: TestWorkspace) {
  return product.ctx.db.workspace(ws.id, async (tx) => {
    const contacts = await tx.selectFrom('contacts').selectAll().where('deleted_at', 'is', null).orderBy('id').execute();
    const addresses = await tx.selectFrom('contact_addresses').selectAll().orderBy('id').execute();
    return contacts.map((contact) => ({
      ...contact,
      addresses: addresses.filter((one) => one.contact_id === contact.id).map((one) => `${one.value}${one.preferred ? '*' : ''}`),
    }));
  });
}
