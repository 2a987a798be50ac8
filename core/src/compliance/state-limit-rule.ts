import type { SendRule } from './decision.ts';

/**
 * Some states name how many texts of solicitation may reach one person in 24 hours (data/quiet-hours-law.ts). One more waits until the first of
 * them is a day old. Answers, tests and replies do not count and do not wait.
 */
export const stateLimitRule: SendRule = {
  name: 'state_limit',
  question: 'Does the law of their state let one more text reach them today?',
  values: ({ stateLimit }) => ({
    reached: stateLimit != null,
    state: stateLimit?.place ?? null,
    most_in_24_hours: stateLimit?.messages ?? null,
    free_at: stateLimit ? new Date(stateLimit.freeAt).toISOString() : null,
  }),
  decide: ({ stateLimit, message, source, now }) => {
    if (!stateLimit || message.kind !== 'broadcast' || stateLimit.freeAt <= now) return null;
    if (source.uselessAfter !== null && stateLimit.freeAt >= source.uselessAfter) return { action: 'expire', reason: 'expired' };
    return { action: 'defer', until: stateLimit.freeAt, reason: 'state_limit' };
  },
};
