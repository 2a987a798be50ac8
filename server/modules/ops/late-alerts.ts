import type { Alert } from '@tidings/core/contract/queue';
import type { LateBroadcast } from '../broadcasts/due-store.ts';

/** Its time passed while nothing ran: a text for Sunday must not go out on Tuesday by itself, so somebody is asked. */
export function lateAlert({ id, name, local, zone, since }: LateBroadcast): Alert {
  const due = local === null ? 'earlier' : `${local.replace('T', ' ')} in ${(zone ?? 'UTC').replaceAll('_', ' ')}`;
  return {
    kind: 'broadcast_late',
    sender: null,
    words: `It was to go out ${due}, and nothing ran then. Send it now, choose another time, or cancel it.`,
    since: since.toISOString(),
    broadcast: { id, name },
  };
}
