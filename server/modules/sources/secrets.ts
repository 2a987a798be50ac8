import type { Context } from '../../context.ts';
import type { SourceRow } from './store.ts';

/** What is sealed of a source: whoever has it can read the sheet. */
export interface SourceSecrets {
  readonly address: string;
  readonly serviceAccount: string | null;
}

const placeOf = (owner: Pick<SourceRow, 'id' | 'workspace_id'>) => `list_source:${owner.workspace_id}:${owner.id}`;

/** Seals the address and key for one source: copied to another they cannot be opened (I9). */
export function sealSource(ctx: Context, owner: Pick<SourceRow, 'id' | 'workspace_id'>, secrets: SourceSecrets): Buffer {
  return ctx.secrets.seal(JSON.stringify(secrets), placeOf(owner));
}

export function openSource(ctx: Context, row: SourceRow): SourceSecrets {
  if (row.secrets === null) throw new Error('A source has no address.');
  return JSON.parse(ctx.secrets.open(row.secrets, placeOf(row))) as SourceSecrets;
}
