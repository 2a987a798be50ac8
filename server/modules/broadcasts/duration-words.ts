/**
 * A length of time as people say it.
 *
 * @example durationWords(4_000) // 'about 1 hour 7 minutes'
 */
export function durationWords(seconds: number): string {
  if (seconds < 2) return 'at once';
  if (seconds < 60) return `about ${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${count(minutes, 'minute')}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `about ${count(hours, 'hour')}${minutes % 60 === 0 ? '' : ` ${count(minutes % 60, 'minute')}`}`;
  const days = Math.floor(hours / 24);
  return `about ${count(days, 'day')}${hours % 24 === 0 ? '' : ` ${count(hours % 24, 'hour')}`}`;
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
