import { statfs } from 'node:fs/promises';
import type { HealthStatus } from '@tidings/core/contract/health';
import { isStuck } from '@tidings/core/messaging/stuck-lane';
import type { Context } from '../../context.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { callCarrier } from '../connections/provision-sandbox.ts';
import { installationLanes, installationProcesses } from './facts.ts';
import { isSandboxInUse, type LaneFacts, listConnectionStates } from './lanes-store.ts';
import { processState } from './process-rows.ts';

/** What a look at one part found. `words` and `details` are for the operator. */
export interface Finding {
  readonly status: HealthStatus;
  readonly words: string;
  readonly details: readonly string[];
  /** When somebody else was asked, where that is not now. */
  readonly askedAt?: Date;
  /** There is nothing to look at. */
  readonly absent?: true;
}

const mostDetails = 20;

/** Whether what is due goes out. */
export async function checkQueue(ctx: Context): Promise<Finding> {
  const lanes = await installationLanes(ctx);
  const now = ctx.clock.now().getTime();
  const stuck = lanes.filter((lane) => isStuckNow(lane, now));
  const waiting = lanes.filter((lane) => lane.pausedAt === null && !lane.capped && lane.waitingSince !== null);
  const lag = lagSeconds(waiting, now);
  if (stuck.length > 0) {
    const details = stuck.map((lane) => `${lane.name} of ${lane.workspaceName} has waited for ${timeWords(seconds(lane, now))}.`);
    const words = `${stuck.length === 1 ? 'One lane has' : `${stuck.length} lanes have`} something to send, and send nothing.`;
    return { status: 'failing', words, details: details.slice(0, mostDetails) };
  }
  if (waiting.length === 0) return { status: 'ok', words: 'Nothing waits.', details: [] };
  return { status: 'ok', words: `What waits goes out; the first has waited for ${timeWords(lag)}.`, details: [] };
}

/** "42 s", "21 min", "3 h". */
function timeWords(of: number): string {
  if (of < 120) return `${Math.round(of)} s`;
  return of < 7_200 ? `${Math.round(of / 60)} min` : `${Math.round(of / 3_600)} h`;
}

const seconds = (lane: LaneFacts, now: number) => Math.round((now - (lane.waitingSince?.getTime() ?? now)) / 1_000);

export function isStuckNow(lane: LaneFacts, now: number): boolean {
  return isStuck(
    {
      paused: lane.pausedAt !== null,
      capped: lane.capped,
      rate: lane.rate,
      waitingSince: lane.waitingSince === null ? null : (lane.openSince?.getTime() ?? null),
      lastLeaseAt: lane.lastLeaseAt?.getTime() ?? null,
    },
    now,
  );
}

/** For how long the first message that may go out has waited, in seconds; 0 when nothing waits. */
export function lagSeconds(lanes: readonly LaneFacts[], now: number): number {
  const open = lanes.filter((lane) => lane.pausedAt === null && !lane.capped);
  return Math.max(0, ...open.map((lane) => seconds(lane, now)));
}

/** Whether somebody sends. */
export async function checkWorkers(ctx: Context): Promise<Finding> {
  const workers = (await installationProcesses(ctx)).filter((one) => one.role === 'worker');
  const inState = (state: string) => workers.filter((one) => processState(one) === state);
  const [working, lost] = [inState('working'), inState('lost')];
  const details = lost.map((one) => `${one.host}, process ${one.pid}: silent for ${timeWords(one.silentMs / 1_000)}.`);
  if (working.length === 0) {
    return { status: 'failing', words: 'No worker lives: nothing is sent, no import runs.', details };
  }
  const alive = working.length === 1 ? 'One worker lives.' : `${working.length} workers live.`;
  return { status: 'ok', words: alive, details };
}

type ConnectionState = Awaited<ReturnType<typeof listConnectionStates>>[number];

/** A connection whose turn to be tested is this much past is one that nobody asks about. */
const overdueMs = 5 * 60_000;

