import type { MessagePurpose } from '../compliance/purposes.ts';
import type { AudienceRule, AudienceRules } from '../contract/audience-rules.ts';

/** A list as a pool of recipients: what its people are there for, and the event that they registered for. */
export interface Pool {
  readonly list_id: string;
  readonly name: string;
  readonly purpose: MessagePurpose | null;
  readonly event: { readonly id: string; readonly name: string } | null;
}

/** Something about who a message goes to that is only done on purpose (CO-1). */
export interface Crossing {
  readonly kind: 'outside_purpose' | 'several_pools' | 'only_elsewhere';
  /** What is the matter: "Spring Gala guests is a list for information, and this message counts as offers." */
  readonly words: string;
  /** What somebody says yes to: "Send offers to Spring Gala guests". */
  readonly yes: string;
  /** Names every pool and purpose concerned, so that a yes covers no other. */
  readonly keys: readonly string[];
}

/** What a purpose is called in a sentence: "a list for …", "counts as …". */
export const purposeNouns: Readonly<Record<MessagePurpose, string>> = {
  marketing: 'offers, invitations and appeals',
  informational: 'information',
  patient: 'reminders to patients',
};

/** Whether a message is what the people of a list are there for. Information is within every purpose, and a list without one takes anything. */
export function isWithin(list: MessagePurpose | null, message: MessagePurpose): boolean {
  return list === null || list === message || message === 'informational';
}

/**
 * What needs an explicit yes before a message goes to these pools: one of them is there for something else, or pools would mix that are kept
 * apart, by purpose or because one belongs to an event and the other does not. Pure; asked by the composer, on the confirm page, when somebody
 * presses send, and once more when it is planned.
 */
export function crossingsOf(message: MessagePurpose, pools: readonly Pool[]): readonly Crossing[] {
  const outside = pools
    .filter(({ purpose }) => !isWithin(purpose, message))
    .map((pool): Crossing => {
      const { name, purpose } = pool;
      return {
        kind: 'outside_purpose',
        words: `${name} is a list for ${purposeNouns[purpose ?? 'informational']}, and this message counts as ${purposeNouns[message]}.`,
        yes: `Send ${purposeNouns[message]} to ${name}, a list for ${purposeNouns[purpose ?? 'informational']}`,
        keys: [`outside:${message}:${poolKey(pool)}`],
      };
    });
  return areApart(pools) ? [...outside, mixing(pools)] : outside;
}

/** Whether these pools are kept apart: of different purposes, or of different events, or one of an event and one of none. */
function areApart(pools: readonly Pool[]): boolean {
  const purposes = new Set(pools.flatMap(({ purpose }) => purpose ?? []));
  return purposes.size > 1 || new Set(pools.map(({ event }) => event?.id ?? '')).size > 1;
}

function mixing(pools: readonly Pool[]): Crossing {
  const names = together(pools.map(poolWords));
  return {
    kind: 'several_pools',
    words: `It goes to ${pools.length === 2 ? 'two' : pools.length} pools at once that are kept apart: ${names}.`,
    yes: `Send it to ${names}`,
    keys: pools.map((pool) => `together:${poolKey(pool)}`),
  };
}

const poolKey = ({ list_id: id, purpose, event }: Pool): string => `${id}:${purpose ?? '-'}:${event?.id ?? '-'}`;

/** A pool as a sentence names it: "Guests (registered for Spring Gala)", "Newsletter (offers, invitations and appeals)". */
export function poolWords({ name, purpose, event }: Pool): string {
  if (event !== null) return `${name} (registered for ${event.name})`;
  return purpose === null ? name : `${name} (for ${purposeNouns[purpose]})`;
}

/** Whether what somebody said yes to covers what is crossed now. */
export function isAccepted(crossings: readonly Crossing[], accepted: readonly string[]): boolean {
  return crossings.every(({ keys }) => keys.every((key) => accepted.includes(key)));
}

export const together = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The lists whose people rules mean: those somebody must be on, or may be on. What stands in a group "none of" names whom they do not mean. */
export function listsMeantBy({ match, rules }: Pick<AudienceRules, 'match' | 'rules'>): readonly string[] {
  if (match === 'none') return [];
  return [...new Set(rules.flatMap(meantBy))];
}

function meantBy(rule: AudienceRule): readonly string[] {
  if (rule.kind === 'group') return listsMeantBy(rule);
  if (rule.kind === 'entry' || (rule.kind === 'list' && rule.op === 'on')) return [rule.id];
  return [];
}

/** Another list beside those that a message goes to. */
export interface OtherPool {
  readonly name: string;
  /** People on it who do not get the message, and those who do. */
  readonly left_out: number;
  readonly among: number;
}

/** How many people of an audience stand to an event in one way: "registered", "cancelled"; an empty one where nothing is noted. */
export interface StatusCount {
  readonly status: string;
  readonly n: number;
}

/**
 * Who gets it and who not, in one sentence: "To the 48 on the list for Spring Gala (45 registered, 3 cancelled), not to the 1,204 of Community
 * members." Empty where no list was chosen.
 *
 * @param count people of the audience, each once
 * @param statuses how they stand to the event, where one list of an event was chosen and has that detail
 */
export function poolSentence(
  count: number,
  chosen: readonly Pool[],
  onlyLists: boolean,
  others: readonly OtherPool[],
  statuses: readonly StatusCount[] = [],
): string {
  if (chosen.length === 0) return '';
  const n = count.toLocaleString('en');
  const [only] = chosen;
  const event = chosen.length === 1 ? only?.event : null;
  const names = together(chosen.map(({ name }) => name));
  const who = onlyLists
    ? event
      ? `the ${n} on the list for ${event.name}${statusWords(statuses)}`
      : `the ${n} of ${names}`
    : `${n} people, among them of ${names}`;
  const left = others.filter((one) => one.left_out > 0);
  if (left.length === 0) return `To ${who}.`;
  const not = together(
    left.map((one) => `the ${one.among > 0 ? 'other ' : ''}${one.left_out.toLocaleString('en')} of ${one.name}`),
  );
  const both = left.reduce((sum, one) => sum + one.among, 0);
  const twice =
    left.length === 1 && both > 0
      ? ` ${both === 1 ? '1 person is' : `${both.toLocaleString('en')} people are`} on ${left[0]?.name} too, and ${both === 1 ? 'gets' : 'get'} it once.`
      : '';
  return `To ${who}, not to ${not}.${twice}`;
}

/** " (2 registered, 1 cancelled)"; empty where nothing is noted of anybody. */
function statusWords(statuses: readonly StatusCount[]): string {
  if (statuses.every(({ status }) => status === '')) return '';
  const each = statuses.map(({ status, n }) => `${n.toLocaleString('en')} ${status === '' ? 'without a status' : status}`);
  return ` (${each.join(', ')})`;
}
