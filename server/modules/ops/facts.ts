import type { Context } from '../../context.ts';
import { Kept } from './kept.ts';
import { type LaneFacts, listLaneFacts, listProcesses, type ProcessFacts } from './lanes-store.ts';

/** Screens, health and metrics ask for the same: it is read once in so many milliseconds. */
const keepLanesMs = 2_000;
const keepProcessesMs = 1_000;

interface Facts {
  readonly lanes: Kept<readonly LaneFacts[]>;
  readonly processes: Kept<readonly ProcessFacts[]>;
}

const facts = new WeakMap<Context, Facts>();

function factsOf(ctx: Context): Facts {
  const known = facts.get(ctx);
  if (known) return known;
  const made: Facts = {
    lanes: new Kept(keepLanesMs, () => ctx.db.system((tx) => listLaneFacts(tx, undefined))),
    processes: new Kept(keepProcessesMs, () => ctx.db.system((tx) => listProcesses(tx))),
  };
  facts.set(ctx, made);
  return made;
}

/** The lanes of all workspaces, some two seconds old at most. */
export async function installationLanes(ctx: Context): Promise<readonly LaneFacts[]> {
  return (await factsOf(ctx).lanes.get()).value;
}

/** The processes that were heard of within a day, a second old at most. */
export async function installationProcesses(ctx: Context): Promise<readonly ProcessFacts[]> {
  return (await factsOf(ctx).processes.get()).value;
}

/** After a lane was changed: the next look must show it. */
export function forgetLanes(ctx: Context): void {
  factsOf(ctx).lanes.forget();
}
