import { countryOf, ownCountries } from '@tidings/core/contacts/country-of';
import { cautiousCost, textCost } from '@tidings/core/messaging/cost';
import type { PriceBook } from '@tidings/core/messaging/prices';
import { type SpendingPeriod, spendingLeft } from '@tidings/core/messaging/spending';
import type { CostFacts } from '../costs/settings-store.ts';

/** What holds for a whole lease. */
interface Terms {
  readonly allowedCountries: readonly string[];
  /** The day that its spending counts in. */
  readonly day: string;
  readonly book: PriceBook;
  readonly period: SpendingPeriod | undefined;
}

function termsOf(facts: CostFacts, book: PriceBook): { terms: Terms; left: number | undefined } {
  const left = spendingLeft(
    { daily: facts.dailyLimit, monthly: facts.monthlyLimit },
    { today: facts.spentToday, month: facts.spentMonth },
  );
  const allowedCountries = facts.allowedCountries ?? ownCountries(facts.country);
  return { terms: { allowedCountries, day: facts.day, book, period: left?.period }, left: left?.micros };
}

/** A message, as far as its cost goes. */
interface Priced {
  readonly address: string | null;
  readonly source: string;
}

/** Countries and money at one lease: where messages may go, what each costs, and what is left to spend on bulk (I10). */
export class LeaseCosts {
  readonly terms: Terms;
  /** What may still be spent on bulk; undefined without limits. */
  #left: number | undefined;
  /** What the first message that was held costs; undefined while none was. */
  #held: number | undefined;

  constructor(terms: Terms, left: number | undefined, held?: number) {
    this.terms = terms;
    this.#left = left;
    this.#held = held;
  }

  static of(facts: CostFacts, book: PriceBook): LeaseCosts {
    const { terms, left } = termsOf(facts, book);
    return new LeaseCosts(terms, left);
  }

  /** One that goes on from here without changing this. */
  copy(): LeaseCosts {
    return new LeaseCosts(this.terms, this.#left, this.#held);
  }

  /** What a message is expected to cost; an unknown price counts as a dear one. */
  costOf(address: string | null, segments: number): number {
    return cautiousCost(this.terms.book, address === null ? null : countryOf(address), segments);
  }

  /** The same where the price is known, else nothing: what a source is expected to cost. */
  knownCostOf(address: string | null, segments: number): number {
    return textCost(this.terms.book, address === null ? null : countryOf(address), segments) ?? 0;
  }

  /** For the decision before the text is filled in: it has one segment at least. Null without limits. */
  factsOf({ address }: Priced): { leftMicros: number; atLeastMicros: number } | null {
    return this.#left === undefined ? null : { leftMicros: this.#left, atLeastMicros: this.costOf(address, 1) };
  }

  /** Whether bulk of this length still fits; anything else always does. */
  affords({ address, source }: Priced, segments: number): boolean {
    return this.#left === undefined || !isBulk(source) || this.costOf(address, segments) <= this.#left;
  }

  /** Notes that a message is leased: what it costs is gone. */
  note({ address }: Priced, segments: number): void {
    if (this.#left !== undefined) this.#left -= this.costOf(address, segments);
  }

  /** Notes that a message waits for money. */
  hold({ address }: Priced, segments: number): void {
    this.#held ??= this.costOf(address, segments);
  }

  /** Set when something waits: for which limit, and how much must be left before it can go. */
  get held(): { readonly period: SpendingPeriod; readonly neededMicros: number } | undefined {
    const { period } = this.terms;
    return this.#held === undefined || period === undefined ? undefined : { period, neededMicros: this.#held };
  }
}

/** What many people get at once, sent again or not: it counts for what may be spent, and for how often one person may be texted. */
export function isBulk(source: string): boolean {
  return source === 'broadcast' || source === 'direct' || source === 'retry';
}
