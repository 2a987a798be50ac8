import type { SendForecast } from '@tidings/core/compliance/send-forecast';
import type { TurnWait } from '@tidings/core/messaging/finish-forecast';
import type { Moved } from './finish.ts';

/** Who goes at once and who waits, with what their lanes put off. */
export interface PutOff {
  readonly now: number;
  /** Soonest first. */
  readonly waiting: readonly (TurnWait & { readonly n: number })[];
}

/**
 * Takes those whom their lane puts off from where the decision at the beginning has them: in whole people, so that the sum stays what it was. Pure.
 */
export function putOff({ now, waiting }: Pick<SendForecast, 'now' | 'waiting'>, moved: readonly Moved[]): PutOff {
  const left = new Map(waiting.map((one) => [keyOf(one), { ...one } as TurnWait & { n: number }]));
  const added = new Map<string, TurnWait & { n: number }>();
  let atOnce = now;
  for (const group of Map.groupBy(moved, ({ from }) => (from === null ? '' : keyOf(from))).values()) {
    const from = group[0]?.from ?? null;
    const before = from === null ? undefined : left.get(keyOf(from));
    const most = from === null ? atOnce : (before?.n ?? 0);
    for (const { to, n } of whole(group, most)) {
      if (before) before.n -= n;
      else atOnce -= n;
      added.set(keyOf(to), { ...to, n: n + (added.get(keyOf(to))?.n ?? 0) });
    }
  }
  const all = Map.groupBy(
    [...left.values(), ...added.values()].filter((one) => one.n > 0),
    keyOf,
  );
  const joined = [...all.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, n: rest.reduce((sum, one) => sum + one.n, first.n) }],
  );
  return { now: atOnce, waiting: joined.sort((a, b) => a.until - b.until || b.n - a.n) };
}

const keyOf = ({ reason, until, local }: TurnWait): string => `${reason} ${until} ${local}`;

/** The same in whole people, soonest first: what is rounded away in one line is made up for in the next. */
function whole(moved: readonly Moved[], most: number): { readonly to: TurnWait; readonly n: number }[] {
  const lines = new Map<string, { to: TurnWait; n: number }>();
  for (const { to, n } of moved) lines.set(keyOf(to), { to, n: n + (lines.get(keyOf(to))?.n ?? 0) });
  let [sum, given] = [0, 0];
  return [...lines.values()]
    .sort((a, b) => a.to.until - b.to.until)
    .map(({ to, n }) => {
      sum += n;
      const upTo = Math.min(most, Math.round(sum));
      const own = upTo - given;
      given = upTo;
      return { to, n: own };
    })
    .filter((one) => one.n > 0);
}
