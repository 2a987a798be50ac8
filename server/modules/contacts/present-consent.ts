import type { ConsentEvent } from '@tidings/core/contract/contacts';
import type { ConsentRow } from './memberships-store.ts';

/** A word on consent as screens and exports show it: its evidence flat, nested parts as `agreed_evidence.file`. */
export function presentConsent(row: ConsentRow): ConsentEvent {
  return { ...row, at: row.at.toISOString(), evidence: flat(row.evidence) };
}

function flat(value: Readonly<Record<string, unknown>>, prefix = ''): ConsentEvent['evidence'] {
  const entries = Object.entries(value).flatMap(([key, one]): [string, string | number | boolean][] => {
    const name = `${prefix}${key}`;
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return [[name, one]];
    return typeof one === 'object' && one !== null ? Object.entries(flat(one as Record<string, unknown>, `${name}.`)) : [];
  });
  return Object.fromEntries(entries);
}
