import { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** What a value should have been, in words that complete "body.name …". */
const kinds: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  bigint: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  set: 'must be a list',
  tuple: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
  date: 'must be a date',
  null: 'must be null',
  never: 'is not known here',
};

const formats: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address',
  url: 'must be an address such as https://example.com',
  uuid: 'must be an id (a UUID)',
  guid: 'must be an id (a UUID)',
  datetime: 'must be an instant such as 2026-05-01T09:00:00Z',
  date: 'must be a date such as 2026-05-01',
  time: 'must be a time such as 09:00',
  e164: 'must be a phone number such as +12025550123',
};

/** Says in plain words what is wrong with a value, where the contract gives no words of its own. */
export function issueWords(issue: RawIssue): string {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys' && issue.code !== 'custom') return 'is needed';
  switch (issue.code) {
    case 'invalid_type':
      return wantsWhole(issue) ? 'must be a whole number' : (kinds[issue.expected] ?? 'is of the wrong kind');
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return sizeWords(
        issue.origin,
        issue.exact ? 'exactly' : issue.inclusive === false ? 'more than' : 'at least',
        issue.minimum,
      );
    case 'too_big':
      return sizeWords(
        issue.origin,
        issue.exact ? 'exactly' : issue.inclusive === false ? 'less than' : 'at most',
        issue.maximum,
      );
    case 'invalid_format':
      return formats[issue.format] ?? 'is not written in the form that is needed';
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'invalid_union':
      return unionWords(issue);
    case 'unrecognized_keys':
      return 'is not known here';
    default:
      return 'is not right';
  }
}

/** Numbers come as text in queries, so a missing or unreadable one is "not a number" there: say which kind is wanted. */
function wantsWhole(issue: RawIssue): boolean {
  const { inst } = issue;
  return issue.code === 'invalid_type' && issue.expected === 'number' && inst instanceof z.ZodNumber && inst.isInt;
}

/** Names the kinds there are, where one field says which kind it is. */
function unionWords({ inst, discriminator }: RawIssue): string {
  const kinds = inst instanceof z.ZodDiscriminatedUnion ? inst._zod.propValues?.[String(discriminator)] : undefined;
  return kinds ? `must be one of ${[...kinds].map(String).join(', ')}` : 'is not right';
}

function sizeWords(origin: string, comparison: string, limit: number | bigint): string {
  const count = (one: string, many: string) => `${comparison} ${limit} ${Number(limit) === 1 ? one : many}`;
  if (origin === 'string')
    return limit === 1 && comparison === 'at least' ? 'is needed' : `must have ${count('character', 'characters')}`;
  if (origin === 'array' || origin === 'set') return `must have ${count('entry', 'entries')}`;
  if (origin === 'object' || origin === 'map') return `must have ${count('field', 'fields')}`;
  if (origin === 'date') return `must be ${comparison} ${new Date(Number(limit)).toISOString()}`;
  return `must be ${comparison} ${limit}`;
}
