import { readFileSync } from 'node:fs';
import type { Recorded } from './fake-twilio.testing.ts';

interface Schema {
  readonly type: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly required: readonly string[];
  readonly parameters: Readonly<Record<string, Schema>>;
}

const {
  source: _,
  accountSid,
  ...operations
} = JSON.parse(readFileSync(new URL('./test-data/openapi-requests.json', import.meta.url), 'utf8')) as {
  source: string;
  accountSid: Schema;
} & Record<string, Operation>;

/** What in a request differs from Twilio's OpenAPI description: its address, unknown, missing and ill-formed parameters. */
export function requestProblems(request: Recorded): string[] {
  const sid = /^\/2010-04-01\/Accounts\/([^/.]+)/.exec(request.path)?.[1] ?? '';
  const operation = Object.values(operations).find(
    (one) => one.method === request.method && one.path.replace(/\{(AccountSid|Sid)\}/, sid) === request.path,
  );
  if (!operation) return [`${request.method} ${request.path} is not in the description`];
  const parameters = request.method === 'POST' ? request.form : request.query;
  const problems = fits(sid, accountSid) ? [] : [`the account is ${sid}`];
  if (request.method === 'POST' && request.query.size > 0) problems.push('a POST has a query');
  for (const name of operation.required) if (!parameters.has(name)) problems.push(`${name} is missing`);
  for (const name of new Set(parameters.keys())) {
    const schema = operation.parameters[name];
    const values = parameters.getAll(name);
    if (!schema) problems.push(`${name} is unknown`);
    else if (schema.type !== 'array' && values.length > 1) problems.push(`${name} is repeated`);
    else if (!values.every((value) => fits(value, schema.items ?? schema))) problems.push(`${name} is ${values.join()}`);
  }
  return problems;
}

const types: Readonly<Record<string, RegExp>> = { integer: /^-?\d+$/, number: /^-?\d+(\.\d+)?$/, boolean: /^(true|false)$/ };
/** A short code is a phone number to Twilio, too. */
const phoneNumber = /^(\+[1-9]\d{6,14}|\d{3,8})$/;

function fits(value: string, schema: Schema): boolean {
  const { minimum, maximum, minLength, maxLength } = schema;
  if (types[schema.type] && !types[schema.type]?.test(value)) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.pattern && !new RegExp(schema.pattern).test(value)) return false;
  if (minLength !== undefined && value.length < minLength) return false;
  if (maxLength !== undefined && value.length > maxLength) return false;
  if (minimum !== undefined && Number(value) < minimum) return false;
  if (maximum !== undefined && Number(value) > maximum) return false;
  if (schema.format === 'phone-number') return phoneNumber.test(value);
  return schema.format !== 'uri' || URL.canParse(value);
}
