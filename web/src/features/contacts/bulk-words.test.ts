import type { BulkActionProgress } from '@tidings/core/contract/bulk-actions';
import { expect, it } from 'vitest';
import { bulkDetails, bulkTitle } from './bulk-words.ts';

const one = (change: Partial<BulkActionProgress>): BulkActionProgress => ({
  id: 'x',
  kind: 'add_tag',
  label: 'Youth',
  state: 'running',
  problem: null,
  matched: 12_000,
  done: 5_000,
  changed: 4_000,
  conflicting: 0,
  deletion_id: null,
  created_by: 'Ana',
  created_at: '2026-05-01T09:00:00Z',
  finished_at: null,
  ...change,
});

it.each<[Partial<BulkActionProgress>, string, string]>([
  [{ state: 'queued' }, 'Tagging 12,000 people with Youth…', 'Begins in a moment. You can leave this page.'],
  [{}, 'Tagging 12,000 people with Youth…', '5,000 of 12,000. You can leave this page.'],
  [{ state: 'completed', done: 12_000, changed: 11_000 }, '11,000 people tagged with Youth', '1,000 were so already.'],
  [{ state: 'completed', done: 12_000, changed: 0 }, 'Nothing was changed', '12,000 were so already.'],
  [{ state: 'cancelled' }, 'Stopped. 4,000 people tagged with Youth', '7,000 were left as they are.'],
  [{ state: 'failed', changed: 0, problem: 'The list is gone.' }, 'Stopped. Nothing was changed', 'The list is gone.'],
  [
    { kind: 'restore', state: 'completed', done: 12_000, changed: 11_999, conflicting: 1 },
    '11,999 people brought back',
    '1 person stayed deleted, because somebody else has their external id by now.',
  ],
  [{ kind: 'delete', state: 'completed', done: 12_000, changed: 11_998 }, '11,998 people deleted', ''],
])('%j is told as %j', (change, title, details) => {
  expect(bulkTitle(one(change))).toBe(title);
  expect(bulkDetails(one(change))).toBe(details);
});
