import type { LineType } from '@tidings/core/contacts/line-types';
import type { OutgoingHttp } from '../../lib/outgoing-http.ts';
import type { ProviderConnection } from '../sms/contract.ts';

/** What kind of line a number is. Texts reach `mobile` and most `voip`; never `landline`. */
export type { LineType };

/**
 * The answer about one number.
 * - `found`: what the provider knows; `unknown` as line type where it knows nothing.
 * - `busy`: asked too much; ask again after a while.
 * - `failed`: no answer about this number; others may be answered.
 * - `refused`: this account gets no answers at all; `words` say why, for people.
 */
export type LookupAnswer =
  | { readonly kind: 'found'; readonly lineType: LineType; readonly carrier: string | null }
  | { readonly kind: 'busy'; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'failed'; readonly words: string }
  | { readonly kind: 'refused'; readonly words: string };

/** Asks what kind of line a number is. Works with the connection that texts are sent through. */
export interface LookupProvider {
  readonly id: string;
  readonly label: string;
  /** @param phone E.164. Costs money for each call that is answered. Never throws for what a provider or network may do. */
  lookUp(outgoing: OutgoingHttp, connection: ProviderConnection, phone: string): Promise<LookupAnswer>;
}
