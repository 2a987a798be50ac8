import { type RawBuilder, sql } from 'kysely';

/**
 * Compares text as search does: case and accents do not matter. Folding every value of a million people takes half a second, so values in
 * plain ASCII, which almost all are, are only put in lower case; their bytes are as many as their characters.
 */
function folded(column: RawBuilder<unknown>, test: (value: RawBuilder<unknown>) => RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(case when octet_length(${column}) = char_length(${column}) then ${test(sql`lower(${column} collate "C")`)}
    else ${test(sql`search_fold(${column})`)} end)`;
}

const needle = (value: string): RawBuilder<unknown> => sql`search_fold(${value}::text)`;

export function textIs(column: RawBuilder<unknown>, value: string): RawBuilder<unknown> {
  return folded(column, (text) => sql`${text} = ${needle(value)}`);
}

export function textIsAnyOf(column: RawBuilder<unknown>, values: readonly string[]): RawBuilder<unknown> {
  return folded(column, (text) => sql`${text} = any(array[${sql.join(values.map(needle))}])`);
}

export function textContains(column: RawBuilder<unknown>, value: string): RawBuilder<unknown> {
  return folded(column, (text) => sql`strpos(${text}, ${needle(value)}) > 0`);
}

export function textStartsWith(column: RawBuilder<unknown>, value: string): RawBuilder<unknown> {
  return folded(column, (text) => sql`starts_with(${text}, ${needle(value)})`);
}
