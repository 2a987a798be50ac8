import type { Lately } from '@tidings/core/compliance/ceilings';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The send key of an answer to a keyword: one per text, with the kind that its ceiling counts. */
export const answerKey = (payloadId: string, kind: string, address: string): string =>
  `answer|${payloadId}||${kind}|${address}|sms`;

/** Answers of a kind that a phone got of late. Purpose: each text that is a keyword; reads a partial index that knows only answers and tests. */
export async function countAnswers(tx: Tx, workspaceId: string, address: string, kind: string): Promise<Lately> {
  return count(
    tx,
    sql`workspace_id = ${workspaceId} and address = ${address} and source = 'answer' and split_part(send_key, '|', 4) = ${kind}`,
  );
}

/** Tests that a number got of late, those too that then did not go out. */
export async function countTests(tx: Tx, workspaceId: string, address: string): Promise<Lately> {
  return count(tx, sql`workspace_id = ${workspaceId} and address = ${address} and source = 'test'`);
}

async function count(tx: Tx, which: ReturnType<typeof sql>): Promise<Lately> {
  const { rows } = await sql<Lately>`
    select count(*) filter (where created_at > now() - interval '1 hour')::int as hour, count(*)::int as day
    from messages where ${which} and created_at > now() - interval '1 day'`.execute(tx);
  return rows[0] ?? { hour: 0, day: 0 };
}
