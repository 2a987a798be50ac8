import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { DraftFields } from './use-draft.ts';

/** What the API's fields of a draft are called in its messages. */
export const draftLabels = {
  body: 'The text',
  audience: 'The audience',
  sender_id: 'The sender',
  pool_id: 'The pool',
  useless_after: 'The time under “Do not send after”',
  quiet_hours: 'The hours',
  purpose: 'What it is for',
};

/** An empty draft for the given people. */
export function newFields(audience: Audience): DraftFields {
  return {
    name: '',
    body: '',
    audience,
    sender_id: null,
    pool_id: null,
    smart_encoding: true,
    one_per_address: true,
    useless_after: null,
    quiet_hours: null,
    purpose: null,
  };
}

/** What can be edited of a saved draft. */
export function fieldsOf(saved: Broadcast): DraftFields {
  const { name, body, audience, sender_id, pool_id, smart_encoding, one_per_address, useless_after, quiet_hours, purpose } =
    saved;
  return {
    name: name === 'Untitled broadcast' ? '' : name,
    body,
    audience,
    sender_id,
    pool_id,
    smart_encoding,
    one_per_address,
    useless_after,
    quiet_hours,
    purpose,
  };
}
