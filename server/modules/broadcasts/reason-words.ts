import type { SkipCount } from '@tidings/core/contract/broadcast-estimate';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import type { ReasonCount } from './facts-store.ts';

/** A count with the reason's words. */
export function withWords({ reason, n }: ReasonCount): SkipCount {
  const known = isReasonCode(reason) ? reasons[reason] : undefined;
  return { reason, label: known?.label ?? reason, words: known?.words ?? '', n };
}
