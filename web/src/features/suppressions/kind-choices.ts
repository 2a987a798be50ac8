import { suppressionWords } from '@tidings/core/compliance/suppression';
import { memberKinds } from '@tidings/core/contract/suppressions';

/** The kinds that a member may choose, in words of their own: what they know, not what a carrier said. */
const words: Partial<Record<(typeof memberKinds)[number], string>> = {
  manual: 'We decided not to write',
  opt_out: 'They asked not to be written to',
  legal_block: 'A legal reason',
};

export type MemberKind = (typeof memberKinds)[number];

export const kindChoices = memberKinds.map((kind) => ({ value: kind, label: words[kind] ?? suppressionWords[kind].label }));
