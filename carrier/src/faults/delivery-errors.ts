/** What Twilio writes beside the codes a message can fail with after it was accepted. */
const texts: ReadonlyMap<number, string> = new Map([
  [30001, 'Queue overflow'],
  [30002, 'Account suspended'],
  [30003, 'Unreachable destination handset'],
  [30004, 'Message blocked'],
  [30005, 'Unknown destination handset'],
  [30006, 'Landline or unreachable carrier'],
  [30007, 'Message filtered'],
  [30008, 'Unknown error'],
  [30017, 'Carrier network congestion'],
  [30022, 'US A2P 10DLC - Rate Limits Exceeded'],
  [30023, 'US A2P 10DLC - Daily Message Cap Reached'],
  [30032, 'Toll-Free Number Has Not Been Verified'],
  [30034, 'US A2P 10DLC - Message from an Unregistered Number'],
  [30036, 'Validity Period Expired'],
  [30410, 'Provider Timeout Error'],
]);

export function deliveryErrorText(code: number): string {
  return texts.get(code) ?? 'Message delivery failed';
}

// The carrier network or the handset said no, so the message was sent first; every other code fails before that.
const undelivered: ReadonlySet<number> = new Set([
  30003, 30004, 30005, 30006, 30007, 30008, 30011, 30017, 30019, 30022, 30023, 30410,
]);

export function failureStatus(code: number): 'failed' | 'undelivered' | undefined {
  if (code <= 0) return undefined;
  return undelivered.has(code) ? 'undelivered' : 'failed';
}
