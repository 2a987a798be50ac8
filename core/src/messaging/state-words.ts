import type { MessageState } from './states.ts';

interface StateWords {
  readonly label: string;
  readonly explanation: string;
}

const words: Readonly<Record<MessageState, StateWords>> = {
  planned: { label: 'Planned', explanation: 'Written down for this person. It joins the queue when its time comes.' },
  queued: { label: 'Queued', explanation: 'Waiting for its turn at the rate of the sender.' },
  leased: { label: 'Handing over', explanation: 'Being handed over to the provider at this moment.' },
  accepted: { label: 'Accepted', explanation: 'The provider took it. The carrier has not confirmed it yet.' },
  sent: {
    label: 'Sent',
    explanation: 'The carrier took it. Some carriers never report delivery, so this may be the last news.',
  },
  delivered: { label: 'Delivered', explanation: 'The carrier reports that it reached the phone or mailbox.' },
  failed: { label: 'Failed', explanation: 'It did not arrive. The reason says why and whether sending again makes sense.' },
  skipped: { label: 'Skipped', explanation: 'It was never sent, on purpose. The reason says which rule decided.' },
  expired: { label: 'Expired', explanation: 'It was not sent in time and would have been useless afterwards.' },
  cancelled: { label: 'Cancelled', explanation: 'Somebody cancelled it before it was sent.' },
  unknown: {
    label: 'Unknown',
    explanation:
      'The provider did not answer, so it may or may not have been sent. It is not sent again until the provider says that it never got it.',
  },
};

/** One or two words for a badge. */
export function stateLabel(state: MessageState): string {
  return words[state].label;
}

/** A sentence for a member who asks what the state means. */
export function stateExplanation(state: MessageState): string {
  return words[state].explanation;
}
