import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Answers of lookups: the newest stands. */
export async function saveLookups(
  tx: Tx,
  workspaceId: string,
  provider: string,
  answers: readonly { readonly address: string; readonly lineType: string; readonly carrier: string | null }[],
): Promise<void> {
  if (answers.length === 0) return;
  await sql`
    insert into number_lookups (workspace_id, address, provider, line_type, carrier)
    select ${workspaceId}, address, ${provider}, line_type, carrier
    from unnest(${answers.map((one) => one.address)}::text[], ${answers.map((one) => one.lineType)}::text[],
      ${answers.map((one) => one.carrier)}::text[]) as t(address, line_type, carrier)
    on conflict (workspace_id, address) do update set provider = excluded.provider, line_type = excluded.line_type, carrier = excluded.carrier,
      looked_up_at = now()`.execute(tx);
}

/** Of these numbers, those that may be texted and of which no answer is good any more, each once and in order. `days`: how long one is good. */
export async function notLookedUpAmong(tx: Tx, workspaceId: string, phones: readonly string[], days: number): Promise<string[]> {
  const { rows } = await sql<{ phone: string }>`
    select distinct p.phone from unnest(${[...phones]}::text[]) as p(phone)
    where not exists (
        select 1 from number_lookups l where l.workspace_id = ${workspaceId} and l.address = p.phone
          and l.looked_up_at > now() - make_interval(days => ${days}))
      and not exists (
        select 1 from suppressions s where s.workspace_id = ${workspaceId} and s.channel = 'sms' and s.address = p.phone and s.removed_at is null)
    order by 1`.execute(tx);
  return rows.map((row) => row.phone);
}
