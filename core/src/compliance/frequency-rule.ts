import type { SendRule } from './decision.ts';

/**
 * How often one person may be texted in bulk. Answers, tests and replies do not count and do not wait: they are about the person who wrote.
 */
export const frequencyRule: SendRule = {
  name: 'frequency_cap',
  question: 'Has this person had few enough texts lately?',
  values: ({ frequency }) => ({
    reached: frequency != null,
    free_at: frequency ? new Date(frequency.freeAt).toISOString() : null,
    excess: frequency?.excess ?? null,
  }),
  decide: ({ frequency, message, source, now }) => {
    if (!frequency || message.kind !== 'broadcast' || frequency.freeAt <= now) return null;
    if (frequency.excess === 'skip') return { action: 'skip', reason: 'frequency_cap' };
    if (source.uselessAfter !== null && frequency.freeAt >= source.uselessAfter) return { action: 'expire', reason: 'expired' };
    return { action: 'defer', until: frequency.freeAt, reason: 'frequency_cap' };
  },
};
