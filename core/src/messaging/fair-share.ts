/**
 * Sharing out what a worker can carry at once (requests under way) among the lanes that have something due, so that no workspace and no
 * slow provider starves another (I11: pure). Max-min fair: nobody gets more than they can use, what they leave goes to
 * the others, and nobody can get more except by taking it from somebody who has less.
 */

/** A lane that has something due. */
export interface LaneWish {
  readonly id: string;
  readonly workspaceId: string;
  /** The most urgent that waits in it: 0 replies, 1 reminders and direct sends, 2 bulk. */
  readonly priority: number;
  /** How many requests it could use at once; a whole number, at least 0. */
  readonly wanted: number;
}

/**
 * Divides `capacity` so that the smallest share is as large as possible. Returns one share per wish, in the order given; each at most its
 * wish, together at most the capacity. What cannot be divided evenly goes to those who want most.
 */
export function divide(capacity: number, wishes: readonly number[]): number[] {
  const shares = wishes.map(() => 0);
  const byWish = wishes.map((_, index) => index).sort((a, b) => (wishes[a] ?? 0) - (wishes[b] ?? 0) || a - b);
  let left = Math.max(0, Math.floor(capacity));
  byWish.forEach((index, position) => {
    // The smallest wish first: whoever wants less than an equal part leaves the rest to those after it.
    const equal = Math.floor(left / (byWish.length - position));
    const share = Math.min(wishes[index] ?? 0, equal);
    shares[index] = share;
    left -= share;
  });
  return shares;
}

/**
 * How many requests each lane may have under way: equal among workspaces, and in a workspace first to lanes with something more urgent, then
 * equal among lanes. Every lane gets at least `few` of what it wants, even where that adds up to more than the capacity.
 */
export function shareOut(capacity: number, lanes: readonly LaneWish[], few: number): Map<string, number> {
  const workspaces = [...Map.groupBy(lanes, (lane) => lane.workspaceId).values()];
  const ofWorkspaces = divide(capacity, workspaces.map(sumOf));
  const shares = new Map<string, number>();
  workspaces.forEach((members, index) => {
    let left = ofWorkspaces[index] ?? 0;
    const classes = [...Map.groupBy(members, (lane) => lane.priority)].sort(([a], [b]) => a - b);
    for (const [, lanesOfClass] of classes) {
      const ofLanes = divide(
        left,
        lanesOfClass.map((lane) => lane.wanted),
      );
      lanesOfClass.forEach((lane, position) => {
        const share = ofLanes[position] ?? 0;
        left -= share;
        shares.set(lane.id, Math.max(share, Math.min(few, lane.wanted)));
      });
    }
  });
  return shares;
}

function sumOf(lanes: readonly LaneWish[]): number {
  return lanes.reduce((sum, lane) => sum + lane.wanted, 0);
}
