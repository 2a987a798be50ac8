import type { FactValue, SendFacts, SendRule } from './decision.ts';

type Counted = NonNullable<NonNullable<SendFacts['frequency']>['counted']>;

/** The cap and what was counted against it, for the explanation. */
function countedValues({ messages, days, texts, latestAt }: Counted): Readonly<Record<string, FactValue>> {
  const cap = `${messages} in ${days} ${days === 1 ? 'day' : 'days'}`;
  return { cap, texts_counted: texts, latest_text_at: new Date(latestAt).toISOString() };
}

/**
 * How often one person may be texted in bulk. Answers, tests and replies do not count and do not wait: they are about the person who wrote.
 * Nor does a correction wait: whoever has the wrong text must not be left with it. It counts for what comes after it.
 */
export const frequencyRule: SendRule = {
  name: 'frequency_cap',
  question: 'Has this person had few enough texts lately?',
  values: ({ frequency, source }) => ({
    reached: frequency != null,
    ...(frequency?.counted ? countedValues(frequency.counted) : {}),
    free_at: frequency ? new Date(frequency.freeAt).toISOString() : null,
    excess: frequency?.excess ?? null,
    correction: source.correction === true,
  }),
  decide: ({ frequency, message, source, now }) => {
    if (!frequency || message.kind !== 'broadcast' || source.correction || frequency.freeAt <= now) return null;
    if (frequency.excess === 'skip') return { action: 'skip', reason: 'frequency_cap' };
    if (source.uselessAfter !== null && frequency.freeAt >= source.uselessAfter) return { action: 'expire', reason: 'expired' };
    return { action: 'defer', until: frequency.freeAt, reason: 'frequency_cap' };
  },
};
