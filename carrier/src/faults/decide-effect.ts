import type { Account } from '../accounts/account.ts';
import type { Fault, FaultScope } from '../accounts/account-document.ts';
import type { Random } from '../random.ts';
import { Refusal } from '../refusal.ts';
import type { Effect } from './effect.ts';
import { noEffect } from './effect.ts';
import { magicEffect } from './magic-numbers.ts';
import { requestErrors } from './request-errors.ts';

/** Adds up the account's switches and the magic number. The first switch that decides the answer wins; waits add up. */
export function decideEffect(account: Account, scope: FaultScope, to: string, random: Random): Effect {
  const magic = scope === 'create_message' ? magicEffect(to) : undefined;
  const { faults } = account.document;
  if (faults.length === 0) return magic ?? noEffect;
  const effect: Effect = { ...noEffect };
  for (const fault of faults) {
    if (!applies(fault, scope, to)) continue;
    if (fault.probability < 1 && random() >= fault.probability) continue;
    if (isDecided(effect) && fault.kind !== 'slow') continue;
    if (fault.remaining !== undefined) fault.remaining--;
    apply(fault, effect, account, random);
  }
  return isDecided(effect) || !magic ? effect : { ...magic, latencyMs: effect.latencyMs };
}

function applies(fault: Fault, scope: FaultScope, to: string): boolean {
  const reach = 'scope' in fault ? fault.scope : 'create_message';
  if (reach !== 'all' && reach !== scope) return false;
  if (fault.remaining === 0) return false;
  return fault.to === undefined || fault.to.includes(to);
}

function isDecided(effect: Effect): boolean {
  const { before, after, refusal, serverError, deliveryCode } = effect;
  return before !== null || after !== null || refusal !== null || serverError !== null || deliveryCode !== 0;
}

function apply(fault: Fault, effect: Effect, account: Account, random: Random): void {
  switch (fault.kind) {
    case 'request_error':
      effect.refusal = new Refusal(fault.code, fault.message ?? `Error ${fault.code}`, fault.status ?? 400);
      break;
    case 'delivery_error':
      effect.deliveryCode = fault.code;
      break;
    case 'rate_limited':
      effect.refusal = requestErrors.tooManyRequests(fault.retry_after_seconds);
      break;
    case 'server_error':
      effect.serverError = fault.status;
      break;
    case 'timeout_before_accept':
      effect.before = 'timeout';
      break;
    case 'reset_before_accept':
      effect.before = 'reset';
      break;
    case 'timeout_after_accept':
      effect.after = 'timeout';
      break;
    case 'reset_after_accept':
      effect.after = 'reset';
      break;
    case 'slow':
      effect.latencyMs += fault.latency_ms + random() * fault.jitter_ms;
      break;
    case 'auth_failure':
      effect.refusal = requestErrors.authenticate();
      break;
    case 'suspended':
      effect.refusal = requestErrors.inactive(account.sid);
      break;
  }
}
