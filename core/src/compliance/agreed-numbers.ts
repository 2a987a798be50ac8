import type { ConsentPurpose } from './purposes.ts';

/**
 * The numbers for which somebody's yes stands, in E.164, with what each is for. Consent is given for a number (47 CFR 64.1200(f)(9)), so a yes
 * for one says nothing about another of the same person. `''` stands for a yes that was given when no number was on record.
 */
export type AgreedNumbers = Readonly<Record<string, ConsentPurpose>>;

/** What stands of somebody's consent. A no is theirs, for every number, and leaves no yes. */
export interface StandingConsent {
  readonly refused: boolean;
  readonly agreed: AgreedNumbers;
}

/** A word on consent; a yes is for the number, a no and "not asked" for all of theirs. */
export interface ConsentWord {
  readonly consent: 'yes' | 'no' | 'unknown';
  readonly purpose: ConsentPurpose;
  readonly address: string | null;
}

/** What stands after these words, the earliest first. */
export function afterWords(start: StandingConsent, words: readonly ConsentWord[]): StandingConsent {
  return words.reduce<StandingConsent>(
    ({ agreed }, { consent, purpose, address }) =>
      consent === 'yes'
        ? { refused: false, agreed: { ...agreed, [address ?? '']: purpose } }
        : { refused: consent === 'no', agreed: {} },
    start,
  );
}

/** The consent for one number; null is for who has none. */
export function consentFor({ refused, agreed }: StandingConsent, phone: string | null): 'yes' | 'no' | 'unknown' {
  if (refused) return 'no';
  return Object.hasOwn(agreed, phone ?? '') ? 'yes' : 'unknown';
}

/** Whether two sets say the same. */
export function sameNumbers(one: AgreedNumbers, other: AgreedNumbers): boolean {
  const numbers = Object.keys(one);
  return numbers.length === Object.keys(other).length && numbers.every((number) => one[number] === other[number]);
}

/** Those of a set whose numbers another does not have. */
export function withoutNumbers(agreed: AgreedNumbers, other: AgreedNumbers): AgreedNumbers {
  return Object.fromEntries(Object.entries(agreed).filter(([number]) => !Object.hasOwn(other, number)));
}
