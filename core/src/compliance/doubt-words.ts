/** Why a text is doubtful, in words for the member who decides; by the rules of opt-out-rules that doubt. */
const notInterested = 'They say that they are not interested.';
const wrongPerson = 'They say that this number is not, or no longer, the right person’s.';
const leaveAlone = 'They want to be left alone, but do not say from what.';
const callsItSpam = 'They call it spam, or say that they will report it.';
const neverSignedUp = 'They say that they never signed up, or ask where the number came from.';
const tooMany = 'They complain about how many texts they get.';
const stop = 'They say “stop”, but maybe not to your texts.';
const half = 'Part of what they say asks to stop.';

const words: Readonly<Record<string, string>> = {
  our_own_footer: 'They wrote the words of your own footer, such as “Reply STOP to opt out”.',
  bare_stop: stop,
  stops_something: stop,
  half_of_it: half,
  not_interested: notInterested,
  no_me_interesa: notInterested,
  wrong_person: wrongPerson,
  persona_equivocada: wrongPerson,
  leave_me_alone: leaveAlone,
  dejenme_en_paz: leaveAlone,
  calls_it_spam: callsItSpam,
  es_spam: callsItSpam,
  never_signed_up: neverSignedUp,
  no_me_inscribi: neverSignedUp,
  too_many: tooMany,
  demasiados: tooMany,
};

/** In plain words why the rule doubts. */
export function doubtWords(rule: string): string {
  return words[rule] ?? half;
}

/** Whether a rule has words of its own. */
export function hasDoubtWords(rule: string): boolean {
  return Object.hasOwn(words, rule);
}
