/** What one lease handed over with: what all its messages share, and how long the provider may try each. No secrets. */
export interface Handover {
  readonly connectionId: string;
  readonly from: { readonly kind: string; readonly address: string };
  /** Segments a second of the lane at that moment. */
  readonly rate: number;
  /** Where the address for receipts begins. */
  readonly origin: string;
  /** Seconds that the provider may try: one value for all, or one for each message decided; null for the provider's own limit. */
  readonly validity: number | null | readonly (number | null)[];
}

/** A leased message that was not begun within this time is given back: by then another worker may believe this one dead. */
export const beginWithinMs = 5_000;

/** A moment by both clocks of the process, in milliseconds. */
export interface Moment {
  /** Counts on whatever becomes of the clock on the wall, but stands still while the machine sleeps. */
  readonly monotonic: number;
  readonly wall: number;
}

/**
 * Whether a message leased then may not be begun any more. By the clock that shows more: after a sleep of the machine the decision is as old as
 * the night, and its hours may have ended. Pure.
 */
export const isTooLate = (leased: Moment, now: Moment): boolean =>
  Math.max(now.monotonic - leased.monotonic, now.wall - leased.wall) > beginWithinMs;

/**
 * How many seconds the provider may try, decided at the lease: until the message is of no use or the person's hours end, so that nothing leaks
 * past them however late in its time it is begun. Undefined for the provider's own limit. Pure.
 */
export function validitySeconds(ends: readonly (Date | null | undefined)[], now: Date): number | undefined {
  const times = ends.filter((one) => one != null).map((one) => one.getTime());
  return times.length === 0 ? undefined : Math.floor((Math.min(...times) - now.getTime() - beginWithinMs) / 1_000);
}

/** One value when all are the same, as most leases have it. */
export function packValidity(all: readonly (number | null)[]): Handover['validity'] {
  const [first = null] = all;
  return all.every((one) => one === first) ? first : all;
}

/** How long the provider might try the message at a place of the lease; undefined for its own limit. */
export function validityAt({ validity }: Handover, place: number): number | undefined {
  const one = typeof validity === 'number' || validity === null ? validity : validity[place];
  return one ?? undefined;
}
