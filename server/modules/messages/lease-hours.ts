import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { type HoursAnswer, type HoursMemo, hoursMemo } from '@tidings/core/compliance/quiet-hours';
import type { PlaceFacts } from '@tidings/core/contacts/zones';
import { HoursOverride } from '@tidings/core/contract/quiet-hours';
import { readSettings, toQuietHours } from '../compliance/quiet-hours-settings.ts';
import type { Candidate, LaneRow, SourceRow } from './lease-store.ts';

/** Answers of one process by the settings they were given for: a workspace's hours and a broadcast's, as stored. */
const memos = new Map<string, HoursMemo>();

/** Broadcasts that say something of their hours are few; the rest of a workspace shares one memo. */
const mostMemos = 200;

function memoFor(stored: unknown, override: unknown, purpose: MessagePurpose | undefined): HoursMemo {
  const key = JSON.stringify([stored, override, purpose]);
  const known = memos.get(key);
  if (known) return known;
  const memo = hoursMemo({ ...toQuietHours(readSettings(stored)), ...(purpose ? { purpose } : {}) }, readOverride(override));
  if (memos.size >= mostMemos) memos.clear();
  memos.set(key, memo);
  return memo;
}

/** What a source says of its hours, as stored; null where nothing that can be read. */
export function readOverride(stored: unknown): HoursOverride | null {
  const read = stored === null || stored === undefined ? undefined : HoursOverride.safeParse(stored);
  return read?.success ? read.data : null;
}

/** Whether quiet hours hold in this lane: always for real phones, for sandbox phones when the workspace says so. */
export function holdsHours(lane: Pick<LaneRow, 'sandbox' | 'quietHours'>): boolean {
  return !lane.sandbox || readSettings(lane.quietHours).in_sandbox;
}

/** What tells whether a candidate may be texted now; undefined where no hours hold. One per lease: a look-up per message. */
export function hoursOfLease(lane: LaneRow): ((candidate: Candidate, source: SourceRow | undefined) => HoursAnswer) | undefined {
  if (!holdsHours(lane)) return undefined;
  const now = lane.now.getTime();
  const bySource = new Map<string | null, HoursMemo>();
  return (candidate, source) => {
    const id = source?.id ?? null;
    let memo = bySource.get(id);
    if (!memo) {
      memo = memoFor(lane.quietHours, source?.quiet_hours, source?.purpose);
      bySource.set(id, memo);
    }
    return memo.at(whereabouts(candidate), now);
  };
}

/** What a candidate's row tells of where the person is. */
export function whereabouts({ contact, address }: Pick<Candidate, 'contact' | 'address'>): PlaceFacts {
  return {
    timeZone: textOf(contact?.['time_zone']),
    country: textOf(contact?.['country']),
    region: textOf(contact?.['region']),
    postalCode: textOf(contact?.['postal_code']),
    phone: address,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