/** What each connection to a provider was last found to be, and when it was asked; a worker tests them now and then. */
export async function checkConnections(ctx: Context): Promise<Finding> {
  const rows = await ctx.db.system((tx) => listConnectionStates(tx));
  if (rows.length === 0) return { status: 'ok', words: 'No provider is connected.', details: [] };
  const now = ctx.clock.now().getTime();
  const failing = rows.filter((row) => row.status === 'failing');
  const overdue = rows.filter((row) => row.status !== 'failing' && now - row.probe_at.getTime() > overdueMs);
  const rest = rows.filter((row) => !failing.includes(row) && !overdue.includes(row)).toSorted(byAsked);
  const asked = rows.flatMap((row) => row.checked_at ?? []).toSorted((a, b) => a.getTime() - b.getTime());
  const details = [
    ...failing.map((row) => `${named(row)}: ${row.status_words ?? 'the provider refuses it.'} ${askedWords(row, now)}`),
    ...overdue.map((row) => `${named(row)}: its turn to be tested is past. ${askedWords(row, now)}`),
    ...rest.map((row) => `${named(row)}: ${row.status === 'working' ? 'works' : 'not known yet'}. ${askedWords(row, now)}`),
  ].slice(0, mostDetails);
  const found = { details, ...(asked[0] ? { askedAt: asked[0] } : {}) };
  const all = rows.length === 1 ? '1 connection' : `${rows.length} connections`;
  if (failing.length > 0)
    return { ...found, status: 'failing', words: `${failing.length} of ${all} ${rows.length === 1 ? 'does' : 'do'} not work.` };
  if (overdue.length > 0)
    return {
      ...found,
      status: 'warning',
      words: `${overdue.length} of ${all} should have been tested by now; a worker does that.`,
    };
  return { ...found, status: 'ok', words: `${all}, no problem known.` };
}

const named = ({ name, workspace }: ConnectionState) => `${name} of ${workspace}`;
const byAsked = (a: ConnectionState, b: ConnectionState) => (a.checked_at?.getTime() ?? 0) - (b.checked_at?.getTime() ?? 0);

function askedWords({ checked_at: at }: ConnectionState, now: number): string {
  if (at === null) return 'Not asked yet.';
  const minutes = Math.round((now - at.getTime()) / 60_000);
  return minutes < 1 ? 'Asked just now.' : `Asked ${timeWords(minutes * 60)} ago.`;
}

/** Whether the sandbox carrier answers, while any workspace sends to its phones. */
export async function checkSandbox(ctx: Context): Promise<Finding> {
  const inUse = await ctx.db.system((tx) => isSandboxInUse(tx));
  if (!inUse) return { status: 'ok', words: 'No workspace is in sandbox mode.', details: [], absent: true };
  const begun = performance.now();
  const answer = await callCarrier(ctx, 'GET', '/health').catch((error: unknown) => {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  });
  if (answer === undefined)
    return { status: 'failing', words: 'The sandbox carrier does not answer: nothing reaches sandbox phones.', details: [] };
  if (answer.status !== 200)
    return { status: 'failing', words: `The sandbox carrier answers with status ${answer.status}.`, details: [] };
  return { status: 'ok', words: `The sandbox carrier answers in ${Math.round(performance.now() - begun)} ms.`, details: [] };
}

const gibibyte = 1024 ** 3;

/** Free space of the data folder, in bytes, and its share of the whole. */
export async function diskSpace(ctx: Context): Promise<{ readonly free: number; readonly share: number }> {
  const { bavail, blocks, bsize } = await statfs(ctx.config.dataDir);
  return { free: bavail * bsize, share: blocks === 0 ? 1 : bavail / blocks };
}

/** Whether the data folder has room. A full disk stops the database. */
export async function checkDisk(ctx: Context): Promise<Finding> {
  const { free, share } = await diskSpace(ctx);
  const words = `${(free / gibibyte).toFixed(1)} GiB free in the data folder (${Math.round(share * 100)}%).`;
  if (free < gibibyte / 4) return { status: 'failing', words, details: [] };
  return { status: free < 2 * gibibyte || share < 0.05 ? 'warning' : 'ok', words, details: [] };
}
