import type { RuleField, YearlyComparison } from '@tidings/core/audience/rule-fields';
import type { RuleCondition } from '@tidings/core/contract/audience-rules';
import { addDays, startOfDay, type Yearly, yearlyDays } from '@tidings/core/schedule/local-days';
import { type RawBuilder, sql } from 'kysely';
import type { ResolvedRules } from './rule-references-store.ts';
import { textContains, textIs, textIsAnyOf, textStartsWith } from './text-comparison-store.ts';

type FieldRule = Extract<RuleCondition, { kind: 'field' | 'entry' }>;

const dayMs = 86_400_000;
const never = sql`false`;

/** Where a field's value is: a column, or a key of a JSON column. */
interface Place {
  readonly field: RuleField;
  readonly column: RawBuilder<unknown>;
  /** The JSON column and the key in it; null for a column of its own. */
  readonly json: { readonly column: RawBuilder<unknown>; readonly key: string } | null;
  /** The contact's alias, for days that are counted where they are; null: where the workspace is. */
  readonly alias: string | null;
}

/** A condition on a field of contacts under an alias. May be null, which counts as no. */
export function fieldRule(
  resolved: ResolvedRules,
  alias: string,
  rule: Extract<FieldRule, { kind: 'field' }>,
): RawBuilder<unknown> {
  const field = resolved.fields.get(rule.field);
  if (field === undefined) throw new Error('Rules are resolved before they are asked.');
  if (!field.key.startsWith('custom.'))
    return compare(resolved, { field, column: sql.ref(`${alias}.${field.key}`), json: null, alias }, rule);
  const json = { column: sql.ref(`${alias}.custom`), key: field.key.slice('custom.'.length) };
  return compare(resolved, { field, column: textIn(json), json, alias }, rule);
}

/** A condition on a detail of list entries under an alias. Its days are those of the workspace. May be null, which counts as no. */
export function entryRule(
  resolved: ResolvedRules,
  alias: string,
  rule: Extract<FieldRule, { kind: 'entry' }>,
): RawBuilder<unknown> {
  const field = resolved.entryFields.get(rule.id)?.get(rule.field);
  if (field === undefined) throw new Error('Rules are resolved before they are asked.');
  const json = { column: sql.ref(`${alias}.details`), key: field.key };
  return compare(resolved, { field, column: textIn(json), json, alias: null }, rule);
}

const textIn = ({ column, key }: NonNullable<Place['json']>): RawBuilder<unknown> => sql`(${column} ->> ${key}::text)`;

function compare(resolved: ResolvedRules, place: Place, rule: FieldRule): RawBuilder<unknown> {
  const { field, column, json } = place;
  if (rule.op === 'is_set') return isSet(place);
  if (rule.op === 'is_not_set') return sql`not ${isSet(place)}`;
  switch (field.type) {
    case 'number':
      return json ? numberRule(sql`(${json.column} -> ${json.key}::text)`, rule) : never;
    case 'boolean':
      return sql`${column} = ${String(rule.value)}`;
    case 'instant':
      return instantRule(resolved, column, rule);
    case 'date':
      return dateRule(resolved, place, rule);
    default:
      return textRule(column, rule);
  }
}

const isSet = ({ field, json, column }: Place): RawBuilder<unknown> =>
  json === null && (field.type === 'date' || field.type === 'instant')
    ? sql`(${column} is not null)`
    : sql`(coalesce(${column}, '') <> '')`;

function textRule(column: RawBuilder<unknown>, { op, value, values = [] }: FieldRule): RawBuilder<unknown> {
  const text = String(value).trim();
  switch (op) {
    case 'is':
      return textIs(column, text);
    case 'is_not':
      return sql`(${textIs(column, text)} is not true)`;
    case 'is_any_of':
      return textIsAnyOf(column, values);
    case 'is_none_of':
      return sql`(${textIsAnyOf(column, values)} is not true)`;
    case 'contains':
      return textContains(column, text);
    case 'contains_not':
      return sql`(${textContains(column, text)} is not true)`;
    case 'starts_with':
      return textStartsWith(column, text);
    default:
      return never;
  }
}

