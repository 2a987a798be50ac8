import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The name to show of a contact under an alias: full name, else first and last, else number, else e-mail address. */
export function displayName(alias: string): RawBuilder<string> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql<string>`coalesce(nullif(${column('full_name')}, ''), nullif(trim(concat_ws(' ', ${column('first_name')}, ${column('last_name')})), ''),
    ${column('phone')}, ${column('email')}, 'No name')`;
}

export interface AddressRow {
  readonly kind: 'phone' | 'email';
  readonly value: string;
  readonly label: string | null;
  readonly preferred: boolean;
  readonly suppressed_kind: string | null;
  readonly suppressed_reason: string | null;
  readonly suppressed_since: Date | null;
  /** What the newest lookup of the number said. */
  readonly line_type: string | null;
  readonly carrier: string | null;
  readonly looked_up_at: Date | null;
}

/** A person's addresses, the preferred first, with the suppression of texts that holds for each, and what a lookup said of it. */
export async function listAddresses(tx: Tx, workspaceId: string, contactId: string): Promise<readonly AddressRow[]> {
  const { rows } = await sql<AddressRow>`
    select a.kind, a.value, a.label, a.preferred,
      s.kind as suppressed_kind, s.reason as suppressed_reason, s.created_at as suppressed_since,
      l.line_type, l.carrier, l.looked_up_at
    from contact_addresses a
    left join suppressions s on s.workspace_id = a.workspace_id and s.address = a.value and s.removed_at is null
      and s.channel = case a.kind when 'phone' then 'sms' else 'email' end
    left join number_lookups l on l.workspace_id = a.workspace_id and l.address = a.value and a.kind = 'phone'
    where a.workspace_id = ${workspaceId} and a.contact_id = ${contactId}
    order by a.preferred desc, a.id`.execute(tx);
  return rows;
}

export interface Sharer {
  readonly value: string;
  readonly id: string;
  readonly name: string;
}

/** Who else has these addresses: at most 200 people, none of them deleted. */
export async function listSharers(
  tx: Tx,
  workspaceId: string,
  values: readonly string[],
  exceptId: string | null,
): Promise<readonly Sharer[]> {
  if (values.length === 0) return [];
  const { rows } = await sql<Sharer>`
    select a.value, c.id, ${displayName('c')} as name
    from contact_addresses a join contacts c on c.id = a.contact_id
    where a.workspace_id = ${workspaceId} and a.value = any (${[...values]}::text[])
      and a.kind in ('phone', 'email') and c.workspace_id = ${workspaceId} and c.deleted_at is null
      and c.id is distinct from ${exceptId}::uuid
    order by c.id limit 200`.execute(tx);
  return rows;
}
