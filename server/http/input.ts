import type { Endpoint } from '@tidings/core/contract/endpoint';
import type { FieldError } from '@tidings/core/contract/errors';
import { z } from 'zod';
import { Refusal } from '../lib/errors.ts';
import { issueWords } from './issue-words.ts';

/** Where in a request a value stands. */
export type Place = 'params' | 'query' | 'body' | `body.${string}`;

/** The most fields that one answer names. */
const mostFields = 50;

/** Reads a part of a request as the contract says, or refuses it with every field that is wrong. */
export function readInput(place: Place, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value, { error: issueWords });
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => fieldErrors(place, issue)).slice(0, mostFields);
  throw new Refusal('invalid_request', fields.map((one) => `${one.field}: ${one.message}`).join('; '), { fields });
}

const strictQueries = new WeakMap<Endpoint, z.ZodType>();

/** Reads the query. A name that the contract does not have is refused: who mistypes a filter would take everything for the answer. */
export function readQuery(endpoint: Endpoint, value: unknown): unknown {
  // Every route takes the workspace there, for links and downloads, which cannot send a header.
  const { workspace: _, ...rest } = value as Record<string, unknown>;
  const kept = strictQueries.get(endpoint) ?? strictQuery(endpoint.query);
  strictQueries.set(endpoint, kept);
  return readInput('query', kept, rest);
}

function strictQuery(schema: z.ZodType | undefined): z.ZodType {
  if (schema === undefined) return z.strictObject({});
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

/** Names every field at fault: `body.email: must be an e-mail address`. */
function fieldErrors(place: string, issue: z.core.$ZodIssue): FieldError[] {
  const field = [place, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ field: `${field}.${key}`, message: issue.message }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionErrors(field, issue.errors) ?? [words(field, issue)];
  return [words(field, issue)];
}

function words(field: string, issue: z.core.$ZodIssue): FieldError {
  return { field, message: issue.message };
}

/** Of several accepted shapes, what is wrong with the one that the value comes closest to. */
function unionErrors(field: string, branches: readonly (readonly z.core.$ZodIssue[])[]): FieldError[] | undefined {
  const inside = branches.filter((issues) => issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'));
  const nearest = inside.toSorted((a, b) => a.length - b.length)[0];
  if (nearest) return nearest.flatMap((one) => fieldErrors(field, one));
  const messages = new Set(branches.flatMap((issues) => issues.filter((one) => one.path.length === 0).map((one) => one.message)));
  return messages.size === 0 ? undefined : [{ field, message: [...messages].join(', or ') }];
}
