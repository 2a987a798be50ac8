import { createStore } from './store.ts';

/** Whether the server answered lately. `call` reports; the shell shows a banner while it is away. */
export const serverAway = createStore(false);
