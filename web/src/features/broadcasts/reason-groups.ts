import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { mayHaveArrived } from '@tidings/core/messaging/may-have-arrived';
import type { MessageState } from '@tidings/core/messaging/states';

/** How many for one reason; `state` when all of them are in the same one. */
export interface ReasonLine {
  readonly reason: string;
  readonly label: string;
  readonly words: string;
  readonly n: number;
  readonly state: MessageState | undefined;
}

export interface ReasonGroup {
  readonly title: string;
  readonly lines: readonly ReasonLine[];
}

/** One reason can keep a text from being sent and make another fail: each is counted under its own heading. */
const titles = ['Not sent', 'Failed', 'Waiting', 'Not certain'] as const;

function titleOf(state: MessageState, reason: string): (typeof titles)[number] {
  if (state === 'skipped' || state === 'expired' || state === 'cancelled') return 'Not sent';
  if (state === 'planned' || state === 'queued' || state === 'leased') return 'Waiting';
  return state === 'failed' && !mayHaveArrived(state, reason) ? 'Failed' : 'Not certain';
}

/** Up to this many reasons are shown at once. */
const fewEnough = 4;
const shownOfMany = 3;

/** The reasons under their headings, largest first; of many only the largest, and how many there are in all. */
export function reasonGroups(
  reasons: BroadcastProgress['reasons'],
  all: boolean,
): { readonly groups: readonly ReasonGroup[]; readonly count: number; readonly cut: boolean } {
  const lines = new Map<string, ReasonLine & { readonly title: string }>();
  for (const { state, n, ...one } of reasons) {
    const title = titleOf(state, one.reason);
    const key = `${title} ${one.reason}`;
    const before = lines.get(key);
    lines.set(key, { ...one, title, n: n + (before?.n ?? 0), state: before && before.state !== state ? undefined : state });
  }
  const sorted = [...lines.values()].sort((a, b) => b.n - a.n);
  const cut = !all && sorted.length > fewEnough;
  const shown = cut ? sorted.slice(0, shownOfMany) : sorted;
  const groups = titles
    .map((title) => ({ title, lines: shown.filter((line) => line.title === title) }))
    .filter((group) => group.lines.length > 0);
  return { groups, count: sorted.length, cut };
}
