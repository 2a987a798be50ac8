/**
 * The keywords of carriers and CTIA (compliance.md section 4): the whole message, whatever its case, punctuation,
 * quotes, emoji and white space. Free text that means "stop" is a matter of intent, not of keywords.
 */
export type KeywordKind = 'stop' | 'start' | 'help';

export interface Keyword {
  readonly kind: KeywordKind;
  /** The keyword as listed, e.g. `OPT OUT`. */
  readonly word: string;
}

export interface KeywordContext {
  readonly optedOut: boolean;
  /** A double opt-in was asked for and waits for its YES. */
  readonly optInPending: boolean;
}

export const keywordFamilies: Readonly<Record<KeywordKind, readonly string[]>> = {
  stop: [
    'STOP',
    'STOPALL',
    'STOP ALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'OPTOUT',
    'OPT OUT',
    'REVOKE',
    'REMOVE',
    'ARRET',
    'ALTO',
    'TD',
  ],
  start: ['START', 'UNSTOP', 'YES'],
  help: ['HELP', 'INFO', 'AIDE', 'AYUDA'],
};

/** YES is also the answer to any question, so it opts in only somebody who is opted out or was asked to confirm. */
const conditional: ReadonlySet<string> = new Set(['YES']);

/** What else means yes to somebody who was asked to confirm, and nothing at any other time. */
const confirmations: ReadonlySet<string> = new Set([
  'Y',
  'YEA',
  'YEAH',
  'YEP',
  'YES PLEASE',
  'YES THANKS',
  'YES THANK YOU',
  'YES I CONFIRM',
  'YES CONFIRM',
  'CONFIRM',
  'CONFIRMED',
  'I CONFIRM',
  'AGREE',
  'I AGREE',
  'REPLY YES',
  'OK YES',
  'SI',
  'SI POR FAVOR',
  'CONFIRMO',
  'OUI',
]);

const byWord: ReadonlyMap<string, Keyword> = new Map(
  (Object.keys(keywordFamilies) as KeywordKind[]).flatMap((kind) =>
    keywordFamilies[kind].map((word) => [word, { kind, word }] as const),
  ),
);

const longestKeyword = Math.max(...[...byWord.keys()].map((word) => word.length));

/** A keyword message is short; a long one is not examined. Leaves room for punctuation, emoji and line breaks. */
const longestBody = longestKeyword + 60;

/**
 * The keyword that a message consists of, or null.
 *
 * @example classifyKeyword('“Stop!” 🛑', { optedOut: false, optInPending: false }) // { kind: 'stop', word: 'STOP' }
 */
export function classifyKeyword(body: string, context: KeywordContext): Keyword | null {
  if (body.length > longestBody) return null;
  const keyword = findKeyword(body);
  if (keyword === undefined) return context.optInPending ? findConfirmation(body) : null;
  if (conditional.has(keyword.word) && !context.optedOut && !context.optInPending) return null;
  return keyword;
}

function findConfirmation(body: string): Keyword | null {
  const word = squeeze(fold(body).replace(separators, ' '));
  return confirmations.has(word) ? { kind: 'start', word } : null;
}

/** Whether a word is taken: a keyword of carriers, or what answers a question for a YES. */
export function isReservedWord(word: string): boolean {
  return classifyKeyword(word, { optedOut: true, optInPending: true }) !== null;
}

function findKeyword(body: string): Keyword | undefined {
  const [spaced, joined] = keywordReadings(body);
  return byWord.get(spaced) ?? byWord.get(joined);
}

/** A message as a keyword is compared. Dashes and dots may stand for a space (`opt-out`) or for nothing (`s.t.o.p`): both readings. */
export function keywordReadings(body: string): readonly [spaced: string, joined: string] {
  const folded = fold(body);
  return [squeeze(folded.replace(separators, ' ')), squeeze(folded.replace(separators, ''))];
}

const separators = /[\p{P}\p{S}]+/gu;
/** Accents, skin tones, joiners, variation selectors, zero-width and direction marks. */
const invisible = /[\p{M}\p{Cf}\p{Emoji_Modifier}]+/gu;

/** Upper case without accents and without what cannot be seen; fullwidth and styled letters become plain ones. */
function fold(body: string): string {
  return body.normalize('NFKD').replace(invisible, '').toUpperCase();
}

function squeeze(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
