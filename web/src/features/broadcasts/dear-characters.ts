import { analyseSegments, findOffenders, type Offender } from '@tidings/core/messaging/segments';
import { smartEncode } from '@tidings/core/messaging/smart-encoding';

export interface DearCharacters {
  /** The characters for which there is no plain writing; else those that could be written plainly. */
  readonly characters: readonly Offender[];
  /** True when writing plainly what can be would make the text plain. */
  readonly helps: boolean;
  /** Typographic characters stay as they are, because others cannot be replaced. */
  readonly keepsTypography: boolean;
}

/**
 * Why a text is sent as Unicode, or null when it is not. One character that has no plain writing is enough: then the typographic ones are not
 * at fault, and replacing them would save nothing.
 */
export function dearCharacters(text: string, smartEncoding: boolean): DearCharacters | null {
  const sent = analyseSegments(smartEncoding ? smartEncode(text).text : text);
  if (sent.offenders.length === 0) return null;
  const plain = smartEncode(text, { always: true });
  const stubborn = findOffenders(plain.text);
  if (stubborn.length === 0) return { characters: sent.offenders, helps: true, keepsTypography: false };
  return { characters: stubborn, helps: false, keepsTypography: plain.replacements.length > 0 };
}
