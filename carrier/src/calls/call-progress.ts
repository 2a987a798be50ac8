import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { recordLines } from '../state/record-lines.ts';
import { rfc2822 } from '../twilio/wire-dates.ts';
import type { Call, CallEvent, CallStatus } from './call.ts';
import { durationSeconds } from './call-resource.ts';

interface Step {
  event: CallEvent;
  status: CallStatus;
  /** How long after the step before, in the realistic profile. */
  delayMs: number;
}

const steps: readonly Step[] = [
  { event: 'initiated', status: 'queued', delayMs: 100 },
  { event: 'ringing', status: 'ringing', delayMs: 900 },
  { event: 'answered', status: 'in-progress', delayMs: 4000 },
  { event: 'completed', status: 'completed', delayMs: 8000 },
];

/** Takes a call through ringing and answering to its end, whoever is called: everybody picks up and listens. */
export function continueCall(carrier: Carrier, account: Account, call: Call): void {
  const from = call.status === 'queued' ? 0 : steps.findIndex((step) => step.status === call.status) + 1;
  walk(carrier, account, call, from);
}

function walk(carrier: Carrier, account: Account, call: Call, index: number): void {
  const step = steps[index];
  if (!step) return;
  const delayMs = account.document.settings.profile === 'instant' ? 0 : step.delayMs;
  carrier.clock.after(delayMs, () => {
    if (carrier.closed) return;
    take(carrier, account, call, step, () => walk(carrier, account, call, index + 1));
  });
}

function take(carrier: Carrier, account: Account, call: Call, step: Step, next: () => void): void {
  const now = carrier.clock.now();
  call.status = step.status;
  call.updatedAt = now;
  if (step.event === 'answered') call.startedAt = now;
  if (step.event === 'completed') call.endedAt = now;
  const sequence = call.sequence++;
  carrier.journal.append(recordLines.call(account, call));
  if (call.callback === null || !call.events.includes(step.event)) {
    next();
    return;
  }
  account.counters.callbacks++;
  const form = callForm(account, call, sequence);
  carrier.webhooks.call({
    url: call.callback,
    authToken: account.document.auth_token,
    form: () => form,
    retryDelayMs: account.document.settings.retry_delay_ms,
    done(result) {
      if (result.failure) account.counters.callbacks_failed++;
      next();
    },
  });
}

function callForm(account: Account, call: Call, sequence: number): [string, string][] {
  const form: [string, string][] = [
    ['CallSid', call.sid],
    ['AccountSid', account.sid],
    ['From', call.from],
    ['To', call.to],
    ['CallStatus', call.status === 'queued' ? 'initiated' : call.status],
    ['Direction', 'outbound-api'],
    ['ApiVersion', '2010-04-01'],
    ['Timestamp', rfc2822(call.updatedAt)],
    ['SequenceNumber', String(sequence)],
    ['CallbackSource', 'call-progress-events'],
  ];
  if (call.status === 'completed') {
    form.push(
      ['CallDuration', String(durationSeconds(call))],
      ['Duration', String(Math.ceil(durationSeconds(call) / 60))],
      ['SipResponseCode', '200'],
    );
  }
  return form;
}
