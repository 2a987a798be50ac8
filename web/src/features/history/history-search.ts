import { queryList } from '@tidings/core/contract/common';
import { ChannelName } from '@tidings/core/contract/connections';
import { type MessageStateName, messageSources, type messageStateNames } from '@tidings/core/contract/messages';
import { z } from 'zod';
import { wallToInstant } from '../../lib/wall-time.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** What of the history is shown, in the URL. Days are days of the workspace's zone, the last one included. */
export const HistorySearch = z.object({
  search: z.string().default(''),
  direction: z.enum(['in', 'out']).optional(),
  channel: ChannelName.optional(),
  outcome: z.enum(['arrived', 'on_the_way', 'not_arrived', 'unknown', 'received']).optional(),
  source: queryList(z.enum(messageSources)),
  sender: z.string().optional(),
  contact: z.string().optional(),
  source_id: z.string().optional(),
  from: day.optional(),
  until: day.optional(),
  /** The message that is open. */
  message: z.string().optional(),
});
export type HistorySearch = z.output<typeof HistorySearch>;

/** States as people ask for them. */
export const outcomes: Readonly<
  Record<NonNullable<HistorySearch['outcome']>, { label: string; states: readonly MessageStateName[] }>
> = {
  arrived: { label: 'Arrived', states: ['delivered', 'sent'] },
  on_the_way: { label: 'On the way', states: ['planned', 'queued', 'leased', 'accepted'] },
  not_arrived: { label: 'Did not arrive', states: ['failed', 'skipped', 'expired', 'cancelled'] },
  unknown: { label: 'Unknown', states: ['unknown'] },
  received: { label: 'Received', states: ['received'] },
};

/** The filters as the API takes them. */
export function historyQuery(search: HistorySearch, zone: string) {
  const states = search.outcome === undefined ? undefined : [...outcomes[search.outcome].states];
  return {
    ...(search.search === '' ? {} : { search: search.search }),
    ...(search.direction === undefined ? {} : { direction: search.direction }),
    ...(search.channel === undefined ? {} : { channel: search.channel }),
    ...(states === undefined ? {} : { state: states satisfies (typeof messageStateNames)[number][] }),
    ...(search.source === undefined ? {} : { source: search.source }),
    ...(search.sender === undefined ? {} : { sender_id: search.sender }),
    ...(search.contact === undefined ? {} : { contact_id: search.contact }),
    ...(search.source_id === undefined ? {} : { source_id: search.source_id }),
    ...(search.from === undefined ? {} : { from: startOfDay(search.from, zone, 0) }),
    ...(search.until === undefined ? {} : { until: startOfDay(search.until, zone, 1) }),
  };
}

export function isFiltered({ message: _, search, ...rest }: HistorySearch): boolean {
  return search !== '' || Object.values(rest).some((value) => value !== undefined);
}

/** The instant at which a day begins in a zone, some days later. */
function startOfDay(date: string, zone: string, later: number): string {
  const day = new Date(Date.parse(date) + later * 86_400_000).toISOString().slice(0, 10);
  return wallToInstant(day, zone);
}
