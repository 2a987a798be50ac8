import type { MessagePurpose } from '../compliance/purposes.ts';
import { type Crossing, isWithin, type Pool, purposeNouns, together } from './pools.ts';

/** A pool that a message is not for: the people registered for an event, or a list that is there for something else. */
export interface StrangePool {
  /** Names the pool and the message's purpose, so that a yes covers no other. */
  readonly key: string;
  readonly name: string;
  /** What the list is there for; null for the people of an event. */
  readonly purpose: MessagePurpose | null;
  readonly listIds: readonly string[];
}

/** The lists of a workspace as a message sees them. Who is on one of its `own` is meant; who is only on `strange` ones is a stranger to it. */
export interface PartedLists {
  readonly own: readonly string[];
  readonly strange: readonly StrangePool[];
}

/**
 * Parts lists by whether a message to their people stays among its pools (CO-1). Its own are those that it names, those of the events of these,
 * and those of no event whose purpose it is within. All others are strange to it, those of one event taken together. Somebody who is on no list at
 * all, or on an own list too, is no stranger however many others they are on.
 *
 * @param named lists that the audience names; they are asked about by crossingsOf
 */
export function partLists(
  message: MessagePurpose,
  named: readonly Pick<Pool, 'list_id' | 'event'>[],
  lists: readonly Pool[],
): PartedLists {
  const chosen = new Set(named.map((one) => one.list_id));
  const events = new Set(named.flatMap(({ event }) => event?.id ?? []));
  const own: string[] = [];
  const strange = new Map<string, StrangePool>();
  for (const list of lists) {
    const { list_id: id, event, purpose } = list;
    const about = event === null || events.has(event.id);
    if (chosen.has(id) || (about && isWithin(purpose, message))) {
      own.push(id);
      continue;
    }
    const ofEvent = event !== null && !about;
    const key = ofEvent ? `only:${message}:event:${event.id}` : `only:${message}:${id}:${purpose ?? '-'}`;
    const before = strange.get(key)?.listIds ?? [];
    strange.set(key, {
      key,
      name: ofEvent ? event.name : list.name,
      purpose: ofEvent ? null : purpose,
      listIds: [...before, id],
    });
  }
  return { own, strange: [...strange.values()] };
}

/** How many of those whom a message reaches are strangers to it, each once, and how many of each pool; largest first. */
export interface Strangers {
  readonly n: number;
  readonly pools: readonly { readonly pool: StrangePool; readonly n: number }[];
}

/** As many pools as a sentence bears. */
const mostNamed = 3;

const count = (n: number): string => n.toLocaleString('en');

/** Who of the reached is there for something else, to follow a number: "only registered for Spring Gala". */
export function strangerWords({ n, pools }: Strangers): string {
  const [only] = pools;
  if (pools.length === 1 && only) {
    const { name, purpose } = only.pool;
    return purpose === null
      ? `only registered for ${name}`
      : `${n === 1 ? 'is' : 'are'} only on ${name}, a list for ${purposeNouns[purpose]}`;
  }
  const named = pools.slice(0, pools.length > mostNamed + 1 ? mostNamed : pools.length);
  const parts = named.map(({ pool, n }) =>
    pool.purpose === null
      ? `${count(n)} registered for ${pool.name}`
      : `${count(n)} on ${pool.name} (for ${purposeNouns[pool.purpose]})`,
  );
  const rest = pools.length - named.length;
  return `${n === 1 ? 'is' : 'are'} only there for something else: ${together(rest === 0 ? parts : [...parts, `others on ${rest} more`])}`;
}

/** What needs a yes where a message reaches people who are only in pools that it is not for. */
export function strangersCrossing(strangers: Strangers): Crossing | undefined {
  const { n, pools } = strangers;
  if (n === 0) return undefined;
  const whom = n === 1 ? 'the one person who' : `the ${count(n)} who`;
  return {
    kind: 'only_elsewhere',
    words: `${count(n)} of those it goes to ${strangerWords(strangers)}.`,
    yes: `Send it to ${whom} ${strangerWords(strangers)}, too`,
    keys: pools.map(({ pool }) => pool.key),
  };
}

/** Who gets it in one sentence, where strangers are among them. `words` says the rest: see poolSentence. */
export function withStrangers(words: string, people: number, strangers: Strangers): string {
  const { n } = strangers;
  if (n === 0) return words;
  if (words !== '') return `${words} ${count(n)} of them ${strangerWords(strangers)}.`;
  const all = people === 1 ? '1 person' : `${count(people)} people`;
  return n === people
    ? `To ${all} who ${strangerWords(strangers)}.`
    : `To ${all}, ${count(n)} of whom ${strangerWords(strangers)}.`;
}

/** The same once somebody said yes to some of the strange pools: their people are meant too. */
export function withYes({ own, strange }: PartedLists, accepted: readonly string[]): PartedLists {
  const meant = strange.filter(({ key }) => accepted.includes(key));
  return meant.length === 0
    ? { own, strange }
    : { own: [...own, ...meant.flatMap(({ listIds }) => listIds)], strange: strange.filter((one) => !meant.includes(one)) };
}
