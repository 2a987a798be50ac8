import type { ConsentPurpose } from './purposes.ts';

/**
 * The question of a double opt-in, as it is when nobody changed it: who asks, how to say yes, how often, what it costs, how to get help and how
 * to leave (compliance.md section 4).
 */
export const defaultQuestion =
  '{{brand}}: Reply YES to confirm that you want {{what}} from us. Msg frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to opt out.';

/** What somebody gets who said YES. */
const thanks =
  '{{brand}}: Thank you, you will get our texts. Message frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to opt out.';

const whats: Readonly<Record<ConsentPurpose, string>> = {
  informational: 'informational texts',
  all: 'texts with news and offers',
};

/** A phone is asked no more often than once in this time, and no more than so many times ever. */
export const askAgainAfterHours = 24;
export const mostAsks = 3;

/** How long a request waits for its YES: by default, and at most. */
export const defaultLapseDays = 7;
export const mostLapseDays = 90;

const tag = /\{\{\s*(brand|what)\s*\}\}/g;

function fill(text: string, brand: string, what: string): string {
  return text.replace(tag, (_, name: string) => (name === 'brand' ? brand : what));
}

/** The question as a person gets it. */
export function questionText(text: string, brand: string, purpose: ConsentPurpose): string {
  return fill(text, brand, whats[purpose]);
}

export function thanksText(brand: string): string {
  return fill(thanks, brand, '');
}

/** What is wrong with the wording of a question, or null: carriers refuse one that lacks any of this, and it would prove nothing. */
export function questionProblem(text: string, brand: string): string | null {
  const unknown = /\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)/s.exec(text.replace(tag, ''));
  if (unknown) return `may hold no merge tag but {{brand}} and {{what}}, not ${unknown[0]}`;
  const said = questionText(text, brand, 'all').toUpperCase();
  if (!said.includes(brand.toUpperCase())) return 'must say who asks: put {{brand}} into it';
  for (const [word, why] of [
    ['YES', 'must say how to agree: Reply YES'],
    ['STOP', 'must say how to leave: Reply STOP to opt out'],
    ['RATES', 'must say that message and data rates may apply'],
  ] as const)
    if (!new RegExp(`\\b${word}\\b`).test(said)) return why;
  return null;
}
