import { requestErrors } from '../faults/request-errors.ts';
import type { Pair } from '../http/form.ts';
import { Refusal } from '../refusal.ts';
import type { CallEvent } from './call.ts';

// OpenAPI description of 2010-04-01, CreateCall.
const names: ReadonlySet<string> = new Set(
  (
    'To From Method FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent StatusCallbackMethod SendDigits Timeout Record ' +
    'RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod SipAuthUsername SipAuthPassword MachineDetection ' +
    'MachineDetectionTimeout RecordingStatusCallbackEvent Trim CallerId MachineDetectionSpeechThreshold ' +
    'MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod ' +
    'Byoc CallReason CallToken RecordingTrack TimeLimit ClientNotificationUrl Url Twiml ApplicationSid'
  ).split(' '),
);
const repeatable: ReadonlySet<string> = new Set(['StatusCallbackEvent', 'RecordingStatusCallbackEvent']);
const callEvents: readonly CallEvent[] = ['initiated', 'ringing', 'answered', 'completed'];

export interface CallParameters {
  text: ReadonlyMap<string, string>;
  events: readonly CallEvent[];
}

export function readCallParameters(form: readonly Pair[]): CallParameters | Refusal {
  const text = new Map<string, string>();
  const events: CallEvent[] = [];
  for (const [name, value] of form) {
    if (!names.has(name)) return requestErrors.unknownParameter(name);
    if (repeatable.has(name)) {
      if (name !== 'StatusCallbackEvent') continue;
      const event = callEvents.find((known) => known === value);
      if (!event) return new Refusal(21626, `Invalid StatusCallbackEvent '${value}': must be one of ${callEvents.join(', ')}`);
      events.push(event);
      continue;
    }
    if (text.has(name)) return requestErrors.repeatedParameter(name);
    text.set(name, value);
  }
  for (const [name, most] of [
    ['Timeout', 600],
    ['TimeLimit', 14_400],
  ] as const) {
    const value = text.get(name);
    if (value !== undefined && !(/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most)) {
      return requestErrors.invalidParameter(name, `must be from 1 to ${most} seconds`);
    }
  }
  return { text, events };
}
