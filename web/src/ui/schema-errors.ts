import type { z } from 'zod';
import { besideField } from '../lib/field-words.ts';

/** Lets a Mantine form check with the contract's own schema: `validate: schemaErrors(FirstRun)`. */
export function schemaErrors<T>(schema: z.ZodType<unknown, T>): (values: T) => Record<string, string> {
  return (values) => {
    const result = schema.safeParse(values);
    if (result.success) return {};
    const errors: Record<string, string> = {};
    for (const issue of result.error.issues) {
      const field = issue.path.join('.');
      errors[field] ??= besideField(issue.message);
    }
    return errors;
  };
}
