import { Tooltip } from '@mantine/core';
import { liveState } from '../../lib/realtime.ts';
import { useStore } from '../../lib/store.ts';
import classes from './LiveDot.module.css';

const words = {
  live: 'Live: changes appear by themselves',
  connecting: 'Connecting…',
  away: 'Not live: reconnecting, what you see may be a little old',
} as const;

/** Whether this screen follows changes by itself right now. */
export function LiveDot() {
  const state = useStore(liveState);
  return (
    <Tooltip label={words[state]}>
      <span className={classes.dot} data-state={state} role="img" aria-label={words[state]} />
    </Tooltip>
  );
}
