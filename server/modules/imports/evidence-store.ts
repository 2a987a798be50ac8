import { sql } from 'kysely';
import type { MergePlan } from './merge-plan.ts';

/** What proves the consent of the staged row m. */
export const evidence = (plan: MergePlan) => sql`
  jsonb_strip_nulls(jsonb_build_object(${plan.from === 'sheet' ? 'sync_id' : 'import_id'}::text, ${plan.importId}::text, 'file', ${plan.fileName}::text, 'line', m.line,
    'value', m.consent_value, 'kept_opted_out', case when m.kept_opted_out then true end))`;
