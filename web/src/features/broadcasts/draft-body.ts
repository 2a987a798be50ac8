import { completeHours } from './complete-hours.ts';
import type { DraftFields } from './use-draft.ts';

/** The fields of a draft as they are saved. */
export function bodyOf({ name, ...fields }: DraftFields) {
  return {
    ...fields,
    name: name.trim() === '' ? 'Untitled broadcast' : name.trim(),
    quiet_hours: completeHours(fields.quiet_hours),
  };
}
