import type { MessageStateName } from '@tidings/core/contract/messages';
import { mayHaveArrived } from '@tidings/core/messaging/may-have-arrived';
import { reasons } from '@tidings/core/messaging/reasons';
import { stateExplanation, stateLabel } from '@tidings/core/messaging/state-words';
import type { MessageState } from '@tidings/core/messaging/states';

export interface StateWords {
  readonly label: string;
  readonly explanation: string;
  readonly tone: 'neutral' | 'info' | 'success' | 'warning' | 'danger';
  /** It will change by itself. */
  readonly moving: boolean;
}

const tones: Readonly<Record<MessageState, StateWords['tone']>> = {
  planned: 'neutral',
  queued: 'neutral',
  leased: 'neutral',
  accepted: 'info',
  sent: 'info',
  delivered: 'success',
  failed: 'danger',
  skipped: 'warning',
  expired: 'warning',
  cancelled: 'neutral',
  unknown: 'warning',
};

/** What failed without anybody being able to say that it did not arrive is no failure to look at: it is shown as what it is. */
export const mayHaveArrivedWords: StateWords = {
  label: reasons.may_have_arrived.label,
  explanation: reasons.may_have_arrived.words,
  tone: 'warning',
  moving: false,
};

/** A message's state for a badge, in the words of core. */
export function messageStateWords(state: MessageStateName, reason: string | null): StateWords {
  if (mayHaveArrived(state, reason)) return mayHaveArrivedWords;
  if (state === 'received') {
    return { label: 'Received', explanation: 'The person wrote this to you.', tone: 'info', moving: false };
  }
  const moving = state === 'planned' || state === 'queued' || state === 'leased' || state === 'accepted';
  return { label: stateLabel(state), explanation: stateExplanation(state), tone: tones[state], moving };
}

const sources: Readonly<Record<string, string>> = {
  broadcast: 'Broadcast',
  direct: 'API',
  test: 'Test',
  retry: 'Sent again',
  reply: 'Reply',
  answer: 'Keyword answer',
  opt_in: 'Asking for consent',
  inbound: 'From the person',
};

/** What a message was sent for, in words. */
export function messageSourceWords(source: string): string {
  return sources[source] ?? source;
}

/** What stands where a message has no text: it is filled in at the moment of sending, or never was. */
export function noTextWords(state: string): string {
  return ['planned', 'queued', 'leased'].includes(state) ? 'Filled in when it is sent' : 'Never sent';
}
