import { correctWord } from './opt-out-spelling.ts';
import { fillers } from './opt-out-words.ts';

/** What a person wrote themselves, brought into one form for the rules of opt-out-intent. */
export interface ReadText {
  /** Without what they quoted, and without the signature of their phone; as they wrote it otherwise. */
  readonly own: string;
  /**
   * Lower case ASCII words with single spaces, without accents, apostrophes and courtesies; `.` `?` and `,` stand as words of their own,
   * one at the beginning and one at the end: `. stop texting me .`
   */
  readonly plain: string;
  /** Something in it laughs or flatters. */
  readonly playful: boolean;
  /** Nothing of it is their own: a reaction to a text, or a quotation only. */
  readonly onlyQuoted: boolean;
}

/** Longer texts are read up to here; what somebody asks for stands at the beginning. */
const longestRead = 2_000;

/** Reads a text: leaves out what is not the person's own word, and evens out how it was typed. */
export function readText(body: string): ReadText {
  const unified = unify(body.slice(0, longestRead));
  if (tapbacks.some((tapback) => tapback.test(unified))) return { own: '', plain: '.', playful: false, onlyQuoted: true };
  const own = withoutQuotes(unified).trim();
  return {
    own,
    plain: toPlain(own),
    playful: playfulWords.test(own.toLowerCase()),
    onlyQuoted: own === '' && unified.trim() !== '',
  };
}

/** Quotes, dashes and letters in their plain forms, nothing invisible. */
function unify(body: string): string {
  return body
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/\r\n?/g, '\n');
}

/**
 * How phones report a reaction to a text as a text (iMessage, Google Messages), in English and Spanish. They repeat the text reacted to,
 * with its "Reply STOP".
 */
const tapbacks: readonly RegExp[] = [
  /^\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned)\s+(?:["']|an? (?:image|message|movie|attachment|photo))/i,
  /^\s*removed an? .{1,20} from\s+["']/i,
  /^\s*reacted .{1,20} (?:to|with)\b/i,
  /^\s*[^\p{L}\p{N}\s]{1,12}\s+(?:to|a)\s+"/u,
  /^\s*(?:a .{1,40} )?(?:le|me|te) (?:gusto|gusta|encanto|encanta|dio risa|divirtio|disgusto|parecio .{1,20})\s+["']/i,
  /^\s*(?:enfatizo|destaco|cuestiono|pregunto por|se rio de|reacciono .{0,20}|quito (?:un|el) .{1,20} (?:de|a))\s+["']/i,
];

const signatures: readonly RegExp[] = [
  /^\s*(?:sent from|get outlook for|sent via|enviado desde|enviado con|obtener outlook)\b.*$/i,
  /^--\s*$/,
];
const quotedFrom: readonly RegExp[] = [
  /^\s*on .{3,120}\bwrote:\s*$/i,
  /^\s*el .{3,120}\bescribio:\s*$/i,
  /^\s*-{2,}\s*original message/i,
];

/** Leaves out quoted lines and all that follows the head of a quoted message, signatures, and quotations within a sentence. */
function withoutQuotes(text: string): string {
  const kept: string[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    // The head of a quotation may be broken over two lines.
    const head = `${line} ${lines[index + 1] ?? ''}`;
    if (quotedFrom.some((one) => one.test(line) || (/^\s*(?:on|el)\b/i.test(line) && one.test(head)))) break;
    if (signatures.some((one) => one.test(line))) break;
    if (!/^\s*>/.test(line)) kept.push(line);
  }
  const own = kept.join('\n');
  const unquoted = own.replace(/"[^"]{2,}"/g, ' ');
  // Somebody who puts all they say in quotes says it.
  return /[\p{L}\p{N}]/u.test(unquoted) ? unquoted : own.replaceAll('"', '');
}

/** Laughter and compliments: "stop it 😂" is not a wish to be left alone. */
const playfulWords =
  /\b(?:l+o+l+|lmao+|rofl|(?:ha){2,}|(?:ja){2,}|(?:je){2,}|hilarious|funny|blush\w*|too (?:kind|sweet|cute|funny|nice|good)|so kind|so sweet|so cute|so nice|adorable|love it)\b|[😀-😆😉-😍😘😜🤣🥰🤭🥹☺😊❤💕]/u;

function toPlain(own: string): string {
  const spelled = own
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/(?<=\p{L})'(?=\p{L})/gu, '')
    .replace(/\bdo ?n ?t\b/g, 'dont')
    .replace(/\p{L}+(?:\. \p{L}+){2,}/gu, (words) => words.replaceAll('.', ''))
    .replace(/(?:🛑|⛔|🚫)+/gu, ' stop ')
    .replace(/\b(?:w\/|w(?= (?:the|these|this|your|ur|all)\b))/g, 'with ')
    .replace(/\bx (?=favor\b)/g, 'por ')
    .replace(/(?<=\b(?:no|que|q) )m(?= \p{L})/gu, 'me')
    .replace(/\b(text|send|hitt|blow|messag|spamm|bother|call|writ|contact|harass|bugg)in\b/g, '$1ing')
    // s t o p, s.t.o.p, s-t-o-p
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:[ .*_-]\p{L}){2,}(?![\p{L}\p{N}])/gu, (letters) => letters.replace(/[^\p{L}]/gu, ''))
    .replace(/(?<=\p{L})[*#@]+(?=\p{L}|\s|$)/gu, '')
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/\bopt[ -]?out\b/g, 'opt out')
    .replace(/\bun[ -]sub/g, 'unsub')
    .replace(/#/g, ' number ')
    .replace(/\?+[?!. ]*/g, ' ? ')
    .replace(/[.!;:\n…]+/g, ' . ')
    .replace(/\s[-–—~/]+\s|,/g, ' , ')
    .replace(/[^a-z0-9?.,]+/g, ' ');
  const words = spelled
    .split(' ')
    .filter((word) => word !== '')
    .map(correctWord)
    .join(' ');
  return settle(` . ${words} . `.replace(fillers, ' '));
}

/** The rules' cost grows with a clause: nobody asks in more words than this without a full stop. */
const longestClause = /(?:[a-z0-9]+ ){60}(?=[a-z0-9])/g;

/** One mark between clauses, however many stood there; what is said over and over is said once. */
function settle(text: string): string {
  return ` ${text} `
    .replace(/\s+/g, ' ')
    .replace(/(?<= )((?:[a-z0-9]+ ){1,3})\1+/g, '$1')
    .replace(/ (?:and|but|or|y|e)(?= [.?,])/g, '')
    .replace(longestClause, (words) => `${words}. `)
    .replace(/(?: [.,](?= [.?,] ))+/g, '')
    .replace(/ \?(?: [.,?](?= ))+/g, ' ?')
    .replace(/^ ?\. , /, ' . ')
    .replace(/^ (?![.?,] )/, ' . ')
    .trim();
}
