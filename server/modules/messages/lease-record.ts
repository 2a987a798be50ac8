import type { Decision, SendFacts } from '@tidings/core/compliance/decision';

/** Facts without the address itself: what is kept for the explanation needs no number (I9). */
export type KeptFacts = Omit<SendFacts, 'address'> & {
  readonly address: { readonly valid: boolean; readonly country: string | null; readonly belongs?: boolean } | null;
};

/** The facts of one lease, those that all messages share standing once. */
export interface PackedFacts {
  readonly common: Readonly<Record<string, unknown>>;
  readonly each: readonly Readonly<Record<string, unknown>>[];
}

/** The name under which the decision stands among the facts: no fact is called so. */
const decided = 'decided';

/**
 * Packs the facts of a lease and what was decided on them. Every part (contact, source, …) that is the same for all moves to `common`, and so
 * does the decision, where all are sent. Pure.
 *
 * @param decisions one for each of the facts, in their order
 */
export function packFacts(all: readonly SendFacts[], decisions: readonly Decision[] = []): PackedFacts {
  const kept = all.map((facts, place) => ({ ...keep(facts), ...(decisions[place] ? { [decided]: decisions[place] } : {}) }));
  const texts = kept.map((facts) =>
    Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, JSON.stringify(value)])),
  );
  const [first] = kept;
  if (!first) return { common: {}, each: [] };
  const keys = [...new Set(kept.flatMap((facts) => Object.keys(facts)))];
  const shared = new Set(keys.filter((key) => texts.every((one) => one[key] === texts[0]?.[key])));
  const pick = (facts: object, wanted: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(facts).filter(([key]) => wanted(key)));
  return { common: pick(first, (key) => shared.has(key)), each: kept.map((facts) => pick(facts, (key) => !shared.has(key))) };
}

/** The facts of the message at a place of the lease, for explainDecision; the address is there, without its value. */
export function unpackFacts(packed: PackedFacts, place: number): SendFacts | undefined {
  const own = packed.each[place];
  if (!own) return undefined;
  const { [decided]: _, ...kept } = { ...packed.common, ...own };
  const facts = kept as unknown as KeptFacts;
  return { ...facts, address: facts.address === null ? null : { ...facts.address, value: 'kept out' } };
}

/** What was decided over the message at a place of the lease; undefined in leases of before it was kept. */
export function unpackDecision(packed: PackedFacts, place: number): Decision | undefined {
  const own = packed.each[place];
  return own && ({ ...packed.common, ...own }[decided] as Decision | undefined);
}

function keep(facts: SendFacts): KeptFacts {
  const { address, ...rest } = facts;
  return { ...rest, address: address === null ? null : withoutValue(address) };
}

function withoutValue({ value: _, ...rest }: NonNullable<SendFacts['address']>): KeptFacts['address'] {
  return rest;
}
