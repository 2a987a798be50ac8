import type { Activity } from '@tidings/core/contract/activity';
import type { EntryRow } from './store.ts';
import { describeHappening } from './words.ts';

/** An entry of the audit trail as the activity feed shows it. */
export function presentActivity(row: EntryRow): Activity {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    words: describeHappening({ action: row.action, label: row.object_label, details: row.details }),
    object: row.object_kind === null ? null : { kind: row.object_kind, id: row.object_id, label: row.object_label },
  };
}
