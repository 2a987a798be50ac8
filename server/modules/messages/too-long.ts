import { exceedsDailyCap } from '@tidings/core/messaging/daily-cap';
import { countSegments } from '@tidings/core/messaging/segments';

/** Why a final text can never go out through a sender: it is longer than the whole daily cap. Null when it can. */
export function tooLongWords(text: string, sender: { readonly daily_cap: number | null }): string | null {
  const { segments } = countSegments(text);
  if (!exceedsDailyCap(segments, sender.daily_cap)) return null;
  return `has ${segments} segments, and its sender may send only ${sender.daily_cap} in a whole day; shorten it, raise the cap, or choose another sender`;
}
