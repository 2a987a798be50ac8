import type { MessageState } from '../messaging/states.ts';
import type { Decision, FactValue, SendFacts, SendRule } from './decision.ts';
import { sendRules } from './send-rules.ts';

/**
 * Decides at the moment of the lease whether a message goes out (I2). Pure: production, forecast, rehearsal and
 * explanation call the same function with the facts of their moment.
 */
export function decideSend(facts: SendFacts, rules: readonly SendRule[] = sendRules): Decision {
  for (const rule of rules) {
    const decision = rule.decide(facts);
    if (decision !== null) return decision;
  }
  return { action: 'send' };
}

export interface ExplainedRule {
  readonly rule: string;
  readonly question: string;
  readonly outcome: 'passed' | 'decided' | 'not_reached';
  readonly values: Readonly<Record<string, FactValue>>;
}

export interface Explanation {
  readonly decision: Decision;
  /** The rule that decided, null when all let the message pass. */
  readonly decidedBy: string | null;
  /** Every rule in order, with the values it looked at. */
  readonly rules: readonly ExplainedRule[];
}

/** The same decision with its whole trail: the answer to "why did, or didn't, Maria get it?". */
export function explainDecision(facts: SendFacts, rules: readonly SendRule[] = sendRules): Explanation {
  let decision: Decision | null = null;
  let decidedBy: string | null = null;
  const trail: ExplainedRule[] = [];
  for (const rule of rules) {
    const { name, question } = rule;
    const values = rule.values(facts);
    if (decision !== null) {
      trail.push({ rule: name, question, outcome: 'not_reached', values });
      continue;
    }
    decision = rule.decide(facts);
    if (decision !== null) decidedBy = name;
    trail.push({ rule: name, question, outcome: decision === null ? 'passed' : 'decided', values });
  }
  return { decision: decision ?? { action: 'send' }, decidedBy, rules: trail };
}

/** The state a decision leads to at the lease. `defer` and `hold` leave the message in the queue. */
export function stateAfterDecision(decision: Decision): MessageState {
  switch (decision.action) {
    case 'send':
      return 'leased';
    case 'skip':
      return decision.reason === 'cancelled_by_member' ? 'cancelled' : 'skipped';
    case 'expire':
      return 'expired';
    case 'defer':
    case 'hold':
      return 'queued';
  }
}
