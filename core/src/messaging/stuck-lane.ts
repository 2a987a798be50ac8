/** How long a lane may have something to send and send nothing before something must be wrong. */
const patienceMs = 60_000;

/** Whether a lane that could send does not: something has waited for long, and just as long nothing was taken. Milliseconds since the epoch. */
export function isStuck(
  lane: {
    readonly paused: boolean;
    readonly capped: boolean;
    /** Segments a second. */
    readonly rate: number;
    /** Since when the first message waits that nothing holds; null when none does. */
    readonly waitingSince: number | null;
    readonly lastLeaseAt: number | null;
  },
  now: number,
): boolean {
  if (lane.paused || lane.capped || lane.waitingSince === null) return false;
  // A very slow lane takes one message in a minute or more; a long text needs the tokens of several.
  const patience = Math.max(patienceMs, 10_000 / lane.rate);
  return now - lane.waitingSince > patience && (lane.lastLeaseAt === null || now - lane.lastLeaseAt > patience);
}
