import type { OptOutRule } from './opt-out-rule.ts';
import { englishRules } from './opt-out-rules-en.ts';
import { spanishRules } from './opt-out-rules-es.ts';

/** Every rule, English first. Guards are applied before the others, whatever their language. */
export const optOutRules: readonly OptOutRule[] = [...englishRules, ...spanishRules];