/**
 * Compared as JSON, which orders numbers as numbers and costs half of casting them. Kinds are in an order too there, so whatever passes is
 * looked at once more: a value left from before could be anything.
 */
function numberRule(stored: RawBuilder<unknown>, { op, value }: FieldRule): RawBuilder<unknown> {
  const right = sql`${JSON.stringify(value)}::jsonb`;
  if (op === 'is') return sql`${stored} = ${right}`;
  if (op === 'is_not') return sql`${stored} is distinct from ${right}`;
  return sql`(${op === 'less' ? sql`${stored} < ${right}` : sql`${stored} > ${right}`} and jsonb_typeof(${stored}) = 'number')`;
}

/** A moment: days are those of the workspace, and a number of days is so many times 24 hours. */
function instantRule({ now, zone }: ResolvedRules, column: RawBuilder<unknown>, rule: FieldRule): RawBuilder<unknown> {
  const { op, value, days = 0 } = rule;
  if (op === 'in_last_days') return sql`${column} >= ${new Date(now.getTime() - days * dayMs)}`;
  const from = startOfDay(String(value), zone);
  const until = startOfDay(addDays(String(value), 1), zone);
  if (op === 'before') return sql`${column} < ${from}::timestamptz`;
  if (op === 'after') return sql`${column} >= ${until}::timestamptz`;
  return sql`(${column} >= ${from}::timestamptz and ${column} < ${until}::timestamptz)`;
}

interface DateColumn {
  readonly column: RawBuilder<unknown>;
  /** A key of a JSON column keeps a date as text, `2026-05-01`, which sorts as dates do. */
  readonly isText: boolean;
}

/** A date without time. What is counted from today begins at midnight where the person is, else at the workspace's. */
function dateRule(resolved: ResolvedRules, { column, json, alias }: Place, rule: FieldRule): RawBuilder<unknown> {
  const { op, value } = rule;
  const date = { column, isText: json !== null };
  const bound = (day: string) => (date.isText ? sql`(${day}::text collate "C")` : sql`${day}::date`);
  if (op === 'is') return sql`${date.column} = ${bound(String(value))}`;
  if (op === 'before') return sql`${date.column} < ${bound(String(value))}`;
  if (op === 'after') return sql`${date.column} > ${bound(String(value))}`;
  const { days = 0 } = rule;
  const { own, elsewhere } = resolved.days;
  const asked = (todays: readonly string[]): RawBuilder<unknown> => {
    const first = todays.reduce((one, other) => (one < other ? one : other));
    const last = todays.reduce((one, other) => (one > other ? one : other));
    if (op === 'in_last_days') return sql`${date.column} between ${bound(addDays(first, -days))} and ${bound(last)}`;
    if (op === 'in_next_days') return sql`${date.column} between ${bound(first)} and ${bound(addDays(last, days))}`;
    return yearlyRule(date, [...new Set(todays.flatMap((day) => yearlyDays(yearlyOf(op as YearlyComparison, days), day)))]);
  };
  if (elsewhere.length === 0 || alias === null) return asked([own]);
  const zone = sql.ref(`${alias}.time_zone`);
  const others = elsewhere.map(({ day, zones }) => sql`when ${zone} = any(${[...zones]}::text[]) then ${asked([day])}`);
  // Hardly anybody is meant on any of the days that it is somewhere: only they are asked where they live.
  const anywhere = asked([own, ...elsewhere.map(({ day }) => day)]);
  return sql`(${anywhere} and case ${sql.join(others, sql` `)} else ${asked([own])} end)`;
}

function yearlyOf(op: YearlyComparison, days: number): Yearly {
  return op === 'day_is_in_days' || op === 'day_is_within_days' ? { op, days } : { op };
}

/** Whether the day of the year is one of these (`MM-DD`). */
function yearlyRule({ column, isText }: DateColumn, days: readonly string[]): RawBuilder<unknown> {
  if (isText) return sql`substr(${column}, 6, 5) = any(${[...days]}::text[])`;
  const numbers = days.map((day) => Number(day.replace('-', '')));
  // Not extract, whose numeric is slow to reckon with.
  return sql`(date_part('month', ${column}) * 100 + date_part('day', ${column}))::int = any(${numbers}::int[])`;
}
