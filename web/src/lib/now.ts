import { createStore, type Store, useStore } from './store.ts';

/** How often relative times on screen move. */
const tickMs = 20_000;
let ticking: Store<number> | undefined;

/** The time now, moving slowly; one timer for the whole page. */
export function useNow(): number {
  if (ticking === undefined) {
    const clock = createStore(Date.now());
    setInterval(() => clock.set(Date.now()), tickMs);
    ticking = clock;
  }
  return useStore(ticking);
}
