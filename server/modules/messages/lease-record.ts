import type { SendFacts } from '@tidings/core/compliance/decision';

/** Facts without the address itself: what is kept for the explanation needs no number (I9). */
export type KeptFacts = Omit<SendFacts, 'address'> & {
  readonly address: { readonly valid: boolean; readonly country: string | null; readonly belongs?: boolean } | null;
};

/** The facts of one lease, those that all messages share standing once. */
export interface PackedFacts {
  readonly common: Readonly<Record<string, unknown>>;
  readonly each: readonly Readonly<Record<string, unknown>>[];
}

/** Packs the facts of a lease. Every part (contact, source, …) that is the same for all moves to `common`. Pure. */
export function packFacts(all: readonly SendFacts[]): PackedFacts {
  const kept = all.map(keep);
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
  const facts = { ...packed.common, ...own } as unknown as KeptFacts;
  return { ...facts, address: facts.address === null ? null : { ...facts.address, value: 'kept out' } };
}

function keep(facts: SendFacts): KeptFacts {
  const { address, ...rest } = facts;
  return { ...rest, address: address === null ? null : withoutValue(address) };
}

function withoutValue({ value: _, ...rest }: NonNullable<SendFacts['address']>): KeptFacts['address'] {
  return rest;
}
