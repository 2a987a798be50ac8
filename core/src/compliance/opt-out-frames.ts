import { conceptsOf } from './opt-out-concepts.ts';

/** A way to ask for an end, over the letters of opt-out-concepts: who is asked, what shall end, and whose it is. */
interface Frame {
  /** Stands in the evidence of an opt-out: keep it once it was in use. */
  readonly name: string;
  readonly pattern: RegExp;
}

/** Small words, whose they are, how many: between a verb and what it is about. */
const det = '[daXAPtNO]';
const frames: readonly Frame[] = [
  // stop w the mass texts, dejen de mandarme cosas. Not: my ex does not stop texting.
  { name: 'ends_sending', pattern: new RegExp(`(?<![Nn3I][dAWkXf]{0,3})E${det}?[gr]?${det}{0,4}o{0,2}${det}?(?:[GM]|V(?!d?3))(?!d?[3a])`) },
  { name: 'ends_sending', pattern: /(?<![Nn3I][dAWkXf]{0,3})E[dX]{0,2}b/ },
  // these messages have to stop, tienen que parar
  { name: 'ends_sending', pattern: /[MV][dA]{0,2}[DW][dt]*E$/ },
  // do not invite me to anything else, no me vuelvan a contactar. Not: do not send it to Dr. Patel.
  {
    name: 'asks_no_sending',
    pattern:
      /(?:(?:^|[&dYKDA])y?N|n)[PAkd]{0,2}[CVG]G?(?:$|[Nn]A|A|[dX]{0,3}(?:M|X(?:$|A))|d?[Ph]$|P(?:[dtaX]{0,3}(?:[AMVL]|X$|dP)|[&IYHNn]))/,
  },
  { name: 'asks_no_sending', pattern: /[Nn]P[PAkda]{0,3}[CG](?:A|P|$|[dtaX]{0,3}[MVL]|[daX]{0,2}A)/ },
  { name: 'asks_no_sending', pattern: /ynP[Pkda]{0,3}C/ },
  { name: 'asks_no_sending', pattern: /[Nn][^IW]{0,3}C.*nXA?$/ },
  { name: 'asks_no_sending', pattern: /[Nn]P?d?jP?(?:[da]*o?L|A)/ },
  { name: 'asks_no_sending', pattern: /[Nn]Wt?k?t?G/ },
  { name: 'asks_no_sending', pattern: /ynWdPC/ },
  { name: 'asks_no_sending', pattern: /[Nn][dA]*uP/ },
  // remove my cell from the HOA blasts, take both our numbers off, me quieren sacar de la lista
  { name: 'asks_to_be_removed', pattern: /(?:Rd?P[dF]|rd?PF)[dFX]{0,3}[^UzT&]{0,3}[LMGV](?!o)/ },
  { name: 'asks_to_be_removed', pattern: /[Rr][do3]{1,3}F[dX]{0,3}o?M/ },
  { name: 'asks_to_be_removed', pattern: /(?:Rd?P|rd?PF)(?=d?$|[&AIYHNnf])/ },
  { name: 'asks_to_be_removed', pattern: /(?:^|[&d])PK?[Wdd]?Rd*(?:$|d{1,3}o{0,2}[LMX])/ },
  { name: 'asks_to_be_removed', pattern: /Pd*[doW]?RFd*o?L/ },
  { name: 'asks_to_be_removed', pattern: /^R?[Fd][dX]*L$/ },
  { name: 'asks_to_be_removed', pattern: /(?<![Nn].{0,4})[grW]F+[dX]*o{0,2}[LM]$/ },
  // I no longer want these texts, no quiero que una IA me mande mensajes, I want no messages
  { name: 'wants_none', pattern: /[Nn]A?d?Wt[gr]X?[dAXPO]{0,3}o{0,2}(?:[MV]|XA?$)/ },
  { name: 'wants_none', pattern: /[Nn]A?d?W[gdAPXO]{0,4}o{0,2}P?[dA]*(?:M|V$|X[A]?$)/ },
  { name: 'wants_none', pattern: /[Nn]A?d?W[dYXab]{0,3}o{0,3}b?t?P?[CGV](?:P|M|A|$)/ },
  { name: 'wants_none', pattern: /[Nn]A?d?W(?:gA|tg.*A$)/ },
  { name: 'wants_none', pattern: /[Nn]k[tg]*(?:G|[gr][dX]?(?:X|M))/ },
  { name: 'wants_none', pattern: /W[Nn][AdO]{0,2}o?M/ },
  { name: 'wants_none', pattern: /(?<![IYPW3].{0,3})[Nn]g[dA]{0,2}M/ },
  { name: 'wants_none', pattern: /S[dX]*yn$/ },
  // how do I get off this, hay manera de ya no recibir esto
  { name: 'asks_how', pattern: /H.{0,8}[Nn]d?g/ },
  { name: 'asks_how', pattern: /H[dIKYtPXo]{0,4}(?:E|R)(?:[tgdXPF]){0,4}o?(?:M|X$|L$)/ },
];

/** No more coupons; sin recordatorios. As a question it misses them. */
const noMore = /(?:^|&)[dy]*[Nn](?:A[do]{0,2}M|[do]?M(?:$|d))/;

/** Across the clauses of a sentence: another message and I call my lawyer; I put STOP and you still send. */
const threats: readonly Frame[] = [
  { name: 'threatens', pattern: /O(?:d|A|o){0,2}[MVX][^3]*B/ },
  { name: 'threatens', pattern: /^[^3]*B[^3]*O[^3]*[CGV]P?/ },
  { name: 'threatens', pattern: /^[adt]*O[dPX]{0,2}B/ },
  { name: 'threatens', pattern: /[CV]PA[^3]{0,5}B/ },
  { name: 'threatens', pattern: /^[yd]*A[CGV]P?&[^3]*B/ },
  { name: 'told_before', pattern: /[SC][^3]{0,3}E[^3]*[fk]/ },
  { name: 'told_before', pattern: /Hf[^3]*S[^3]*E/ },
];

/** discontinue them: something was said of texts before. */
const endsThem = /^[yAd&]*[Er][FX]*(?:X|d)[FA]*$/;

/** The frame that a text fits, or null. It takes plain words without look-alikes, as classifyOptOut has them. */
export function findFrame(plain: string): string | null {
  let speaksOfTexts = / (?:these|estos|estas) /.test(plain);
  for (const [sentence, mark] of sentences(plain)) {
    const clauses = sentence.split(' , ').map((clause) => conceptsOf(clause.replaceAll(',', ' ').trim()));
    for (const clause of clauses) {
      const found = findIn(clause, speaksOfTexts, mark === '?');
      if (found !== undefined) return found;
      speaksOfTexts ||= /[MVG]/.test(clause);
    }
    const found = threats.find(({ pattern }) => pattern.test(clauses.join('')));
    if (found) return found.name;
  }
  return null;
}

const sentences = (plain: string) => [...plain.matchAll(/([^.?]+)([.?])/g)].map(([, words, mark]) => [words ?? '', mark] as const);

function findIn(clause: string, speaksOfTexts: boolean, asks: boolean): string | undefined {
  if (/[UzT]/.test(clause)) return undefined;
  if (speaksOfTexts && endsThem.test(clause)) return 'ends_sending';
  if (!asks && noMore.test(clause)) return 'wants_none';
  return frames.find(({ pattern }) => pattern.test(clause))?.name;
}
