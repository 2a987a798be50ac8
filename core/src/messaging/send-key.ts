/**
 * The send key of a message (I1): one text per intention, unique in the database and committed before a provider
 * is called. Planning builds the same text in SQL, so its form is fixed:
 *
 * ```sql
 * concat_ws('|', source_kind, source_id, occurrence, step, recipient, channel)
 * ```
 *
 * Three conditions make both agree. No value may be NULL (`concat_ws` would drop its place: write `coalesce(x, '')`).
 * Ids, numbers and phone numbers go in as they are. A value that may hold `%` or `|`, such as an e-mail address,
 * goes in as `replace(replace(x, '%', '%25'), '|', '%7C')`, which is `escapeSendKeyValue`.
 */
export interface SendIntention {
  /** `broadcast`, `reminder`, `journey`, `conversation`, `api` … */
  readonly sourceKind: string;
  readonly sourceId: string;
  /** Which time of a recurring source; empty for a source that happens once. */
  readonly occurrence: string | number;
  /** Which step or node inside the source; empty when it has one message. */
  readonly step: string | number;
  /** From `sendKeyRecipient`. */
  readonly recipient: string;
  readonly channel: string;
}

/** @example sendKey(…) // 'broadcast|0192…|||+12025550123|sms' */
export function sendKey(intention: SendIntention): string {
  const { sourceKind, sourceId, occurrence, step, recipient, channel } = intention;
  return [sourceKind, sourceId, String(occurrence), String(step), recipient, channel].map(escapeSendKeyValue).join('|');
}

export function escapeSendKeyValue(value: string): string {
  return value.includes('%') || value.includes('|') ? value.replaceAll('%', '%25').replaceAll('|', '%7C') : value;
}

/**
 * Who counts as one recipient: the address, where one message per phone is wanted (the default of a broadcast: a
 * household that shares a phone gets it once), or the contact at that address. In SQL: `address`, or
 * `contact_id || '@' || address`.
 */
export function sendKeyRecipient(address: string, contactId?: string): string {
  return contactId === undefined ? address : `${contactId}@${address}`;
}
