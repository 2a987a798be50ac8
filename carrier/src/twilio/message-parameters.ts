import { requestErrors } from '../faults/request-errors.ts';
import type { Pair } from '../http/form.ts';
import type { Refusal } from '../refusal.ts';

/**
 * Every parameter that Twilio documents for creating a message (OpenAPI description of 2010-04-01, CreateMessage,
 * plus MessageIntent of its SDK), and what its value must look like. Anything else is refused.
 */
type Kind = 'text' | 'repeatable' | 'boolean' | 'integer' | 'number' | readonly string[];

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['To', 'text'],
  ['From', 'text'],
  ['MessagingServiceSid', 'text'],
  ['Body', 'text'],
  ['MediaUrl', 'repeatable'],
  ['ContentSid', 'text'],
  ['ContentVariables', 'text'],
  ['StatusCallback', 'text'],
  ['ApplicationSid', 'text'],
  ['MaxPrice', 'number'],
  ['ProvideFeedback', 'boolean'],
  ['Attempt', 'integer'],
  ['ValidityPeriod', 'text'],
  ['ForceDelivery', 'boolean'],
  ['ContentRetention', ['retain', 'discard']],
  ['AddressRetention', ['retain', 'obfuscate']],
  ['SmartEncoded', 'boolean'],
  ['PersistentAction', 'repeatable'],
  ['TrafficType', ['free']],
  ['ShortenUrls', 'boolean'],
  ['ScheduleType', ['fixed']],
  ['SendAt', 'text'],
  ['SendAsMms', 'boolean'],
  ['RiskCheck', ['enable', 'disable']],
  ['FallbackFrom', 'text'],
  ['MessageIntent', 'text'],
]);

export interface MessageParameters {
  text: ReadonlyMap<string, string>;
  mediaUrls: readonly string[];
}

export function readMessageParameters(form: readonly Pair[]): MessageParameters | Refusal {
  const text = new Map<string, string>();
  const mediaUrls: string[] = [];
  for (const [name, value] of form) {
    const kind = kinds.get(name);
    if (kind === undefined) return requestErrors.unknownParameter(name);
    if (kind === 'repeatable') {
      if (name === 'MediaUrl') mediaUrls.push(value);
      continue;
    }
    if (text.has(name)) return requestErrors.repeatedParameter(name);
    if (kind !== 'text') {
      const expected = expectation(kind, value);
      if (expected !== undefined) return requestErrors.invalidParameter(name, expected);
    }
    text.set(name, value);
  }
  return { text, mediaUrls };
}

function expectation(kind: Exclude<Kind, 'text' | 'repeatable'>, value: string): string | undefined {
  if (kind === 'boolean') return value === 'true' || value === 'false' ? undefined : 'must be true or false';
  if (kind === 'integer') return /^\d+$/.test(value) ? undefined : 'must be a whole number';
  if (kind === 'number') return value !== '' && Number.isFinite(Number(value)) ? undefined : 'must be a number';
  return kind.includes(value) ? undefined : `must be one of ${kind.join(', ')}`;
}
