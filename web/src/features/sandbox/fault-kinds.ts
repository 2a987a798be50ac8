import type { SandboxFault } from '@tidings/core/contract/sandbox';

export type FaultKind = SandboxFault['kind'];

/** The failures one can switch on: what happens, and what Tidings should do about it. */
export const faultKinds: readonly { readonly kind: FaultKind; readonly label: string; readonly words: string }[] = [
  {
    kind: 'rate_limited',
    label: 'Too many requests (429)',
    words: 'The carrier refuses for now. Messages wait and are tried again.',
  },
  {
    kind: 'server_error',
    label: 'Server error (500)',
    words: 'The carrier breaks before it takes a message. The outcome counts as unknown until it is looked up.',
  },
  { kind: 'timeout_before_accept', label: 'No answer, not taken', words: 'The request hangs and nothing is sent.' },
  {
    kind: 'timeout_after_accept',
    label: 'No answer, but taken',
    words: 'The message is sent, yet nobody hears so: the trap for sending twice.',
  },
  {
    kind: 'reset_before_accept',
    label: 'Connection cut, not taken',
    words: 'The line breaks before the carrier has taken the message.',
  },
  {
    kind: 'reset_after_accept',
    label: 'Connection cut, but taken',
    words: 'The line breaks after the carrier has taken the message.',
  },
  { kind: 'slow', label: 'Slow', words: 'Every answer takes longer.' },
  { kind: 'delivery_error', label: 'Fails on the way', words: 'The carrier takes the message and reports a failure later.' },
  { kind: 'request_error', label: 'Refused', words: 'The carrier refuses the message at once, with a code.' },
  { kind: 'auth_failure', label: 'Credentials refused', words: 'As with a wrong token: sending pauses and Settings says why.' },
  { kind: 'suspended', label: 'Account suspended', words: 'As when the account was closed: sending pauses.' },
];

/** Codes worth trying, in words. */
export const deliveryCodes: readonly { readonly value: string; readonly label: string }[] = [
  { value: '30003', label: '30003 · phone off or out of reach' },
  { value: '30005', label: '30005 · number no longer in service' },
  { value: '30006', label: '30006 · landline' },
  { value: '30007', label: '30007 · filtered as spam' },
  { value: '30008', label: '30008 · unknown error' },
  { value: '30034', label: '30034 · number not registered' },
];

export const requestCodes: readonly { readonly value: string; readonly label: string }[] = [
  { value: '21211', label: '21211 · number does not exist' },
  { value: '21610', label: '21610 · person opted out' },
  { value: '21614', label: '21614 · not a mobile number' },
  { value: '21408', label: '21408 · country not enabled' },
  { value: '21617', label: '21617 · text too long' },
];

/** Numbers that always behave in one way, whatever the area code. */
export const magicNumbers: readonly { readonly ending: string; readonly words: string }[] = [
  { ending: '555-0191', words: 'phone off (30003)' },
  { ending: '555-0192', words: 'out of service (30005)' },
  { ending: '555-0193', words: 'landline (30006)' },
  { ending: '555-0194', words: 'opted out, refused (21610)' },
  { ending: '555-0195', words: 'filtered as spam (30007)' },
  { ending: '555-0196', words: 'does not exist, refused (21211)' },
  { ending: '555-0197', words: 'unknown error (30008)' },
  { ending: '555-0198', words: 'taken, but no answer comes' },
  { ending: '555-0199', words: 'server error (500)' },
];
