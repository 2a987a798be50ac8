/** A lane with something to send: what waits in it goes first. */
export interface LaneLoad {
  /** Segments in all, those that wait already included. */
  readonly segments: number;
  /** Segments a second. */
  readonly rate: number;
  /** Its daily cap, when it has one. */
  readonly cap: { readonly daily: number; readonly left: number; readonly resetsInSeconds: number } | null;
}

const secondsADay = 86_400;

/** How long a lane needs, and how many of its segments do not fit into the carrier's present day. Both at least 0. */
export function laneFinish({ segments, rate, cap }: LaneLoad): { readonly seconds: number; readonly later: number } {
  if (cap === null) return { seconds: segments / rate, later: 0 };
  const today = Math.min(cap.left, rate * cap.resetsInSeconds);
  if (segments <= today) return { seconds: segments / rate, later: 0 };
  const later = segments - Math.floor(today);
  const perDay = Math.min(cap.daily, rate * secondsADay);
  const wholeDays = Math.ceil(later / perDay) - 1;
  return { seconds: cap.resetsInSeconds + wholeDays * secondsADay + (later - wholeDays * perDay) / rate, later };
}

/** The lanes work side by side: done when the slowest is. */
export function finishOfLanes(lanes: readonly LaneLoad[]): { readonly seconds: number; readonly later: number } {
  const each = lanes.map(laneFinish);
  return { seconds: Math.max(0, ...each.map((one) => one.seconds)), later: each.reduce((sum, one) => sum + one.later, 0) };
}
