// Without `Temporal`, which some browsers do not have: Intl alone tells what clocks show.

/** What the clocks of a zone show at an instant, `YYYY-MM-DDTHH:mm`. */
export function instantToWall(instant: string, zone: string): string {
  const at = new Date(instant).getTime();
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/**
 * The instant at which the clocks of a zone show a wall time, `YYYY-MM-DDTHH:mm` or `YYYY-MM-DD` for its midnight. A time that a change of
 * clocks skips becomes the one as much later; of one that comes twice it is one of the two.
 *
 * @example wallToInstant('2026-03-08T02:30', 'America/New_York') // '2026-03-08T07:30:00.000Z', which is 3:30 there
 */
export function wallToInstant(wall: string, zone: string): string {
  const [date = '', time = '00:00'] = wall.split('T');
  const target = Date.parse(`${date}T${time}:00Z`);
  // Twice: the offset at the guess may be that of the other side of a change of clocks.
  const guess = target - offsetAt(target, zone);
  const found = target - offsetAt(guess, zone);
  const skipped = found + offsetAt(found, zone) !== target;
  return new Date(skipped ? Math.max(guess, found) : found).toISOString();
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return wall - Math.floor(instant / 1000) * 1000;
}
