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
  // stop w the mass texts, dejen de mandarme cosas. Not: my ex does not stop texting; I will stop sending.
  {
    name: 'ends_sending',
    pattern: new RegExp(`(?<![Nn3I][dAWkXfK]{0,3})E${det}?[gr]?${det}{0,4}o{0,2}${det}?(?:[GM]|V(?!d?3))(?!d?[3a])`),
  },
  { name: 'ends_sending', pattern: /(?<![Nn3I][dAWkXfK]{0,3})E[dX]{0,2}b/ },
  // these messages have to stop, tienen que parar
  { name: 'ends_sending', pattern: /[MV][dA]{0,2}[DW][dt]*E$/ },
  // do not invite me to anything else, no me vuelvan a contactar. Not: do not send it to Dr. Patel; sorry for not writing.
  {
    name: 'asks_no_sending',
    pattern:
      /(?:(?:^|[&dYKDA])y?N[PAkd]{0,2}[CVG]|n[PAkd]{0,2}[CV]|^y?n[PAkd]{0,2}G)G?(?:$|[Nn]A|A|[dX]{0,3}(?:M|X(?:$|A))|d?[Ph]$|P(?:[dtaX]{0,3}(?:[AMV]|X$|dP)|[&IYHNn]))/,
  },
  { name: 'asks_no_sending', pattern: /[Nn]P[PAkda]{0,3}[CG](?:A|P|$|[dtaX]{0,3}[MV]|[daX]{0,2}A)/ },
  { name: 'asks_no_sending', pattern: /ynP[Pkda]{0,3}C|ynWdPC|nPCX|(?:^|[&dYKDA])NC3X/ },
  { name: 'asks_no_sending', pattern: /[Nn][^IW]{0,3}C.*nXA?$/ },
  { name: 'asks_no_sending', pattern: /[Nn]P?d?jP?(?:[da]*o?L|A|d?X?$)/ },
  { name: 'asks_no_sending', pattern: /[Nn]Wt?kt?G/ },
  // remove my cell from the HOA blasts, take both our numbers off, me quieren sacar de la lista. Not: get me out
  { name: 'asks_to_be_removed', pattern: /(?:Rd?P[dFq]|rd?P[Fq])[dFqX]{0,3}[^UzT&]{0,3}[LMGV](?!o)/ },
  { name: 'asks_to_be_removed', pattern: /[Rr][do3]{1,3}[Fq][dX]{0,3}o?M|R[ado3]{1,4}ddM|PrF[dX]*[oV]?[LM]/ },
  { name: 'asks_to_be_removed', pattern: /(?:Rd?P|rd?PF)(?=d?$|[&AIYHNnf])/ },
  { name: 'asks_to_be_removed', pattern: /(?:^|[&d])PK?[Wdd]?Rd*(?:$|d{1,3}o{0,2}[LMX])/ },
  { name: 'asks_to_be_removed', pattern: /Pd*[doW]?R[Fq]d*o?L/ },
  { name: 'asks_to_be_removed', pattern: /^(?:F|R[Fq]|Rdd)[dX]*L$/ },
  { name: 'asks_to_be_removed', pattern: /(?<![Nn].{0,4})[grW]F+[dXq]*o{0,2}[LM]$/ },
  { name: 'asks_to_be_removed', pattern: /WPF[dXq]*o?(?:[LbM]|$)/ },
  // I no longer want texts, no quiero que una IA me mande mensajes, I want no messages. Not: I do not want to write
  { name: 'wants_none', pattern: /[Nn]A?d?Wt[gr]X?[dAXPO]{0,3}o{0,2}[MV]/ },
  { name: 'wants_none', pattern: /[Nn]A?d?W[gdAPXO]{0,4}o{0,2}P?[dA]*(?:M|V$)/ },
  { name: 'wants_none', pattern: /[Nn]A?d?W(?:d[aXYd]?b?|Y|a?b)t?P?A?[CGV](?:P|M|A|$)/ },
  { name: 'wants_none', pattern: /[Nn]A?d?Wt?gY/ },
  { name: 'wants_none', pattern: /[Nn]A?d?Wt?b?M/ },
  { name: 'wants_none', pattern: /Nk[tg]*(?:G|[gr]d?M)/ },
  { name: 'wants_none', pattern: /W[Nn][AdO]{0,2}o?M/ },
  // how do I get off this, hay manera de ya no recibir esto
  { name: 'asks_how', pattern: /Ho?t?dXE$/ },
  { name: 'asks_how', pattern: /H[dYKtyo]{0,4}n[dP]?g/ },
  { name: 'asks_how', pattern: /H[dIKYtPXo]{0,4}(?:E|R)(?:[tgdXPFq]){0,4}o?(?:M|L$)/ },
  // I asked five times to stop, dije que ya no
  { name: 'told_before', pattern: /[SW][^3]{0,5}v[td]E$|S[dX]*yn$/ },
];

