import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast } from '@tidings/core/contract/broadcasts';
import type { DraftFields } from './use-draft.ts';

/** What the API's fields of a draft are called in its messages. */
export const draftLabels = { body: 'The text', audience: 'The audience', sender_id: 'The sender' };

/** An empty draft for the given people. */
export function newFields(audience: Audience): DraftFields {
  return { name: '', body: '', audience, sender_id: null, smart_encoding: true, one_per_address: true };
}

/** What can be edited of a saved draft. */
export function fieldsOf({ name, body, audience, sender_id, smart_encoding, one_per_address }: Broadcast): DraftFields {
  return { name: name === 'Untitled broadcast' ? '' : name, body, audience, sender_id, smart_encoding, one_per_address };
}
