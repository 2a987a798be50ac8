import { classifyKeyword } from './keywords.ts';
import { findFrame } from './opt-out-frames.ts';
import type { OptOutRule } from './opt-out-rule.ts';
import { optOutRules } from './opt-out-rules.ts';
import { type ReadText, readText } from './opt-out-text.ts';
import { compilePattern } from './opt-out-words.ts';

/** `opt_out`: asks to stop. `doubtful`: may mean it, a member decides. `none`: does not. */
export type OptOutVerdict = 'opt_out' | 'doubtful' | 'none';

export interface OptOutReading {
  readonly verdict: OptOutVerdict;
  /** The name of the rule that decided, null when none did. */
  readonly rule: string | null;
  readonly language: 'en' | 'es' | null;
}

/** For which a bare "stop" beside other words is meant for us, not for somebody in the room. */
const meantForUs =
  / (?:text|texts|texting|message|messages|messaging|sms|number|phone|list|wrong|remove|unsubscribe|contact|member|moved|live|lives|died|passed|deceased|told|asked|already|never|annoying|sick|tired|person|people|idiots|report|sue|lawyer|interested|signed|leave me alone|dont know|who are you|who is this|am not|no longer|spam|scam|cell|work|customer|patient|student|mensajes|numero|lista|interesa|equivocado|quiero) /;

const nothing: OptOutReading = { verdict: 'none', rule: null, language: null };

interface Compiled extends Omit<OptOutRule, 'patterns'> {
  readonly patterns: readonly RegExp[];
}

const compiled: readonly Compiled[] = optOutRules.map((rule) => ({ ...rule, patterns: rule.patterns.map(compilePattern) }));
const ofKind = (kind: OptOutRule['kind']) => compiled.filter((rule) => rule.kind === kind);
const guards = ofKind('guard');
const certain = ofKind('opt_out');
const doubts = ofKind('doubtful');

/**
 * What a text means for the consent of the person who wrote it, in English or Spanish. Any reasonable words count as a withdrawal
 * (47 CFR 64.1200(a)(10)), not only keywords; those are classifyKeyword's, which is asked first. Pure, offline, and the same for
 * everybody; measured on sentences kept aside in test-data.
 *
 * @example classifyOptOut("please don't text me anymore") // { verdict: 'opt_out', rule: 'do_not_contact', language: 'en' }
 * @example classifyOptOut('Can we stop by your office?') // { verdict: 'none', rule: null, language: null }
 */
export function classifyOptOut(body: string): OptOutReading {
  const text = readText(body);
  if (text.own === '') return nothing;
  if (classifyKeyword(text.own, { optedOut: false, optInPending: false })?.kind === 'stop') {
    return { verdict: 'opt_out', rule: 'keyword', language: 'en' };
  }
  const guarded = withoutLookalikes(text.plain);
  // A footer alone, copied without quotes: whether it is meant as its word says, nobody can tell.
  if (guarded.left === '.' && guarded.by === 'our_own_footer')
    return { verdict: 'doubtful', rule: 'our_own_footer', language: 'en' };
  return (
    firstMatch(certain, guarded.left) ??
    readBareStop(text, guarded.left) ??
    readFrame(guarded.left) ??
    firstMatch(doubts, guarded.left) ??
    nothing
  );
}

function readFrame(plain: string): OptOutReading | undefined {
  const frame = findFrame(plain);
  return frame === null ? undefined : { verdict: 'opt_out', rule: frame, language: spanishWords.test(plain) ? 'es' : 'en' };
}

/** A frame is the same in both languages; which one it was, these small words tell. */
const spanishWords = / (?:no(?= (?:me|nos|mas|quiero))|que|de|del|los|las|el|la|mi|su|sus|ya|por|con|mensajes?|numero|lista) /;

function withoutLookalikes(plain: string): { readonly left: string; readonly by: string | null } {
  let left = plain;
  let by: string | null = null;
  for (const guard of guards) {
    for (const pattern of guard.patterns) {
      const without = left.replace(pattern, ',');
      if (without !== left) by = guard.name;
      left = without;
    }
  }
  const tidy = left
    .replace(/\s+/g, ' ')
    .replace(/(?: ?[.,](?= [.?,]))+/g, '')
    .trim();
  return { left: tidy === '' ? '.' : tidy, by };
}

function firstMatch(rules: readonly Compiled[], plain: string): OptOutReading | undefined {
  for (const rule of rules) {
    for (const pattern of rule.patterns) {
      pattern.lastIndex = 0;
      if (pattern.test(plain)) {
        return { verdict: rule.kind === 'opt_out' ? 'opt_out' : 'doubtful', rule: rule.name, language: rule.language };
      }
    }
  }
  return undefined;
}

const bareStop =
  /^(?:(?:i|we|yes|yeah|no|nah|nope|and|you|all|need|want|can|could|would|will|must|have|to|reply|text|said|say|sent) )*stop(?: (?:stop|stopping|it|this|these|those|that|them|all|everything|all of (?:it|this|them|these)|end|quit|unsubscribe|cancel|remove|and|to|opt out|i|me|you|idiots|morons|assholes|fools|jerks|2|with|the|nonsense|bs|crap|bullshit|thank|sir|ya|mas))*$/;

/** "STOP I am not Jose": in haste the full stop is left out. */
const withPause = (plain: string): string =>
  plain.replace(/(?<=^[.] )stop (?=(?:i|you|my|we|this is|who|im|he|she|they)(?![a-z]))/, 'stop , ');

/** Said beside "stop" it takes nothing away. */
const emptyWords =
  /^(?:no|nope|nah|yes|yeah|enough|what|why|again|i mean it|not interested|no way|hell no|never|ugh|wow|man|lady|all)$/;

const ofThemselves =
  /^(?:i|my|we|our|this|these|not|no|dont|do not|cant|never|you|your|he|she|who|its|it is|el|ella|yo|mi|es|son)(?![a-z])/;

const sentences = (plain: string): string[] => plain.split(/ ?[.?] ?/).filter((one) => one !== '');

/** "Stop" as a whole sentence: certain when it is all they say, or the rest speaks of texts, numbers or who they are. */
function readBareStop(text: ReadText, plain: string): OptOutReading | undefined {
  const clauses = withPause(plain)
    .split(/ ?[.,?] ?/)
    .filter((clause) => clause !== '');
  if (!clauses.some((clause) => bareStop.test(clause))) return undefined;
  const sure: OptOutReading = { verdict: 'opt_out', rule: 'bare_stop', language: 'en' };
  const rest = clauses.filter((clause) => !bareStop.test(clause) && !emptyWords.test(clause));
  if (text.playful) return undefined;
  if (plain.includes('?') && rest.length === 0) return { ...sure, verdict: 'doubtful' };
  if (rest.length === 0 || rest.some((clause) => meantForUs.test(` ${clause} `))) return sure;
  // The last word, after something of themselves: "I already voted, stop".
  const last = clauses.at(-1) ?? '';
  if (!plain.includes('?') && bareStop.test(last) && /^(?:i|we|my|our|yo|ya)(?![a-z])/.test(clauses[0] ?? '')) return sure;
  // A sentence of its own, and the rest says something of them: why they ask.
  const alone = sentences(plain).some((one, at, all) => (at === 0 || at === all.length - 1) && bareStop.test(one));
  if (!plain.includes('?') && alone && rest.some((clause) => ofThemselves.test(clause))) {
    return sure;
  }
  return { ...sure, verdict: 'doubtful' };
}
