import { z } from 'zod';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly default?: unknown;
}

/** Finds the id to put where one is asked for, by the name of the property. */
export type IdFor = (name: string) => string;

/** Something that a schema accepts, as well as its JSON form tells: what is required, and every id it can name, given by `idFor`. */
export function sampleOf(schema: z.ZodType, idFor: IdFor): unknown {
  const form = (io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Schema;
  // What is preprocessed accepts anything, as its input tells; its output says what was meant.
  const input = form('input');
  return sample(
    (input.type ?? input.anyOf ?? input.oneOf ?? input.allOf) ? input : { type: 'object', ...form('output') },
    '',
    idFor,
  );
}

function sample(schema: Schema, name: string, idFor: IdFor): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const variants = schema.anyOf ?? schema.oneOf;
  // The variant that names an id is the one worth trying.
  if (variants) return sample(variants.find(namesId) ?? variants[0] ?? {}, name, idFor);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => sample(one, name, idFor)));
  if (schema.type === 'object') return sampleObject(schema, idFor);
  if (schema.type === 'array') {
    const wanted = namesId(schema) ? 1 : (schema.minItems ?? 0);
    return Array.from({ length: wanted }, () => sample(schema.items ?? {}, name, idFor));
  }
  if (schema.type === 'number' || schema.type === 'integer') return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'null') return null;
  return sampleText(schema, name, idFor);
}

function sampleObject({ properties = {}, required = [] }: Schema, idFor: IdFor): Record<string, unknown> {
  const wanted = Object.entries(properties).filter(([name, one]) => required.includes(name) || namesId(one));
  return Object.fromEntries(wanted.map(([name, one]) => [name, sample(one, name, idFor)]));
}

function sampleText({ format, pattern, minLength = 1 }: Schema, name: string, idFor: IdFor): string {
  if (format === 'uuid') return idFor(name);
  if (format === 'email') return 'somebody@example.com';
  if (format === 'uri') return 'https://tidings.example.org';
  if (format === 'date-time') return '2030-01-01T09:00:00Z';
  if (format === 'date') return '2030-01-01';
  if (name === 'time_zone') return 'Europe/Berlin';
  if (pattern === '^[A-Z]{2}$') return 'US';
  if (/phone|address|number/.test(name)) return '+12025550123';
  return 'seven rivers meet'.padEnd(minLength, 'x');
}

function namesId(schema: Schema): boolean {
  if (schema.format === 'uuid') return true;
  const inner = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...Object.values(schema.properties ?? {}),
  ];
  return (schema.items !== undefined && namesId(schema.items)) || inner.some(namesId);
}
