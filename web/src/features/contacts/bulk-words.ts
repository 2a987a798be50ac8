import type { BulkActionProgress } from '@tidings/core/contract/bulk-actions';
import { formatNumber, plural } from '../../lib/format.ts';

const people = (count: number) => plural(count, 'person', 'people');

type Kind = BulkActionProgress['kind'];

/** While it runs; `who` is "12,000 people". */
const doing: Readonly<Record<Kind, (who: string, label: string) => string>> = {
  add_tag: (who, label) => `Tagging ${who} with ${label}`,
  remove_tag: (who, label) => `Taking the tag ${label} off ${who}`,
  add_to_list: (who, label) => `Adding ${who} to ${label}`,
  remove_from_list: (who, label) => `Taking ${who} out of ${label}`,
  set_list_details: (who, label) => `Setting details of ${who} on ${label}`,
  set_consent: (who) => `Changing the consent of ${who}`,
  delete: (who) => `Deleting ${who}`,
  restore: (who) => `Bringing ${who} back`,
};

/** What came of it. */
const done: Readonly<Record<Kind, (who: string, label: string) => string>> = {
  add_tag: (who, label) => `${who} tagged with ${label}`,
  remove_tag: (who, label) => `The tag ${label} is taken off ${who}`,
  add_to_list: (who, label) => `${who} added to ${label}`,
  remove_from_list: (who, label) => `${who} taken out of ${label}`,
  set_list_details: (who, label) => `Set details of ${who} on ${label}`,
  set_consent: (who) => `Consent of ${who} changed`,
  delete: (who) => `${who} deleted`,
  restore: (who) => `${who} brought back`,
};

/** An act on many people in one sentence: what it does, or what came of it. */
export function bulkTitle({ kind, label, state, matched, changed }: BulkActionProgress): string {
  const named = label ?? '';
  if (state === 'queued' || state === 'running') return `${doing[kind](people(matched), named)}…`;
  const result = changed === 0 ? 'Nothing was changed' : done[kind](people(changed), named);
  return state === 'completed' ? result : `Stopped. ${result}`;
}

/** The rest of what to know: how far it is, who was left alone, why it failed. */
export function bulkDetails({ state, matched, done: seen, changed, conflicting, kind, problem }: BulkActionProgress): string {
  if (state === 'queued') return 'Begins in a moment. You can leave this page.';
  if (state === 'running') return `${formatNumber(seen)} of ${formatNumber(matched)}. You can leave this page.`;
  if (state === 'failed') return problem ?? '';
  if (state === 'cancelled') return `${formatNumber(Math.max(0, matched - seen))} were left as they are.`;
  if (conflicting > 0) return `${people(conflicting)} stayed deleted, because somebody else has their external id by now.`;
  const same = seen - changed;
  return same > 0 && kind !== 'delete' && kind !== 'restore' ? `${formatNumber(same)} were so already.` : '';
}
