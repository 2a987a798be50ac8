/** One way of saying it. Patterns are read by compilePattern, over the form of text that readText makes. */
export interface OptOutRule {
  /** Stands in the evidence of an opt-out: keep it once it was in use. */
  readonly name: string;
  readonly language: 'en' | 'es';
  /**
   * - `guard`: what it matches only looks like an opt-out ("stop by", "don't remove me") and is left out before the others look.
   * - `opt_out`: asks to stop. - `doubtful`: may mean it.
   */
  readonly kind: 'guard' | 'opt_out' | 'doubtful';
  readonly patterns: readonly string[];
}
