import { conceptsOf } from './opt-out-concepts.ts';

/** A way to ask for an end, over the letters of opt-out-concepts: who is asked, what shall end, and whose it is. */
interface Frame {
  /** Stands in the evidence of an opt-out: keep it once it was in use. */
  readonly name: string;
  readonly pattern: RegExp;
}

/** Small words, whose they are, how many: between a verb and what it is about. */
const det = '[daXAPtNO]';
/** The end of what is asked, or a reason. */
const over = '(?=$|[&AIYHNf])';

const frames: readonly Frame[] = [
  // stop w the mass texts, dejen de mandarme cosas. Not: my ex does not stop texting.
  { name: 'ends_sending', pattern: new RegExp(`(?<![N3I][dAWkXf]{0,3})E${det}{0,4}o{0,2}${det}?(?:[GM]|V(?!d?3))(?!d?[3a])`) },
  // these messages have to stop, tienen que parar
  { name: 'ends_sending', pattern: /[MV][dA]{0,2}[DW][dt]*E$/ },
  // do not invite me to anything else, no me vuelvan a contactar. Not: do not send it to Dr. Patel.
  {
    name: 'asks_no_sending',
    pattern:
      /(?:^|[&dYKDA])y?N[PAkd]{0,2}[CVG]G?(?:$|NA|A|[dX]{0,3}(?:M|X(?:$|A))|d?P$|P(?:[dtaX]{0,3}(?:[AMVL]|X$|dP)|[&IYHN]))/,
  },
  { name: 'asks_no_sending', pattern: /NP[PAkda]{0,3}[CG](?:A|P|$|[dtaX]{0,3}[MVL]|[daX]{0,2}A)/ },
  { name: 'asks_no_sending', pattern: /yNP[Pkda]{0,3}C/ },
  { name: 'asks_no_sending', pattern: /N[^IW]{0,3}C.*NXA?$/ },
  { name: 'asks_no_sending', pattern: /NP?d?jP?(?:[da]*o?L|A)/ },
  { name: 'asks_no_sending', pattern: /NWt?k?t?G/ },
  { name: 'asks_no_sending', pattern: /yNWdPC/ },
  // remove my cell from the HOA blasts, take both our numbers off, me quieren sacar de la lista
  { name: 'asks_to_be_removed', pattern: /(?:Rd?P[dF]|rd?PF)[dFX]{0,3}[^UzT&]{0,3}[LMG](?!o)/ },
  { name: 'asks_to_be_removed', pattern: new RegExp(`(?:Rd?P|rd?PF)${over}`) },
  { name: 'asks_to_be_removed', pattern: /(?:^|[&d])PK?[Wdd]?Rd*(?:$|d{1,3}o{0,2}[LMX])/ },
  { name: 'asks_to_be_removed', pattern: /Pd*[doW]?RFd*o?L/ },
  { name: 'asks_to_be_removed', pattern: /^Fd*L$/ },
  { name: 'asks_to_be_removed', pattern: /(?<!N.{0,4})[grW]F+[dX]*o{0,2}[LM]$/ },
  // I no longer want these texts, no quiero que una IA me mande mensajes
  { name: 'wants_none', pattern: /NA?d?Wt[gr]X?[dAXPO]{0,3}o{0,2}(?:[MV]|XA?$)/ },
  { name: 'wants_none', pattern: /NA?d?W[gdAPXO]{0,4}o{0,2}P?[dA]*(?:M|V$|X[A]?$)/ },
  { name: 'wants_none', pattern: /NA?d?W[dYXa]{0,3}o{0,3}t?P?[CGV](?:P|M|A|$)/ },
  { name: 'wants_none', pattern: /Nk[tg]*(?:G|[gr][dX]?(?:X|M))/ },
  // how do I get off this, hay manera de ya no recibir esto
  { name: 'asks_how', pattern: /H.{0,8}Nd?g/ },
  { name: 'asks_how', pattern: /H[dIKYtPXo]{0,4}(?:E|R)(?:[tgdXPF]){0,4}o?(?:M|X$|L$)/ },
];

/** Across the clauses of a sentence: another message and I call my lawyer; I put STOP and you still send. */
const threats: readonly Frame[] = [
  { name: 'threatens', pattern: /O(?:d|A|o){0,2}[MVX][^3]*B/ },
  { name: 'threatens', pattern: /^[^3]*B[^3]*O[^3]*[CGV]P?/ },
  { name: 'threatens', pattern: /^[adt]*O[dPX]{0,2}B/ },
  { name: 'threatens', pattern: /[CV]P[A][& ]*(?:[^3]{0,4})B/ },
  { name: 'told_before', pattern: /[SC][^3]{0,3}E[^3]*[fk]/ },
  { name: 'told_before', pattern: /Hf[^3]*S[^3]*E/ },
];

/** discontinue them: something was said of texts before. */
const endsThem = /^[yAd]*[Er][FX]*X[FA]*$/;

/** The frame that a text fits, or null. It takes plain words without look-alikes, as classifyOptOut has them. */
export function findFrame(plain: string): string | null {
  let speaksOfTexts = / (?:these|estos|estas) /.test(plain);
  for (const sentence of plain.split(/ ?[.?] ?/)) {
    const clauses = sentence.split(' , ').map((clause) => conceptsOf(clause.replaceAll(',', ' ').trim()));
    for (const clause of clauses) {
      const found = findIn(clause, speaksOfTexts);
      if (found !== undefined) return found;
      speaksOfTexts ||= /[MV]/.test(clause);
    }
    const found = threats.find(({ pattern }) => pattern.test(clauses.join('')));
    if (found) return found.name;
  }
  return null;
}

function findIn(clause: string, speaksOfTexts: boolean): string | undefined {
  if (/[UzT]/.test(clause)) return undefined;
  if (speaksOfTexts && endsThem.test(clause)) return 'ends_sending';
  return frames.find(({ pattern }) => pattern.test(clause))?.name;
}
