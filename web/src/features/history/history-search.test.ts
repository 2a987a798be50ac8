import { describe, expect, it } from 'vitest';
import { HistorySearch, historyQuery, isFiltered } from './history-search.ts';

const read = (search: object) => HistorySearch.parse(search);

describe('the filters of the history', () => {
  it('become a query with days of the workspace’s zone, the last one included', () => {
    const query = historyQuery(read({ from: '2026-03-08', until: '2026-03-08' }), 'America/New_York');
    // The clocks go forward on this day: it has 23 hours.
    expect(query).toEqual({ from: '2026-03-08T05:00:00.000Z', until: '2026-03-09T04:00:00.000Z' });
  });

  it('ask for outcomes as people name them', () => {
    expect(historyQuery(read({ outcome: 'arrived', search: 'hi' }), 'UTC')).toEqual({
      search: 'hi',
      state: ['delivered', 'sent'],
    });
  });

  it('do not count an open message as a filter', () => {
    expect(isFiltered(read({ message: 'x' }))).toBe(false);
    expect(isFiltered(read({ direction: 'in' }))).toBe(true);
  });
});
