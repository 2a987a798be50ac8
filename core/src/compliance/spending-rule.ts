import type { SendRule } from './decision.ts';

/** The ceiling on money (I10): bulk waits when what is left does not pay for it; people who wait for an answer get it all the same. */
export const spendingRule: SendRule = {
  name: 'within_spending_limit',
  question: 'Does the spending limit leave room for it?',
  values: ({ spending, message }) => ({
    left_micros: spending?.leftMicros ?? null,
    at_least_micros: spending?.atLeastMicros ?? null,
    message_kind: message.kind,
  }),
  decide: ({ spending, message }) =>
    spending && message.kind === 'broadcast' && spending.atLeastMicros > spending.leftMicros
      ? { action: 'hold', reason: 'limit_reached' }
      : null,
};
