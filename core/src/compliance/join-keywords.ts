import { isReservedWord, keywordReadings } from './keywords.ts';
import { classifyOptOut } from './opt-out-intent.ts';
import type { ConsentPurpose } from './purposes.ts';

/** Carriers show keywords in small print; longer ones are mistyped. */
const longestWord = 30;

/** A text as a keyword is compared: `Spring Gala!`, `spring-gala` and `SPRINGGALA` are one. */
export function foldJoinKeyword(text: string): string {
  return keywordReadings(text)[1].replaceAll(' ', '');
}

type ReadWord = { readonly ok: true; readonly folded: string } | { readonly ok: false; readonly words: string };

/**
 * Reads a word that shall put people on a list: case, accents and punctuation do not count. Refuses what means something already: the words
 * of STOP, START and HELP, what answers a question for a YES, and what reads as a wish to stop.
 *
 * @example readJoinKeyword('Gala!') // { ok: true, folded: 'GALA' }
 */
export function readJoinKeyword(word: string): ReadWord {
  const letters = foldJoinKeyword(word);
  if (letters.length < 2) return { ok: false, words: 'needs at least two letters or digits' };
  if (word.trim().length > longestWord) return { ok: false, words: `must have at most ${longestWord} characters` };
  if (/^\d+$/.test(letters)) return { ok: false, words: 'needs a letter: numbers alone are answers to other questions' };
  if (isReservedWord(word))
    return { ok: false, words: 'means something already, like STOP, START, HELP and YES; choose another word' };
  if (classifyOptOut(word).verdict !== 'none') return { ok: false, words: 'reads as a wish to stop; choose another word' };
  return { ok: true, folded: letters };
}

/** What people get who texted the word, when nobody changed it: who, to what, how often, what it costs, help, the way out (compliance.md section 4). */
export function defaultJoinReply(brand: string, list: string, purpose: ConsentPurpose): string {
  const what = purpose === 'informational' ? 'informational texts' : 'texts with news and offers';
  return `${brand}: You are on the list for ${list} and will get ${what}. Msg frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to opt out.`;
}

/** What is wrong with an answer, or null: it is the program's confirmation, and carriers want to see the way out in it. */
export function joinReplyProblem(reply: string, brand: string): string | null {
  const said = reply.toUpperCase();
  if (/\{\{|\{%/.test(reply)) return 'may hold no merge tags';
  if (!said.includes(brand.toUpperCase())) return `must say who it is from: put ${brand} into it`;
  if (!/\bSTOP\b/.test(said)) return 'must say how to leave: Reply STOP to opt out';
  if (!/\bRATES\b/.test(said)) return 'must say that message and data rates may apply';
  return null;
}
