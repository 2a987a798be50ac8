import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Signs that only dress up a number: "(202) 555-0123". */
const dress = /[\s().+/-]/g;

/** One thing that must occur in a contact's search text: as it is written, or, for part of a number, its digits. */
interface Needle {
  readonly text: string;
  readonly digits: string | undefined;
}

/** Reads what somebody typed. A number typed in any format is one needle, anything else one per word. */
function needlesOf(search: string): readonly Needle[] {
  const text = search.trim().replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  const whole = digitsOf(text);
  if (whole !== undefined) return [{ text, digits: whole }];
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10)
    .map((word) => ({ text: word, digits: digitsOf(word) }));
}

/** The digits of what looks like (part of) a number. A leading 0 or 00 is the trunk or international prefix, which E.164 does not have. */
function digitsOf(word: string): string | undefined {
  const bare = word.replace(dress, '');
  if (!/^\d{2,20}$/.test(bare)) return undefined;
  return bare.replace(/^0+(?=\d{2})/, '');
}

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/** The condition on a table or alias with a column `search` for what somebody typed; undefined when that is blank. */
export function searchCondition(alias: string, search: string | undefined): RawBuilder<boolean> | undefined {
  const needles = needlesOf(search ?? '');
  if (needles.length === 0) return undefined;
  const column = sql.ref(`${alias}.search`);
  const conditions = needles.map(({ text, digits }) => {
    const folded = sql`${column} like '%' || search_fold(${escaped(text)}) || '%'`;
    if (digits === undefined) return folded;
    return digits === text ? sql`${column} like ${`%${digits}%`}` : sql`(${column} like ${`%${digits}%`} or ${folded})`;
  });
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/** Everybody who fits what somebody typed, deleted or not; undefined when it is blank or fits more than `most`. */
export async function findPeople(
  tx: Tx,
  workspaceId: string,
  search: string | undefined,
  most: number,
): Promise<string[] | undefined> {
  const fits = searchCondition('c', search);
  if (!fits) return undefined;
  // Each half by its own partial index.
  const { rows } = await sql<{ id: string }>`
    (select c.id from contacts c where c.workspace_id = ${workspaceId} and c.deleted_at is null and ${fits} limit ${most + 1})
    union all
    (select c.id from contacts c where c.workspace_id = ${workspaceId} and c.deleted_at is not null and ${fits} limit ${most + 1})`.execute(
    tx,
  );
  return rows.length > most ? undefined : rows.map((row) => row.id);
}
