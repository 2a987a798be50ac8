import type { Context } from '../../context.ts';

interface Owner {
  readonly id: string;
  readonly workspaceId: string;
}

const placeOf = (owner: Owner) => `connection:${owner.workspaceId}:${owner.id}`;

/** Seals credentials for one row: copied to another connection or workspace they cannot be opened (I9). */
export function sealSecrets(ctx: Context, owner: Owner, secrets: Readonly<Record<string, string>>): Buffer {
  return ctx.secrets.seal(JSON.stringify(secrets), placeOf(owner));
}

/** Opens the credentials of a row. Throws when they were sealed for another, or with another key. */
export function openSecrets(ctx: Pick<Context, 'secrets'>, owner: Owner, sealed: Buffer | null): Record<string, string> {
  if (sealed === null) return {};
  return JSON.parse(ctx.secrets.open(sealed, placeOf(owner))) as Record<string, string>;
}