/** I don't want to get these: only where it is said of these, not of anything. */
const ofThese: readonly Frame[] = [
  { name: 'wants_none', pattern: /[Nn]A?d?W(?:t[gr])?[gdAPXO]{0,4}XA?$/ },
  { name: 'wants_none', pattern: /Nk[tg]*[gr][dX]?X/ },
  { name: 'asks_how', pattern: /H[dIKYtPXo]{0,4}(?:E|R)[tgdXPFq]{0,4}X$/ },
];
const saysThese = / (?:these|those|them|estos|estas|esos) /;

/** No more coupons; sin recordatorios. As a question it misses them. */
const noMore = /(?:^|&)[dy]*[Nnw](?:A[do]{0,2}M|[dbV]?M(?:$|d))/;

/** Across the clauses of a sentence: another message and I call my lawyer; I put STOP and you still send. */
const threats: readonly Frame[] = [
  { name: 'threatens', pattern: /O[dAo]{0,2}[MVX][^3]*[I&][^3]{0,4}B/ },
  { name: 'threatens', pattern: /^[^3]*I[^3]{0,4}B[^3]*[iO][^3]*[CGV]P|^[^3]{0,4}B[^3]*[iO]P[CGV]/ },
  { name: 'threatens', pattern: /^[ad]*OdB$/ },
  { name: 'threatens', pattern: /[CV]PA[^3]{0,5}B/ },
  { name: 'threatens', pattern: /^[yd]*A[CGV]P?&[^3]*B/ },
  { name: 'threatens', pattern: /^[^3Nn]*(?:k|rXd)[^3]*&(?:I[^3]{0,3}|d)B/ },
  { name: 'threatens', pattern: /^[dt]*i[YX]?P?[CVG]P?A?[^3]*B/ },
  { name: 'told_before', pattern: /s[^3]*[fk]/ },
  { name: 'told_before', pattern: /Hv[^3]*S[^3]*E/ },
];

/** A sentence is read up to here: the frames look for parts in any order. */
const longestSentence = 120;

/** discontinue them: something was said of texts before. */
const endsThem = /^[yAd&]*[Er][FX]*[Xd][FA]*$|^y?dE$|ndW$|&[yd]*E$/;

/** delete it: somebody spoke of their number. */
const removesIt = /^[yd]*RX$/;
const ofANumber = / (?:my|this|mi|este) (?:number|phone|cell|numero|telefono|celular|cel) /;

/** The frame that a text fits, or null. It takes plain words without look-alikes, as classifyOptOut has them. */
export function findFrame(plain: string): string | null {
  let speaksOfTexts = / (?:these|estos|estas) /.test(plain);
  for (const [sentence, mark] of sentences(plain)) {
    const clauses = sentence.split(' , ').map((words) => conceptsOf(words.replaceAll(',', ' ').trim()));
    for (const clause of clauses) {
      const found = findIn(clause, {
        speaksOfTexts,
        asks: mark === '?',
        saysThese: saysThese.test(sentence),
        ofANumber: ofANumber.test(plain),
      });
      if (found !== undefined) return found;
      speaksOfTexts ||= /[MVG]/.test(clause);
    }
    const found = threats.find(({ pattern }) => pattern.test(clauses.join('').slice(0, longestSentence)));
    if (found) return found.name;
  }
  return null;
}

const sentences = (plain: string) =>
  [...plain.matchAll(/([^.?]+)([.?])/g)].map(([, words, mark]) => [words ?? '', mark] as const);

interface Around {
  /** Something before it was about texts. */
  readonly speaksOfTexts: boolean;
  /** It is a question. */
  readonly asks: boolean;
  readonly saysThese: boolean;
  readonly ofANumber: boolean;
}

function findIn(clause: string, around: Around): string | undefined {
  if (/[UzT]/.test(clause)) return undefined;
  if (around.speaksOfTexts && endsThem.test(clause)) return 'ends_sending';
  if (around.ofANumber && removesIt.test(clause)) return 'asks_to_be_removed';
  if (!around.asks && noMore.test(clause)) return 'wants_none';
  const fitting = around.saysThese ? [...frames, ...ofThese] : frames;
  return fitting.find(({ pattern }) => pattern.test(clause))?.name;
}
