import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A text that the provider refused for the country of its recipient. */
export interface CountryRefusal {
  readonly address: string;
  readonly code: string;
  readonly at: Date;
}

/** So many failures of the account, the latest, are looked at: each page of the workspace asks. */
const mostLookedAt = 200;

/** Texts that ended with one of these codes within the last 24 hours, the latest first. Read by the index of failures by reason. */
export async function listCountryRefusals(tx: Tx, workspaceId: string, codes: readonly string[]): Promise<CountryRefusal[]> {
  const { rows } = await sql<CountryRefusal>`
    select m.address, f.error_code as code, f.at from (
      select message_id, error_code, at from message_failures
      where workspace_id = ${workspaceId} and reason = 'account_problem' and id >= first_id_at(now() - interval '24 hours')
        and at > now() - interval '24 hours'
      order by id desc limit ${mostLookedAt}) f
    join messages m on m.id = f.message_id and m.workspace_id = ${workspaceId}
    where f.error_code = any(${[...codes]}::text[]) and m.address is not null
    order by f.at desc`.execute(tx);
  return rows;
}
